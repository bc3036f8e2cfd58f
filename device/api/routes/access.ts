import type { ApiContext, ApiScope } from '../api-context.ts';
import {
  type Access,
  AccessSchema,
  type NewToken,
  NewTokenSchema,
  type PasswordBody,
  PasswordBodySchema,
  type PasswordChange,
  PasswordChangeSchema,
  type Token,
  type TokenBody,
  TokenBodySchema,
  TokenListSchema,
  TokenParamsSchema,
} from '../contract/access.ts';
import { nothing } from '../contract/bodies.ts';
import { credentialsOf, forgetCookie, sendCookies } from '../credentials.ts';

/** Ten a minute: no hindrance to a volunteer, 14 000 a day for someone who guesses 8 characters. */
const TRIES = { max: 10, timeWindow: 60_000 };
/** Number of counted addresses. The one that has been silent for longest is forgotten. */
const COUNTED_MAXIMUM = 1000;

const open = { open: true };
const response = { 200: AccessSchema };

/** Password, log-in and tokens. */
export function accessRoutes(api: ApiScope, context: ApiContext): void {
  cookieRoutes(api, context);
  passwordRoutes(api, context);
  tokenRoutes(api, context);
}

function cookieRoutes(api: ApiScope, { auth }: ApiContext): void {
  api.get(
    '/login',
    {
      config: open,
      schema: {
        operationId: 'readAccess',
        summary: 'Whether a password is set and this request is logged in',
        response,
      },
    },
    (request): Access => ({ password: auth.passwordState, loggedIn: auth.accepts(credentialsOf(request)) }),
  );

  api.post(
    '/logout',
    { config: open, schema: { operationId: 'logOut', summary: 'End this cookie', response } },
    async (request, reply) => {
      const { cookie } = credentialsOf(request);
      if (cookie !== undefined) await auth.logOut(cookie);
      forgetCookie(reply);
      return { password: auth.passwordState, loggedIn: false };
    },
  );
}

/** Each of them tries a password. */
function passwordRoutes(api: ApiScope, { auth }: ApiContext): void {
  // One counter for all three ways to try a password.
  const onRequest = api.rateLimit({
    ...TRIES,
    cache: COUNTED_MAXIMUM,
    // The count of a known browser is its own. All others share the count of their address.
    keyGenerator: (request) => auth.knownBrowser(credentialsOf(request)) ?? request.ip,
  });
  const loggedIn = (): Access => ({ password: auth.passwordState, loggedIn: true });

  api.post<{ Body: PasswordBody }>(
    '/claim',
    {
      config: { ...open, refuses: [409, 429, 503] },
      onRequest,
      schema: {
        operationId: 'claim',
        summary: 'Choose the first password; works once',
        body: PasswordBodySchema,
        response,
      },
    },
    async (request, reply) => {
      sendCookies(reply, await auth.claim(request.body.password));
      return loggedIn();
    },
  );

  api.post<{ Body: PasswordBody }>(
    '/login',
    {
      config: { ...open, refuses: [401, 429, 503] },
      onRequest,
      schema: { operationId: 'logIn', summary: 'Log in', body: PasswordBodySchema, response },
    },
    async (request, reply) => {
      sendCookies(reply, await auth.logIn(request.body.password, credentialsOf(request)));
      return loggedIn();
    },
  );

  api.post<{ Body: PasswordChange }>(
    '/password',
    {
      onRequest,
      config: { refuses: [429] },
      schema: {
        operationId: 'changePassword',
        summary: 'Change the password; every other page is logged out',
        body: PasswordChangeSchema,
        response,
      },
    },
    async (request, reply) => {
      const { current, password } = request.body;
      sendCookies(reply, await auth.changePassword(current, password));
      return loggedIn();
    },
  );
}

function tokenRoutes(api: ApiScope, { auth }: ApiContext): void {
  /** A leaked token must not be able to make others. */
  const personOnly = true;

  api.get(
    '/tokens',
    {
      config: { personOnly },
      schema: {
        operationId: 'listTokens',
        summary: 'Tokens of programs; for a person only',
        response: { 200: TokenListSchema },
      },
    },
    (): { tokens: Token[] } => ({ tokens: auth.tokens() }),
  );

  api.post<{ Body: TokenBody }>(
    '/tokens',
    {
      config: { personOnly, refuses: [409] },
      schema: {
        operationId: 'makeToken',
        summary: 'Make a token; it is shown once; for a person only',
        body: TokenBodySchema,
        response: { 201: NewTokenSchema },
      },
    },
    async (request, reply): Promise<NewToken> => {
      const token = await auth.createToken(request.body.name, request.body.expiresInDays ?? null);
      reply.code(201);
      return token;
    },
  );

  api.delete<{ Params: { id: string } }>(
    '/tokens/:id',
    {
      config: { personOnly, refuses: [404] },
      schema: {
        operationId: 'revokeToken',
        summary: 'Revoke a token; for a person only',
        params: TokenParamsSchema,
        response: { 204: nothing('It lets nobody in any more') },
      },
    },
    async (request, reply) => {
      await auth.revokeToken(request.params.id);
      return reply.code(204).send();
    },
  );
}
