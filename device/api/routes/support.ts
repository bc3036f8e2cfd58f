import type { ApiContext, ApiScope } from '../api-context.ts';
import { bytes } from '../contract/bodies.ts';
import { type Facts, FactsSchema } from '../contract/support.ts';

/** Routes for a helper elsewhere. */
export function supportRoutes(api: ApiScope, { collaborators: { support } }: ApiContext): void {
  api.get(
    '/facts',
    {
      schema: {
        operationId: 'readFacts',
        summary: 'Board, operating system, USB and sound devices, file systems, as they were found after the start',
        response: { 200: FactsSchema },
      },
    },
    (): Promise<Facts> => support.facts(),
  );
  api.get(
    '/support',
    {
      schema: {
        operationId: 'readSupportBundle',
        summary: 'One file for whoever helps from afar: facts, settings, health, log, last receipts; without secrets',
        response: { 200: bytes('A zip', 'application/zip') },
      },
    },
    async (_request, reply) => {
      const { name, content } = support.bundle();
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .type('application/zip')
        .send(content);
    },
  );
}
