import { Type } from 'typebox';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { type Addresses, AddressesSchema } from '../contract/addresses.ts';
import { type LogQuery, LogQuerySchema, type LogReply, LogSchema } from '../contract/log.ts';
import type { Refusal } from '../ports.ts';
import { Refused } from '../refused.ts';

const LINES_UNLESS_TOLD = 200;

/** Addresses, the log, restart and power-off. */
export function systemRoutes(api: ApiScope, { collaborators: { log, system, addresses } }: ApiContext): void {
  const response = { 202: Type.Object({}) };
  const config = { refuses: [409] };
  const done = (refusal: Refusal) => {
    if (refusal) throw new Refused(409, refusal);
    return {};
  };

  api.get(
    '/addresses',
    {
      schema: {
        operationId: 'listAddresses',
        summary: 'Where the page is found on the network',
        response: { 200: AddressesSchema },
      },
    },
    (): Addresses => ({ addresses: addresses() }),
  );
  api.get<{ Querystring: LogQuery }>(
    '/log',
    {
      schema: {
        operationId: 'readLog',
        summary: 'The newest log lines, oldest first',
        querystring: LogQuerySchema,
        response: { 200: LogSchema },
      },
    },
    ({ query }): LogReply => {
      const lines = Number(query.lines ?? LINES_UNLESS_TOLD);
      return { lines: lines > 0 ? log.tail(lines) : [] };
    },
  );
  api.post(
    '/system/restart',
    { config, schema: { operationId: 'restart', summary: 'Restart the service', response } },
    async (_request, reply) => {
      reply.code(202);
      return done(await system.restart());
    },
  );
  api.post(
    '/system/power-off',
    { config, schema: { operationId: 'powerOff', summary: 'Power off safely', response } },
    async (_request, reply) => {
      reply.code(202);
      return done(await system.powerOff());
    },
  );
}
