/** The reason for a value that a schema refuses, in settings as in requests: its place, and what is allowed. Pure. */
import type { ErrorObject } from 'ajv';
import { because, type Reason } from '../reason.ts';
import type { SettingsNode } from './settings-schema.ts';

export interface SettingsFault {
  /** Path such as `camera.width` or `destinations[0].url`; empty for the whole. */
  path: string;
  reason: Reason;
}

/** Ajv's account of the value, with `verbose`. */
type Refusal = Pick<ErrorObject, 'instancePath' | 'keyword' | 'params' | 'message' | 'parentSchema' | 'data'>;

export function valueFault({
  instancePath,
  keyword,
  params,
  message = '',
  parentSchema,
  data,
}: Refusal): SettingsFault {
  const path = instancePath
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
  const inside = (key: unknown) => (path ? `${path}.${key}` : String(key));
  const fault = (code: Reason['code'], values: Reason['values'] = {}) => ({
    path,
    reason: because(code, message, values),
  });
  const node = (parentSchema ?? {}) as SettingsNode;
  switch (keyword) {
    case 'additionalProperties': {
      const keys = Object.keys(node.properties ?? {}).join(', ');
      const reason = keys ? because('faultUnknownKeyOf', message, { keys }) : because('faultUnknownKey', message);
      return { path: inside(params.additionalProperty), reason };
    }
    case 'required':
      return { path: inside(params.missingProperty), reason: because('faultMissing', message) };
    case 'enum':
      return fault('faultChoice', { choices: (params.allowedValues as unknown[]).join(', ') });
    case 'maxLength':
      return fault('faultTooLong', { most: Number(params.limit), given: [...String(data)].length });
    case 'minLength':
      return fault('faultEmpty');
    case 'maxItems':
    case 'maxProperties':
      return fault('faultTooMany', { most: Number(params.limit) });
    case 'pattern': {
      const at = blankIn(String(data));
      if (at > 0 && node.faultCode?.startsWith('faultAddress')) return fault('faultBlankInside', { at });
      return fault(node.faultCode ?? 'faultForm', node.faultValues);
    }
    default:
      return fault(...wrongKind(node));
  }
}

/** Reason for a value of another type, or a number outside its limits. */
function wrongKind(node: SettingsNode): [Reason['code'], Reason['values']] {
  const { type, minimum, maximum, multipleOf, faultCode, faultValues } = node;
  if (faultCode && faultValues) return [faultCode, faultValues];
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

/** Place of the first blank or control character, from 1; 0 where there is none. */
export function blankIn(text: string): number {
  const before = /^[^\s\p{Cc}\p{Zs}]*/u.exec(text)?.[0] ?? '';
  return before.length === text.length ? 0 : [...before].length + 1;
}
