/** Checks settings against the schema. Every fault has its key path and a reason to show. Pure. */
import { Ajv, type ValidateFunction } from 'ajv';
import { isNestedDeeper } from '../platform/nesting.ts';
import { timeZoneNamed } from '../platform/time-zone.ts';
import { because } from '../reason.ts';
import { type Settings, SettingsSchema } from './settings-schema.ts';
import { type SettingsFault, valueFault } from './value-faults.ts';

export type { SettingsFault };

/** Limit of nesting. The settings themselves have five levels. */
const DEEPEST_LEVELS = 16;
/** Blanks that come along with text copied from a page or a mail. `trim` does not remove those of zero width. */
const PASTED = /[\s\u200B-\u200D\u2060\uFEFF]/;

let compiled: ValidateFunction<Settings> | null = null;

/** Fills in every default and removes blanks pasted around a text. `settings` is null when there are faults. */
export function checkSettings(given: unknown): { settings: Settings | null; faults: SettingsFault[] } {
  if (isNestedDeeper(given, DEEPEST_LEVELS))
    return { settings: null, faults: [{ path: '', reason: because('faultTooDeep', 'nested too deep') }] };
  const ajv = () => new Ajv({ allErrors: true, useDefaults: true, strict: false, verbose: true });
  compiled ??= ajv().compile<Settings>(SettingsSchema);
  const settings: unknown = trimmed(given);
  if (!compiled(settings)) return { settings: null, faults: (compiled.errors ?? []).map(valueFault) };
  const wrong = [duplicateDestination(settings), unknownTimeZone(settings)].filter((one) => one !== null);
  return wrong.length > 0 ? { settings: null, faults: wrong } : { settings, faults: [] };
}

/** A trimmed copy of the values. Keys are not changed. */
function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return withoutEdges(value);
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = {};
  // The key is defined, not assigned: `__proto__` then is an unknown key like any other.
  for (const [key, inner] of Object.entries(value))
    Object.defineProperty(copy, key, { value: trimmed(inner), enumerable: true, configurable: true, writable: true });
  return copy;
}

/** A loop: one expression would start again at every blank inside a long text. */
function withoutEdges(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && PASTED.test(text.charAt(from))) from++;
  while (to > from && PASTED.test(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

function unknownTimeZone({ room: { timeZone } }: Settings): SettingsFault | null {
  if (timeZone === '' || timeZoneNamed(timeZone) !== null) return null;
  return { path: 'room.timeZone', reason: because('faultTimeZone', 'no zone of this name') };
}

function duplicateDestination({ destinations }: Settings): SettingsFault | null {
  const ids = destinations.map(({ id }) => id);
  const at = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  return at < 0
    ? null
    : { path: `destinations[${at}].id`, reason: because('faultTwice', 'an id twice', { id: ids[at] ?? '' }) };
}
