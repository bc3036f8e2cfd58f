/**
 * The HTTP server for the room's network: the API, the status feed and the technician's page. It does not listen by
 * itself.
 */
import type { IncomingMessage, Server } from 'node:http';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify';
import { type Clock, systemClock } from '../platform/clock.ts';
import { because, type Reason } from '../reason.ts';
import { jsonFault } from '../settings/json-fault.ts';
import type { ApiContext, ApiScope } from './api-context.ts';
import { documentRoute } from './api-document.ts';
import type { Auth } from './auth.ts';
import { BoundedLogger } from './bounded-logger.ts';
import { changesSomething, logChanges } from './change-log.ts';
import { limitConnectionsPerAddress } from './connection-limit.ts';
import { credentialsOf, requireSameOrigin } from './credentials.ts';
import { errorAnswerer, mapErrors } from './error-mapping.ts';
import { requireKnownHost } from './host-check.ts';
import { jsonExcess } from './json-size.ts';
import { LiveFeed, liveRoute } from './live/live-feed.ts';
import type { Collaborators } from './ports.ts';
import { isProxy } from './proxies.ts';
import { Refused } from './refused.ts';
import { requestLanguage } from './request-language.ts';
import { accessRoutes } from './routes/access.ts';
import { checkRoutes } from './routes/checks.ts';
import { deviceRoutes } from './routes/devices.ts';
import { lanRoutes } from './routes/lan.ts';
import { receiptRoutes } from './routes/receipt.ts';
import { recordingRoutes } from './routes/recordings.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { healthRoutes, stateRoutes } from './routes/state.ts';
import { supportRoutes } from './routes/support.ts';
import { systemRoutes } from './routes/system.ts';
import { updateRoutes } from './routes/update.ts';
import { StrangerLog } from './stranger-log.ts';

/** Settings with eight destinations are 5 kB; with the longest signed addresses in two of them, 64. */
const BODY_MAXIMUM_BYTES = 64 * 1024;
/**
 * The settings have five levels; full ones, with a board's camera, have 300 values. Each wrong value gets a sentence of
 * its own.
 */
const JSON_LIMITS = { levels: 20, values: 1000 };
/**
 * 64 pages with a socket each, their few requests, a video or two, and viewers. Sockets beyond the limit are closed at
 * once.
 */
const CONNECTIONS_MAXIMUM = 400;
/** The need of many browsers behind one address at once. Three such addresses leave room for a fourth. */
const CONNECTIONS_PER_ADDRESS = 120;
/** A request of 64 kB takes 5 s at 100 kb/s. One that takes longer holds a connection and does not use it. */
const REQUEST_TIMEOUT_MS = 15_000;
/** A paused player reads nothing for long. Browsers ask again for the rest when it goes on. */
const IDLE_TIMEOUT_MS = 120_000;
/** Far above the need of a page. The limit only makes one client give up its place now and then. */
const REQUESTS_PER_SOCKET = 1_000;

/** The page loads its scripts, styles and pictures from its own files. `blob:` is the preview picture. */
const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  // A script that got into the page must not get devices that the page never asks for.
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), payment=()',
  'x-permitted-cross-domain-policies': 'none',
};

/** A new area of the API is its file in `routes/` and its name here. */
const ROUTES = [
  stateRoutes,
  accessRoutes,
  sessionRoutes,
  recordingRoutes,
  receiptRoutes,
  settingsRoutes,
  deviceRoutes,
  checkRoutes,
  systemRoutes,
  supportRoutes,
  updateRoutes,
];

const FASTIFY_OPTIONS = {
  bodyLimit: BODY_MAXIMUM_BYTES,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionTimeout: IDLE_TIMEOUT_MS,
  maxRequestsPerSocket: REQUESTS_PER_SOCKET,
  http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 5_000 },
  // An endless download must not hold up the end of the service.
  forceCloseConnections: true,
  routerOptions: { maxParamLength: 200 },
  // A misspelt key is refused with its path, never dropped or converted in silence. `validateSchema`: the schemas are
  // this program's own and a test checks them. Checking them here costs 3.4 MB as long as the service runs.
  ajv: {
    customOptions: {
      removeAdditional: false,
      coerceTypes: false,
      useDefaults: false,
      allErrors: true,
      validateSchema: false,
      // A refusal says what is allowed; the schema has it.
      verbose: true,
      keywords: ['faultCode', 'faultValues'],
    },
  },
} satisfies FastifyHttpOptions<Server>;

