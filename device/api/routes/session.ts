import type { ApiParts, ApiScope } from '../api-parts.ts';
import type { Refusal } from '../collaborators.ts';
import {
  type MarkBody,
  MarkBodySchema,
  type OffTheRecordBody,
  OffTheRecordBodySchema,
  type StartBody,
  StartBodySchema,
  type StopBody,
  StopBodySchema,
} from '../contract/session.ts';
import { type Status, StatusSchema } from '../contract/status.ts';
import { Refused } from '../refused.ts';

const response = { 200: StatusSchema };

/** Start, stop, mark and off the record. Each answers with the new status, or 409 and why it makes no sense now. */
export function sessionRoutes(api: ApiScope, { collaborators: { session, status } }: ApiParts): void {
  const outcome = (refusal: Refusal): Status => {
    if (refusal) throw new Refused(409, refusal);
    return status.current();
  };

  api.post<{ Body: StartBody }>(
    '/session/start',
    { schema: { summary: 'Start a seminar, or go on after a stop', body: StartBodySchema, response } },
    ({ body }) => outcome(session.start({ title: body.title?.trim() || null, startedBy: 'page' })),
  );
  api.post<{ Body: StopBody }>(
    '/session/stop',
    { schema: { summary: 'Stop the seminar', body: StopBodySchema, response } },
    ({ body }) => outcome(session.stop({ now: body.now ?? false })),
  );
  api.post<{ Body: MarkBody }>(
    '/session/mark',
    { schema: { summary: 'Mark a chapter', body: MarkBodySchema, response } },
    ({ body }) => outcome(session.mark(body.label?.trim() || null)),
  );
  api.post<{ Body: OffTheRecordBody }>(
    '/session/off-the-record',
    {
      schema: {
        summary: 'Hide sound and picture from viewers, or show them again',
        body: OffTheRecordBodySchema,
        response,
      },
    },
    ({ body }) => outcome(session.offTheRecord(body.on)),
  );
}
