import type { FastifyRequest } from 'fastify';
import type { ApiContext, ApiScope } from '../api-context.ts';
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
import type { Refusal } from '../ports.ts';
import { Refused } from '../refused.ts';

const response = { 200: StatusSchema };
const config = { refuses: [409] };

/**
 * Start, stop, mark and off the record. Each answers with the new status, or with 409 and the reason why it makes no
 * sense now.
 */
export function sessionRoutes(api: ApiScope, { collaborators: { session, status }, language }: ApiContext): void {
  const outcome = (request: FastifyRequest, refusal: Refusal): Status => {
    if (refusal) throw new Refused(409, refusal);
    return status.current(language(request));
  };

  api.post<{ Body: StartBody }>(
    '/session/start',
    {
      config,
      schema: {
        operationId: 'startSession',
        summary: 'Start a talk, or go on after a stop',
        body: StartBodySchema,
        response,
      },
    },
    (request) => outcome(request, session.start({ title: request.body.title?.trim() || null, startedBy: 'page' })),
  );
  api.post<{ Body: StopBody }>(
    '/session/stop',
    { config, schema: { operationId: 'stopSession', summary: 'Stop the talk', body: StopBodySchema, response } },
    (request) => outcome(request, session.stop({ now: request.body.now ?? false })),
  );
  api.post<{ Body: MarkBody }>(
    '/session/mark',
    { config, schema: { operationId: 'markChapter', summary: 'Mark a chapter', body: MarkBodySchema, response } },
    (request) => outcome(request, session.mark(request.body.label?.trim() || null)),
  );
  api.post<{ Body: OffTheRecordBody }>(
    '/session/off-the-record',
    {
      config,
      schema: {
        operationId: 'setOffTheRecord',
        summary: 'Hide sound and picture from viewers, or show them again',
        body: OffTheRecordBodySchema,
        response,
      },
    },
    (request) => outcome(request, session.offTheRecord(request.body.on)),
  );
}
