/**
 * One line for each change that somebody asked for: the change, the answer, the asker. Requests of strangers are
 * counted.
 */
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from './auth.ts';
import { credentialsOf } from './credentials.ts';
import type { StrangerLog } from './stranger-log.ts';

export const changesSomething = (method: string) => method !== 'GET' && method !== 'HEAD';

/** A visitor who has given the right password is no stranger. */
const LET_IN = new Set(['/api/login', '/api/claim']);

export function logChanges(
  server: FastifyInstance,
  { auth, logger, strangers }: { auth: Auth; logger: FastifyBaseLogger; strangers: StrangerLog },
): void {
  // Noted before the answer: a log-out ends the cookie that shows who asked.
  const askers = new WeakMap<FastifyRequest, string>();
  server.addHook('onRequest', async (request) => {
    const who = changesSomething(request.method) ? auth.who(credentialsOf(request)) : null;
    if (who !== null) askers.set(request, who);
  });
  server.addHook('onResponse', async (request, reply) => {
    if (!changesSomething(request.method)) return;
    const { ip, method } = request;
    // One socket for both families writes an IPv4 address as ::ffff:192.0.2.1.
    const from = ip.replace(/^::ffff:(?=\d+\.)/i, '');
    const { statusCode: status } = reply;
    const url = request.routeOptions.url ?? 'an unknown path';
    const hasLoggedIn = LET_IN.has(url) && status === 200;
    const by = askers.get(request) ?? (hasLoggedIn ? 'page' : null);
    if (by === null) strangers.note(from, `${method} ${url}: ${status}`);
    else logger.info({ from, status, by }, `${method} ${url}: ${status}, by ${by} at ${from}`);
  });
}
