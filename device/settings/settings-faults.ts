/** Checks settings against the schema and says every fault with its key path. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Reason } from '../reason.ts';
import { type Settings, SettingsSchema } from './settings-schema.ts';

export interface SettingsFault {
  /** Such as `camera.width` or `destinations[0].url`. */
  path: string;
  message: string;
  /** What a person is told in place of the message, in any language. */
  reason?: Reason;
}

let compiled: ValidateFunction<Settings> | null = null;

/** Fills in every default. `settings` is null when there are faults. */
export function checkSettings(given: unknown): { settings: Settings | null; faults: SettingsFault[] } {
  compiled ??= new Ajv({ allErrors: true, useDefaults: true, strict: false }).compile<Settings>(SettingsSchema);
  const settings: unknown = structuredClone(given);
  if (!compiled(settings)) return { settings: null, faults: (compiled.errors ?? []).map(fault) };
  const twice = duplicateDestination(settings);
  return twice ? { settings: null, faults: [twice] } : { settings, faults: [] };
}

function fault({ instancePath, keyword, params, message = '' }: ErrorObject): SettingsFault {
  const path = instancePath
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
  const inside = (key: unknown) => (path ? `${path}.${key}` : String(key));
  switch (keyword) {
    case 'additionalProperties':
      return { path: inside(params.additionalProperty), message: 'is not a known key' };
    case 'required':
      return { path: inside(params.missingProperty), message: 'is missing' };
    case 'enum':
      return { path, message: `must be one of ${(params.allowedValues as unknown[]).join(', ')}` };
    case 'type':
      return { path: path || '(the whole file)', message };
    default:
      return { path, message };
  }
}

function duplicateDestination({ destinations }: Settings): SettingsFault | null {
  const ids = destinations.map(({ id }) => id);
  const at = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  return at < 0 ? null : { path: `destinations[${at}].id`, message: `is used twice: ${ids[at]}` };
}
