import { because } from '../../reason.ts';
import { SettingsSchema } from '../../settings/settings-schema.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { SettingsFormSchema, SettingsPatchSchema, SettingsViewSchema } from '../contract/settings.ts';
import { Refused } from '../refused.ts';

/** The settings. Secrets go in and never come out. */
export function settingsRoutes(api: ApiScope, { collaborators: { settings } }: ApiContext): void {
  const response = { 200: SettingsViewSchema };

  api.get('/settings', { schema: { operationId: 'readSettings', summary: 'All settings', response } }, () =>
    settings.redacted(),
  );

  api.patch(
    '/settings',
    {
      // The settings store has a check of its own, which trims texts and knows the stored values.
      validatorCompiler: () => () => true,
      schema: {
        operationId: 'changeSettings',
        summary: 'Change some settings: all of those sent, or none',
        body: SettingsPatchSchema,
        response,
      },
    },
    async (request) => {
      const { faults } = await settings.patch(request.body);
      if (faults.length > 0) throw new Refused(400, because('settingsRefused', `${faults.length} faults`), faults);
      return settings.redacted();
    },
  );

  api.get(
    '/settings/schema',
    {
      schema: {
        operationId: 'readSettingsSchema',
        summary: 'Every key, with its default and limits',
        response: { 200: SettingsFormSchema },
      },
    },
    () => SettingsSchema,
  );
}
