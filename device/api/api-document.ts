/** `GET /api/openapi.json`: the description made by the build, with the version that runs. */
import { readFile } from 'node:fs/promises';
import type { ApiScope } from './api-context.ts';

export interface ApiDocumentOptions {
  /** The file that `image/prepare/describe-api.ts` wrote. */
  file: string;
  version(): string;
}

/** The file is read at the first request: most boxes never get one. */
export function documentRoute(server: ApiScope, { file, version }: ApiDocumentOptions): void {
  let text: string | null = null;
  server.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    if (text === null) {
      const document = JSON.parse(await readFile(file, 'utf8'));
      // A package may carry another version than the build that it was made of.
      document.info.version = version();
      text = JSON.stringify(document);
    }
    return reply.type('application/json').send(text);
  });
}
