import { Readable } from 'node:stream';
import { spoken } from '../../reason.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { type Update, UpdateSchema } from '../contract/update.ts';
import type { Refusal } from '../ports.ts';
import { Refused } from '../refused.ts';

/** Media types with which curl and browsers send a file. */
const PACKAGE_TYPES = ['application/vnd.debian.binary-package', 'application/octet-stream'];
/** 50 MB at 1 Mb/s. */
const UPLOAD_TIMEOUT_MS = 400_000;

/** Answers other than 409. */
const STATUS_CODES: Record<string, number> = { updateTooLarge: 413, updateNoRoom: 507 };

/** An update of the box: sent, cancelled, rolled back. */
export function updateRoutes(server: ApiScope, { collaborators, language }: ApiContext): void {
  const { updates, status } = collaborators;
  const response = { 200: UpdateSchema };
  const config = { refuses: [409] };
  const answer = (request: Parameters<typeof language>[0], refusal: Refusal = null): Update => {
    if (refusal) throw new Refused(STATUS_CODES[refusal.code] ?? 409, refusal);
    const inLanguage = language(request);
    const { version, clockTrusted } = status.current(inLanguage);
    return { running: version, before: updates.before, update: outside(updates.state, clockTrusted) };

    function outside(state: typeof updates.state, hasClock: boolean): Update['update'] {
      switch (state.phase) {
        case 'waiting': {
          const { forMs, ...rest } = state;
          const until = forMs === null || !hasClock ? null : new Date(Date.now() + forMs).toISOString();
          return { ...rest, until };
        }
        case 'refused':
        case 'returned':
          return { ...state, reason: spoken(state.reason, inLanguage) };
        default:
          return state;
      }
    }
  };

  // A scope of its own, because no other route takes a file.
  server.register(async (api) => {
    for (const type of PACKAGE_TYPES) api.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
    api.post<{ Body: Readable }>(
      '/update',
      {
        config: { refuses: [409, 507] },
        schema: {
          operationId: 'sendUpdate',
          summary: 'Send an update (a signed Debian package)',
          consumes: PACKAGE_TYPES,
          response,
        },
      },
      async (request) => {
        // Node has one limit for all requests. This one comes from somebody who is logged in.
        const { server: http } = api;
        const limitMs = http.requestTimeout;
        http.requestTimeout = UPLOAD_TIMEOUT_MS;
        const declared = Number(request.headers['content-length'] ?? Number.NaN);
        const refusal = await updates
          .take(request.body ?? Readable.from([]), Number.isFinite(declared) ? declared : null)
          .finally(() => {
            http.requestTimeout = limitMs;
          });
        return answer(request, refusal);
      },
    );
  });

  server.get(
    '/update',
    { schema: { operationId: 'readUpdate', summary: 'What an update has come to', response } },
    (request) => answer(request),
  );
  server.delete(
    '/update',
    { config, schema: { operationId: 'cancelUpdate', summary: 'Cancel an update that waits', response } },
    async (request) => answer(request, await updates.cancel()),
  );
  server.post(
    '/update/return',
    { config, schema: { operationId: 'returnToVersionBefore', summary: 'Return to the version before', response } },
    async (request) => answer(request, await updates.goBack()),
  );
}
