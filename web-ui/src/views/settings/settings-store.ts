/**
 * The settings of the box, and the changes made here that are not saved yet. They are kept while other views are open.
 */
import { computed, signal } from '@preact/signals';
import { BoxError, box } from '../../api-client.ts';
import { access } from '../../stores/access-store.ts';
import { restartOf, type SchemaNode, typed } from './schema.ts';

export type Values = Record<string, unknown>;

export const schema = signal<SchemaNode | null>(null);
const kept = signal<Values>({});
/** By path, such as `camera.width`; a list is one edit. Numbers are kept as typed. */
const edits = signal<Values>({});
/** Faults in the box's answer to the last try, by path. */
export const faults = signal<ReadonlyMap<string, string>>(new Map());
/** A new object for every save that the box refused. */
export const refusal = signal<object | null>(null);
export const saving = signal(false);
export const savedOnce = signal(false);
/** True while a saved change waits for the next start of the service. */
export const restartAwaited = signal(false);

function at(from: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Values | undefined)?.[key], from);
}

export function nodeAt(path: string): SchemaNode | undefined {
  return path.split('.').reduce<SchemaNode | undefined>((node, key) => node?.properties?.[key], schema.value ?? {});
}

export const keptValue = (path: string) => at(kept.value, path);
export const value = (path: string) => (path in edits.value ? edits.value[path] : keptValue(path));

/** Only the values that differ from those of the box, in the form that is sent. */
export const changes = computed<Values>(() => {
  const asSent = Object.entries(edits.value).map(([path, given]) => [path, typed(nodeAt(path) ?? {}, given)] as const);
  return Object.fromEntries(
    asSent.filter(([path, given]) => JSON.stringify(given) !== JSON.stringify(keptValue(path))),
  );
});

/** The parts that the changes interrupt or wait for. */
export const effects = computed(
  () => new Set(Object.entries(changes.value).map(([path, now]) => restartOf(nodeAt(path), now, keptValue(path)))),
);

export function edit(path: string, given: unknown): void {
  edits.value = { ...edits.value, [path]: given };
  savedOnce.value = false;
  // A fault is shown until its value changes. Faults inside a list move with its entries, so they go together.
  faults.value = new Map([...faults.value].filter(([at]) => at !== path && !at.startsWith(`${path}[`)));
  if (faults.value.size === 0) refusal.value = null;
}

export function discard(): void {
  edits.value = {};
  faults.value = new Map();
  refusal.value = null;
}

export async function load(): Promise<void> {
  try {
    const [form, settings] = await Promise.all([schema.value ?? box.settingsSchema(), box.settings()]);
    kept.value = settings as Values;
    schema.value = form;
  } catch (error) {
    if (error instanceof BoxError && error.status === 401) access.value = await box.access();
    else throw error;
  }
}

/** Throws everything but a fault of a value: no password, no answer. The changes stay in the form. */
export async function save(): Promise<void> {
  saving.value = true;
  const awaitsRestart = effects.value.has('service');
  try {
    kept.value = (await box.changeSettings(asPatch(changes.value))) as Values;
    discard();
    savedOnce.value = true;
    restartAwaited.value ||= awaitsRestart;
  } catch (error) {
    if (!(error instanceof BoxError) || error.status !== 400) throw error;
    refusal.value = {};
    faults.value = new Map(error.details.map(({ path, message }) => [path, message]));
  } finally {
    saving.value = false;
  }
}

/** `{ 'camera.width': 640 }` -> `{ camera: { width: 640 } }`. */
function asPatch(flat: Values): Values {
  const patch: Values = {};
  for (const [path, given] of Object.entries(flat)) {
    const keys = path.split('.');
    const last = keys.pop() ?? path;
    let into = patch;
    for (const key of keys) {
      into[key] ??= {};
      into = into[key] as Values;
    }
    into[last] = given;
  }
  return patch;
}

window.addEventListener('beforeunload', (event) => {
  if (Object.keys(changes.value).length > 0) event.preventDefault();
});
