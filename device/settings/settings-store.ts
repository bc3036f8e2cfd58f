/** The settings in force: loaded, changed, saved as one step, with the previous good copy beside. */
import { basename, join, parse } from 'node:path';
import { secretsInAddress, secretsInKey } from '../masking.ts';
import { bytesIfThere, readIfThere, writeDurably } from '../platform/durable-file.ts';
import { decodeAsciiFirst } from '../platform/text-file.ts';
import { because, type Reason } from '../reason.ts';
import { groupSecrets, withoutGroupSecrets, withoutShownSecrets } from './group-secrets.ts';
import { jsonFault } from './json-fault.ts';
import { withoutSavedDefaults } from './saved-defaults.ts';
import { secretsToGiveAgain } from './secret-addresses.ts';
import { settingsAdvice } from './settings-advice.ts';
import { checkSettings, type SettingsFault } from './settings-faults.ts';
import type { Settings } from './settings-schema.ts';

/** Settings hold stream keys. */
const SECRET_MODE = 0o600;

/** The file was written by a person and is wrong: nothing is guessed. */
export class BadSettings extends Error {
  readonly faults: SettingsFault[];

  constructor(file: string, faults: SettingsFault[]) {
    super(`${file}: ${faults.map(({ path, reason }) => `${path} ${reason.tech}`).join(', ')}`);
    this.faults = faults;
  }
}

export class SettingsStore {
  readonly #file: string;
  /** There is no such file yet: what is in force are the defaults. */
  readonly isNew: boolean;
  #current: Settings;
  #listeners = new Set<(settings: Settings, before: Settings) => void>();
  /** Set while the file is damaged and the copy before it, or nothing but defaults, is in force. */
  #damage: Reason | null;

  private constructor(file: string, settings: Settings, { damage = null, isNew = false }: Origin = {}) {
    this.#file = file;
    this.#current = settings;
    this.#damage = damage;
    this.isNew = isNew;
  }

  /**
   * A file that is not there is `{}`. One that is no JSON (cut off, zeros) or cannot be read is replaced by the previous
   * good copy, loudly; one that a power cut left empty, by the defaults where there is no copy.
   * @throws BadSettings for wrong values, and for no JSON where there is no copy; what reading it threw where there is none.
   */
  static async load(file: string): Promise<SettingsStore> {
    const text = await textIfThere(file).catch((error: Error) => error);
    const given = text instanceof Error ? undefined : parsed(text ?? '{}');
    if (given === undefined) {
      const fault = text instanceof Error || isBlank(text) ? null : jsonFault(text ?? '');
      const tech = text instanceof Error ? text.message : `${file} is not JSON ${JSON.stringify(fault?.values ?? '')}`;
      const copy = checkSettings(
        withoutSavedDefaults(parsed((await textIfThere(previousOf(file)).catch(() => null)) ?? '')),
      );
      const damaged = because('settingsDamaged', tech, { file: basename(file) });
      if (copy.settings) return new SettingsStore(file, copy.settings, { damage: damaged });
      if (text instanceof Error) throw text;
      if (fault) throw new BadSettings(file, [{ path: '', reason: fault }]);
      return new SettingsStore(file, checkSettings({}).settings as Settings, { damage: because('settingsLost', tech) });
    }
    const { settings, faults } = checkSettings(withoutSavedDefaults(given));
    if (!settings) throw new BadSettings(file, faults);
    return new SettingsStore(file, settings, { isNew: text === null });
  }

