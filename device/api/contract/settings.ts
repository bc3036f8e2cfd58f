/** Settings as they travel: any part of them in, all of them out with secrets as `{ "set": true }`. */
import { Type } from 'typebox';

const settings = (description: string) =>
  Type.Object({}, { additionalProperties: true, description: `${description}; the keys are in /api/settings/schema` });

export const SettingsPatchSchema = settings('The keys to change. Secrets left out are kept');
export const SettingsViewSchema = settings('All settings, secrets replaced by `{ "set": true }` or `{ "set": false }`');
export const SettingsFormSchema = Type.Object({}, { additionalProperties: true, description: 'A JSON Schema' });
