/** Credentials in a request, and the proof that no page of another site sent it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { because } from '../reason.ts';
import type { Credentials, LogIn } from './auth.ts';
import { COOKIE_SECONDS } from './login-store.ts';
import { Refused } from './refused.ts';

const COOKIE_NAME = 'pupitre';
/** This cookie outlives a log-in: the next log-in uses it. */
const BROWSER_NAME = 'pupitre-browser';
/** The longest time that browsers keep a cookie. */
const BROWSER_SECONDS = 400 * 24 * 3600;
/** No `Secure`: on the room's network the box is reached over plain HTTP. */
const COOKIE_OPTIONS = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

export function credentialsOf(request: FastifyRequest): Credentials {
  const [, bearer] = /^Bearer +([\w-]{1,200})$/i.exec(request.headers.authorization ?? '') ?? [];
  return { cookie: request.cookies[COOKIE_NAME], bearer, browser: request.cookies[BROWSER_NAME] };
}

export function sendCookies(reply: FastifyReply, { cookie, browser }: LogIn): void {
  reply.setCookie(COOKIE_NAME, cookie, { ...COOKIE_OPTIONS, maxAge: COOKIE_SECONDS });
  reply.setCookie(BROWSER_NAME, browser, { ...COOKIE_OPTIONS, maxAge: BROWSER_SECONDS });
}

export function forgetCookie(reply: FastifyReply): void {
  reply.clearCookie(COOKIE_NAME, COOKIE_OPTIONS);
}

/** Browsers name the page that asks; programs name none. Only the host is compared, because a proxy may add TLS. */
export function requireSameOrigin({ headers }: FastifyRequest): void {
  const { origin, host } = headers;
  if (origin === undefined) return;
  const asker = URL.canParse(origin) ? new URL(origin).host : origin;
  const own = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : undefined;
  if (asker !== own) throw new Refused(403, because('foreignPage', `origin ${asker} is not ${own}`));
}