export interface ServerOptions {
  collaborators: Collaborators;
  auth: Auth;
  /** Folder of the built page. */
  webUiFolder: string;
  /** The built description of the API. */
  apiDocumentFile: string;
  /** The system's clock by default. */
  clock?: Clock;
  logger: FastifyBaseLogger;
  /** Called for every route while the server is made, for the description of the API. */
  onRoute?(route: RouteOptions): void;
}

export async function createServer({
  collaborators,
  auth,
  webUiFolder,
  apiDocumentFile,
  clock = systemClock,
  logger,
  onRoute,
}: ServerOptions): Promise<FastifyInstance> {
  const roomLanguage = () => collaborators.settings.current().room.language;
  const language = ({ headers }: FastifyRequest) => requestLanguage(headers['accept-language']) ?? roomLanguage();
  const parts: ApiContext = { collaborators, auth, language, roomLanguage };
  const strangers = new StrangerLog({ clock, logger });
  const bounded = new BoundedLogger({ clock, logger, strangers });
  const server = Fastify({
    ...FASTIFY_OPTIONS,
    // Fastify logs each address it listens on. The code that opens the port logs it once.
    loggerInstance: bounded.of(null),
    childLoggerFactory: (_logger, _bindings, _options, request) => bounded.of(request as IncomingMessage),
    logController: new LogController({ disableRequestLogging: true }),
    // `X-Forwarded-For` counts from proxies only: anyone may send it.
    trustProxy: (address) => isProxy(address, collaborators.settings.current().web.proxies),
    frameworkErrors: errorAnswerer(language),
  });
  server.server.maxConnections = CONNECTIONS_MAXIMUM;
  limitConnectionsPerAddress(server.server, CONNECTIONS_PER_ADDRESS);
  mapErrors(server, language);
  acceptJsonOnly(server);
  // The compiler checks the types of answers. A serializer compiled for each route would cost memory and drop keys in
  // silence.
  server.setSerializerCompiler(() => JSON.stringify);

  await server.register(cookie);
  await server.register(rateLimit, { global: false });
  await server.register(websocket, { options: { maxPayload: 4_096, perMessageDeflate: false } });

  server.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    requireKnownHost(request.headers.host, collaborators.settings.current().web.names);
    if (changesSomething(request.method)) requireSameOrigin(request);
  });
  logChanges(server, { auth, logger, strangers });

  if (onRoute) server.addHook('onRoute', onRoute);
  documentRoute(server, {
    file: apiDocumentFile,
    version: () => collaborators.status.current(roomLanguage()).version,
  });
  healthRoutes(server, parts);

  const feed = new LiveFeed(parts);
  server.addHook('preClose', async () => {
    feed.stop();
    strangers.stop();
    await auth.settled();
  });

  await server.register(files, {
    root: webUiFolder,
    cacheControl: false,
    setHeaders: (reply, path) => reply.header('cache-control', cacheControlOf(path)),
  });

  lanRoutes(server, parts);

  await server.register(async (api) => apiRoutes(api, parts, feed), { prefix: '/api' });
  return server;
}

/** Behind the log-in, but for those that say that they are open. */
function apiRoutes(api: ApiScope, context: ApiContext, feed: LiveFeed): void {
  api.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', vary: 'Accept-Language' });
    if (request.is404) return;
    const { open, personOnly } = request.routeOptions.config;
    if (!open) context.auth.require(credentialsOf(request));
    if (personOnly) context.auth.requirePerson(credentialsOf(request));
  });
  for (const routes of ROUTES) routes(api, context);
  liveRoute(api, feed);
}

function cacheControlOf(path: string): string {
  // Vite puts a hash in the names under assets/, so a new version has new names.
  if (path.includes('/assets/')) return 'public, max-age=31536000, immutable';
  // A segment for the room never changes, and no player asks for it again later than this.
  return path.endsWith('.ts') ? 'max-age=30' : 'no-cache';
}

/** An empty body means `{}`. Plain text is not read: any web page may send it without asking first. */
function acceptJsonOnly(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  const wrong = (reason: Reason) =>
    new Refused(400, because('requestNotUnderstood', reason.tech), [{ path: '', reason }]);
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, {});
    const excess = jsonExcess(JSON_LIMITS, body);
    if (excess !== null) return done(wrong(excess));
    return parseJson(request, body, (error, value) => {
      if (!error) return done(null, value);
      // Valid JSON fails only for a key that would change what an object is.
      done(wrong(jsonFault(body) ?? because('faultKeyForbidden', error.message)));
    });
  });
  server.addHook('preValidation', async (request) => {
    if (request.body === undefined && request.routeOptions.schema?.body) request.body = {};
  });
}
