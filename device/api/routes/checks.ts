import { sentence, spoken } from '../../reason.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { type Checks, ChecksSchema } from '../contract/checks.ts';

/** The dry run. One at a time, because it opens the camera: concurrent requests get the same answer. */
export function checkRoutes(api: ApiScope, { collaborators, language }: ApiContext): void {
  let running: ReturnType<typeof collaborators.checks> | null = null;

  api.post(
    '/checks',
    {
      schema: {
        operationId: 'runChecks',
        summary: 'Try camera, microphone, disk, clock and servers',
        response: { 200: ChecksSchema },
      },
    },
    async (request): Promise<Checks> => {
      running ??= collaborators.checks().finally(() => {
        running = null;
      });
      const { ok, checks } = await running;
      const spokenLanguage = language(request);
      return {
        ok,
        checks: checks.map(({ id, line, level, reason }) => ({
          id,
          line,
          level,
          message: sentence(reason, spokenLanguage),
          reason: level === 'ok' ? null : spoken(reason, spokenLanguage),
        })),
      };
    },
  );
}
