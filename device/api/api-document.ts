/** `GET /api/openapi.json`: the description that the build has made, with the version that runs. */
import { readFile } from 'node:fs/promises';
import type { ApiScope } from './api-context.ts';

export interface ApiDocumentOptions {
  /** What `image/prepare/describe-api.ts` wrote. */
  file: string;
  version(): string;
}

/** Read when it is first asked for: most boxes never are. */
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
