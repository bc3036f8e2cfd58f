/** The API's description, from the routes of a server without a box behind it. The server receives no request. */
import type { RouteOptions } from 'fastify';
import type { Auth } from '../../device/api/auth.ts';
import { describeRoutes } from '../../device/api/openapi.ts';
import type { Collaborators } from '../../device/api/ports.ts';
import { createServer } from '../../device/api/server.ts';
import { createLog } from '../../device/platform/logger.ts';

/** @returns OpenAPI 3.1 as JSON. */
export async function describeApi(version: string): Promise<string> {
  const routes: RouteOptions[] = [];
  const server = await createServer({
    collaborators: {} as Collaborators,
    auth: { settled: async () => {} } as Auth,
    webUiFolder: import.meta.dirname,
    apiDocumentFile: '',
    logger: createLog(() => {}).logger,
    onRoute: (route) => routes.push(route),
  });
  const document = await describeRoutes(routes, version);
  await server.close();
  return document;
}
