/**
 * The API's description, made from the routes themselves by a second, silent server. The build does it
 * (`image/prepare/describe-api.ts`); the service never loads this file.
 */
import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import Fastify, { type RouteOptions } from 'fastify';
import { changesSomething } from './change-log.ts';
import { AccessSchema } from './contract/access.ts';
import { ErrorSchema } from './contract/error.ts';
import { HealthSchema } from './contract/health.ts';
import { RecordingListSchema, RecordingSchema } from './contract/recordings.ts';
import { SettingsPatchSchema, SettingsViewSchema } from './contract/settings.ts';
import { StatusSchema } from './contract/status.ts';
import { UpdateSchema } from './contract/update.ts';

/** Names of types in programs generated from the document. */
const NAMED = new Map<unknown, string>([
  [ErrorSchema, 'Error'],
  [StatusSchema, 'Status'],
  [HealthSchema, 'Health'],
  [AccessSchema, 'Access'],
  [RecordingSchema, 'Recording'],
  [RecordingListSchema, 'RecordingList'],
  [SettingsViewSchema, 'Settings'],
  [SettingsPatchSchema, 'SettingsChange'],
  [UpdateSchema, 'Update'],
]);

/** Reasons for a refusal, by the status of the answer. */
const REFUSALS: Record<number, string> = {
  400: 'The request is not understood: `details` name what is wrong and what is allowed',
  401: 'No valid cookie or token, or a wrong password',
  403: "Another site's page asks, or a token where a person is needed",
  404: 'There is nothing of this name',
  409: 'It makes no sense now; the error says why',
  413: 'More than the box takes',
  415: 'Sent as another media type than those named',
  416: 'The range is outside the file',
  421: '`Host` is no name of the box: see `web.names` in the settings',
  429: 'Too many tries; wait a minute',
  500: 'A fault inside the box; its log says more',
  503: 'Not now: the error says why. Of what needs a password: its file is damaged',
  507: 'No room on the card',
};

const needsPassword = ({ url, config }: RouteOptions) => url.startsWith('/api/') && !config?.open;

/** Statuses of refusal that any route of this kind has, and the route's own, in order. */
function refusalsOf(route: RouteOptions): number[] {
  const { method, url, schema, config } = route;
  const codes = [421, 500, ...(config?.refuses ?? [])];
  if (needsPassword(route)) codes.push(401, 503);
  if (changesSomething(String(method))) codes.push(400, 403, 413, 415);
  if (schema?.querystring) codes.push(400);
  if (url.includes(':')) codes.push(400);
  if (config?.personOnly) codes.push(403);
  return [...new Set(codes)].sort();
}

function securityOf(route: RouteOptions): Record<string, string[]>[] {
  if (!needsPassword(route)) return [];
  return route.config?.personOnly ? [{ cookie: [] }] : [{ cookie: [] }, { token: [] }];
}

const named = (schema: unknown): object => {
  const name = NAMED.get(schema);
  return name ? { $ref: `${name}#` } : (schema as object);
};

function described(route: RouteOptions): RouteOptions['schema'] {
  const { body, response, ...schema } = route.schema ?? {};
  const answers = Object.entries(response ?? {}).map(([code, answer]) => [code, named(answer)]);
  // A route that answers one of these statuses in another form describes it itself.
  const refusals = refusalsOf(route).map((code) => [code, { ...named(ErrorSchema), description: REFUSALS[code] }]);
  return {
    ...schema,
    ...(body !== undefined && { body: named(body) }),
    security: securityOf(route),
    response: { ...Object.fromEntries(refusals), ...Object.fromEntries(answers) },
  };
}

/** `all`: every route of the server, as Fastify reports them while they are added. @returns OpenAPI 3.1 as JSON. */
export async function describeRoutes(all: RouteOptions[], version: string): Promise<string> {
  const routes = all.filter(({ method, schema }) => schema && !schema.hide && method !== 'HEAD');
  const description = Fastify();
  // This server receives no request: its schemas are for reading, not for running.
  description.setValidatorCompiler(() => () => true);
  description.setSerializerCompiler(() => () => '');
  for (const [schema, $id] of NAMED) description.addSchema({ ...(schema as object), $id });
  await description.register(swagger, {
    refResolver: { buildLocalReference: (json) => String(json.$id) },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Pupitre',
        version,
        description:
          "The box in the room. Whoever reads its state needs no password; all else wants the page's cookie or a token, " +
          'which a person makes on the page.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      // The address of the box that served this document.
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: 'pupitre' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
  });
  for (const route of routes) {
    const { method, url } = route;
    description.route({ method, url, schema: described(route) ?? {}, handler: () => null });
  }
  await description.ready();
  const document = description.swagger() as unknown as Described;
  await description.close();
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    const route = routes.find(({ schema }) => schema?.operationId === operation.operationId);
    for (const [code, answer] of Object.entries(operation.responses))
      if (answer.description === 'Default Response') answer.description = STATUS_CODES[code] ?? '';
    finishBody(operation, route);
  }
  // The choice of the sentence is internal to the box.
  return JSON.stringify(document, (key, value) => (/^fault(Code|Values)$/.test(key) ? undefined : value));
}

interface Operation {
  operationId: string;
  requestBody?: { required?: boolean; content: object };
  responses: Record<string, { description: string }>;
}

interface Described {
  paths: Record<string, Record<string, Operation>>;
}

/** The plugin marks every body as required, and knows none that is a file. */
function finishBody(operation: Operation, route: RouteOptions | undefined): void {
  const { body, consumes } = route?.schema ?? {};
  if (body !== undefined && operation.requestBody)
    operation.requestBody.required = ((body as { required?: string[] }).required ?? []).length > 0;
  if (body === undefined && consumes) {
    const file = { schema: { type: 'string', format: 'binary' } };
    operation.requestBody = { required: true, content: Object.fromEntries(consumes.map((type) => [type, file])) };
  }
}
