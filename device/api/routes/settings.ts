import { because, sentence } from '../../reason.ts';
import { SettingsSchema } from '../../settings/settings-schema.ts';
import type { ApiParts, ApiScope } from '../api-parts.ts';
import { SettingsFormSchema, SettingsPatchSchema, SettingsViewSchema } from '../contract/settings.ts';
import { Refused } from '../refused.ts';

/** Settings, with secrets going in and never out. */
export function settingsRoutes(api: ApiScope, { collaborators: { settings }, language }: ApiParts): void {
  const response = { 200: SettingsViewSchema };

  api.get('/settings', { schema: { summary: 'All settings', response } }, () => settings.redacted());

  api.patch(
    '/settings',
    {
      schema: { summary: 'Change some settings: all of those sent, or none', body: SettingsPatchSchema, response },
    },
    async (request) => {
      const { faults } = await settings.patch(request.body);
      if (faults.length > 0) {
        const told = faults.map(({ path, reason }) => ({ path, message: sentence(reason, language(request)) }));
        throw new Refused(400, because('settingsRefused', `${faults.length} faults`), told);
      }
      return settings.redacted();
    },
  );

  api.get(
    '/settings/schema',
    { schema: { summary: 'Every key, with its default and limits', response: { 200: SettingsFormSchema } } },
    () => SettingsSchema,
  );
}