  /** What a person should know: of the file as it was found, and of values that cannot work. */
  get trouble(): Reason | null {
    const paths = settingsAdvice(this.#current).map(({ path }) => path);
    const unwise = paths.length > 0 ? because('settingsUnwise', paths.join(', '), { paths: paths.join(', ') }) : null;
    return this.#damage ?? unwise;
  }

  /** Makes the copy hold what is in force, for the next start: a file that was never saved here has none. */
  async keepCopy(): Promise<void> {
    if (this.#damage) return;
    const text = `${JSON.stringify(this.#current, null, 2)}\n`;
    const copy = await readIfThere(previousOf(this.#file)).catch(() => null);
    if (copy !== text) await writeDurably(previousOf(this.#file), text, SECRET_MODE);
  }

  current(): Settings {
    return this.#current;
  }

  /** Every stream key and password in force, with what is secret in a part of one, and those in addresses. */
  secrets(): string[] {
    const keys = this.#current.destinations.flatMap(({ streamKey }) => secretsInKey(streamKey));
    const inAddresses = textsIn(this.#current).flatMap(secretsInAddress);
    return [...keys, ...groupSecrets(this.#current), ...inAddresses].filter((secret) => secret !== '');
  }

  /** With `{ set: true|false }` in place of each secret. */
  redacted(): unknown {
    const { destinations, ...rest } = withoutGroupSecrets(this.#current);
    return {
      ...rest,
      destinations: destinations.map((one) => ({ ...one, streamKey: { set: one.streamKey !== '' } })),
    };
  }

  /**
   * Merges objects key by key; arrays replace. A secret that is left out, or given back as it was shown, stays as it is,
   * unless its address becomes another server: then it is a fault. Nothing changes when there are faults.
   * @throws when the file cannot be written.
   */
  async patch(change: unknown): Promise<{ faults: SettingsFault[] }> {
    if (!isObject(change)) return { faults: [{ path: '', reason: because('faultNoGroup', 'no object') }] };
    const { settings, faults } = checkSettings(withoutDropped(merged(this.#current, this.#withKeptSecrets(change))));
    if (!settings) return { faults };
    const again = secretsToGiveAgain(this.#current, change, settings);
    if (again.length > 0) return { faults: again };
    const before = this.#current;
    const known = new Set(settingsAdvice(before).map(nameOf));
    const unwise = settingsAdvice(settings).filter((fault) => !known.has(nameOf(fault)));
    if (unwise.length > 0) return { faults: unwise };
    await writeDurably(previousOf(this.#file), `${JSON.stringify(before, null, 2)}\n`, SECRET_MODE);
    await writeDurably(this.#file, `${JSON.stringify(settings, null, 2)}\n`, SECRET_MODE);
    this.#current = settings;
    this.#damage = null;
    for (const listener of this.#listeners) listener(settings, before);
    return { faults: [] };
  }

  onChange(listener: (settings: Settings, before: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #withKeptSecrets(change: Record<string, unknown>): Record<string, unknown> {
    const kept = { ...withoutShownSecrets(change) };
    if (Array.isArray(kept.destinations)) {
      kept.destinations = kept.destinations.map((one: unknown) => {
        if (!isObject(one) || typeof one.streamKey === 'string') return one;
        const known = this.#current.destinations.find(({ id }) => id === one.id);
        return { ...one, streamKey: known?.streamKey ?? '' };
      });
    }
    return kept;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

interface Origin {
  damage?: Reason | null;
  isNew?: boolean;
}

/** Beside the file and named after it: `settings.json` has `settings.previous.json`. */
function previousOf(file: string): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.previous${ext}`);
}

/** As on whatever computer it was written. Null where there is no such file. @throws other errors of reading it. */
async function textIfThere(file: string): Promise<string | null> {
  const bytes = await bytesIfThere(file);
  return bytes && decodeAsciiFirst(bytes);
}

/** The same fault of another entry of a list is the same. */
const nameOf = ({ path, reason }: SettingsFault) =>
  `${path.replace(/\[\d+\]/g, '')} ${reason.code} ${JSON.stringify(reason.values)}`;

/** Nobody writes this: it is what a power cut leaves. */
function isBlank(text: string | null): boolean {
  return (text ?? '').replace(/[\0\s]/g, '') === '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The one part whose keys may go: a control of the camera that is no longer asked for is sent as null. */
function withoutDropped(settings: unknown): unknown {
  if (!isObject(settings) || !isObject(settings.camera) || !isObject(settings.camera.controls)) return settings;
  const controls = Object.entries(settings.camera.controls).filter(([, value]) => value !== null);
  return { ...settings, camera: { ...settings.camera, controls: Object.fromEntries(controls) } };
}

function merged(into: unknown, change: unknown): unknown {
  if (!isObject(into) || !isObject(change)) return change;
  const result = { ...into };
  // Keys such as `__proto__` are refused by the schema like any unknown key; defining them keeps them plain.
  for (const [key, value] of Object.entries(change)) {
    Object.defineProperty(result, key, {
      value: merged(result[key], value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}
