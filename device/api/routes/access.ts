import type { ApiParts, ApiScope } from '../api-parts.ts';
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
import { credentialsOf, forgetCookie, sendCookie } from '../credentials.ts';

/** Ten a minute from one address: no bother to a volunteer, 14 000 a day to a guesser of 8 characters. */
const TRIES = { max: 10, timeWindow: 60_000 };

/** Password, log-in and tokens. */
export function accessRoutes(api: ApiScope, { auth }: ApiParts): void {
  const open = { open: true };
  // One counter for all three ways to try a password.
  const onRequest = api.rateLimit(TRIES);
  const response = { 200: AccessSchema };
  const loggedIn = (): Access => ({ password: auth.passwordState, loggedIn: true });

  api.get(
    '/login',
    { config: open, schema: { summary: 'Whether a password is set and this request is logged in', response } },
    (request): Access => ({ password: auth.passwordState, loggedIn: auth.accepts(credentialsOf(request)) }),
  );

  api.post<{ Body: PasswordBody }>(
    '/claim',
    {
      config: open,
      onRequest,
      schema: { summary: 'Choose the first password; works once', body: PasswordBodySchema, response },
    },
    async (request, reply) => {
      sendCookie(reply, await auth.claim(request.body.password));
      return loggedIn();
    },
  );

  api.post<{ Body: PasswordBody }>(
    '/login',
    { config: open, onRequest, schema: { summary: 'Log in', body: PasswordBodySchema, response } },
    async (request, reply) => {
      sendCookie(reply, await auth.logIn(request.body.password));
      return loggedIn();
    },
  );

  api.post('/logout', { config: open, schema: { summary: 'End this cookie', response } }, async (request, reply) => {
    const { cookie } = credentialsOf(request);
    if (cookie !== undefined) await auth.logOut(cookie);
    forgetCookie(reply);
    return { password: auth.passwordState, loggedIn: false };
  });

  api.post<{ Body: PasswordChange }>(
    '/password',
    {
      onRequest,
      schema: { summary: 'Change the password; every other page is logged out', body: PasswordChangeSchema, response },
    },
    async (request, reply) => {
      const { current, password } = request.body;
      sendCookie(reply, await auth.changePassword(current, password));
      return loggedIn();
    },
  );

  api.get(
    '/tokens',
    { schema: { summary: 'Tokens of programs', response: { 200: TokenListSchema } } },
    (): { tokens: Token[] } => ({ tokens: auth.tokens() }),
  );

  api.post<{ Body: TokenBody }>(
    '/tokens',
    { schema: { summary: 'Make a token; it is shown once', body: TokenBodySchema, response: { 201: NewTokenSchema } } },
    async (request, reply): Promise<NewToken> => {
      const token = await auth.createToken(request.body.name);
      reply.code(201);
      return token;
    },
  );

  api.delete<{ Params: { id: string } }>(
    '/tokens/:id',
    { schema: { summary: 'Revoke a token', params: TokenParamsSchema } },
    async (request, reply) => {
      await auth.revokeToken(request.params.id);
      return reply.code(204).send();
    },
  );
}
