/** Checks settings against the schema and says every fault with its key path and a reason to show. Pure. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isNestedDeeper } from '../platform/nesting.ts';
import { timeZoneNamed } from '../platform/time-zone.ts';
import { because, type Reason } from '../reason.ts';
import { type Settings, type SettingsNode, SettingsSchema } from './settings-schema.ts';

export interface SettingsFault {
  /** Such as `camera.width` or `destinations[0].url`; empty for the whole. */
  path: string;
  reason: Reason;
}

/** The settings themselves have five. */
const DEEPEST_LEVELS = 16;
/** What comes along with a text that is copied from a page or a mail; `trim` leaves those without width. */
const PASTED = /[\s\u200B-\u200D\u2060\uFEFF]/;

let compiled: ValidateFunction<Settings> | null = null;

/** Fills in every default, and takes off what was pasted around a text. `settings` is null when there are faults. */
export function checkSettings(given: unknown): { settings: Settings | null; faults: SettingsFault[] } {
  if (isNestedDeeper(given, DEEPEST_LEVELS))
    return { settings: null, faults: [{ path: '', reason: because('faultTooDeep', 'nested too deep') }] };
  const ajv = () => new Ajv({ allErrors: true, useDefaults: true, strict: false, verbose: true });
  compiled ??= ajv().compile<Settings>(SettingsSchema);
  const settings: unknown = trimmed(given);
  if (!compiled(settings)) return { settings: null, faults: (compiled.errors ?? []).map(fault) };
  const wrong = [duplicateDestination(settings), unknownTimeZone(settings)].filter((one) => one !== null);
  return wrong.length > 0 ? { settings: null, faults: wrong } : { settings, faults: [] };
}

/** A copy. Keys stay as they are. */
function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return withoutEdges(value);
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = {};
  // Defined, not assigned: a key such as `__proto__` is an unknown key like any other.
  for (const [key, inner] of Object.entries(value))
    Object.defineProperty(copy, key, { value: trimmed(inner), enumerable: true, configurable: true, writable: true });
  return copy;
}

/** Not one expression: at each blank inside a long text it would begin anew. */
function withoutEdges(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && PASTED.test(text.charAt(from))) from++;
  while (to > from && PASTED.test(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

function fault({ instancePath, keyword, params, message = '', parentSchema, data }: ErrorObject): SettingsFault {
  const path = instancePath
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
  const inside = (key: unknown) => (path ? `${path}.${key}` : String(key));
  const told = (code: Reason['code'], values: Reason['values'] = {}) => ({
    path,
    reason: because(code, message, values),
  });
  const node = (parentSchema ?? {}) as SettingsNode;
  switch (keyword) {
    case 'additionalProperties':
      return { path: inside(params.additionalProperty), reason: because('faultUnknownKey', message) };
    case 'required':
      return { path: inside(params.missingProperty), reason: because('faultMissing', message) };
    case 'enum':
      return told('faultChoice', { choices: (params.allowedValues as unknown[]).join(', ') });
    case 'maxLength':
      return told('faultTooLong', { most: Number(params.limit), given: [...String(data)].length });
    case 'minLength':
      return told('faultEmpty');
    case 'maxItems':
    case 'maxProperties':
      return told('faultTooMany', { most: Number(params.limit) });
    case 'pattern': {
      const at = blankIn(String(data));
      if (at > 0 && node.faultCode?.startsWith('faultAddress')) return told('faultBlankInside', { at });
      return told(node.faultCode ?? 'faultForm');
    }
    default:
      return told(...wrongKind(node));
  }
}

/** Of a value of another type, or a number outside its limits. */
function wrongKind({ type, minimum, maximum, multipleOf }: SettingsNode): [Reason['code'], Reason['values']] {
  if (type === 'integer' || type === 'number') {
    if (minimum === undefined || maximum === undefined) return ['faultNoNumber', {}];
    if (multipleOf !== undefined) return ['faultNumberSteps', { minimum, maximum, step: multipleOf }];
    return [type === 'integer' ? 'faultWholeNumber' : 'faultNumber', { minimum, maximum }];
  }
  switch (type) {
    case 'boolean':
      return ['faultNoSwitch', {}];
    case 'string':
      return ['faultNoText', {}];
    case 'array':
      return ['faultNoList', {}];
    default:
      return ['faultNoGroup', {}];
  }
}

/** The place of the first blank or control character, from 1; 0 where there is none. */
export function blankIn(text: string): number {
  const before = /^[^\s\p{Cc}\p{Zs}]*/u.exec(text)?.[0] ?? '';
  return before.length === text.length ? 0 : [...before].length + 1;
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
