/** Every error that leaves the box has one form, one sentence in the language asked for, and no internal detail. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { because, type Language, type Reason, sentence } from '../reason.ts';
import { type SettingsFault, valueFault } from '../settings/value-faults.ts';
import type { ErrorReply } from './contract/error.ts';
import { Refused } from './refused.ts';

const FULL_FOR_SECONDS = 10;

/** Reasons for requests that Fastify and its plugins refuse before a route sees them. */
function reasonOf(statusCode: number, tech: string): Reason {
  switch (statusCode) {
    case 404:
      return because('nothingHere', tech);
    case 413:
      return because('requestTooLarge', tech);
    case 416:
      return because('rangeOutside', tech);
    case 429:
      return because('tooManyTries', tech);
    default:
      return because('requestNotUnderstood', tech);
  }
}

export function errorReply({ reason, faults }: Refused, language: Language): ErrorReply {
  const details = faults?.map((fault) => ({ path: fault.path, message: sentence(fault.reason, language) }));
  return { error: { code: reason.code, message: sentence(reason, language), ...(details && { details }) } };
}

function refusalFrom(error: FastifyError, request: FastifyRequest): Refused | null {
  if (error instanceof Refused) return error;
  // A name that is too long gets 404, as any unknown name does. The routes of the page's files already answer so.
  const statusCode = error.statusCode === 414 ? 404 : (error.statusCode ?? 500);
  if (statusCode < 400 || statusCode >= 500) return null;
  return new Refused(statusCode, reasonOf(statusCode, error.message), faultsOf(error, request));
}

function faultsOf(error: FastifyError, request: FastifyRequest): SettingsFault[] | undefined {
  if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return error.validation?.map(valueFault);
  const types = (request.routeOptions.schema?.consumes ?? ['application/json']).join(', ');
  return [{ path: 'Content-Type', reason: because('faultContentType', error.message, { types }) }];
}

/** Answers requests that Fastify refuses before any hook or route, such as an address that cannot be decoded. */
export function errorAnswerer(language: (request: FastifyRequest) => Language) {
  return (error: FastifyError & { headers?: Record<string, string> }, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = refusalFrom(error, request);
    if (!refusal) request.log.error({ err: error }, 'request failed');
    const shown = refusal ?? new Refused(500, because('insideFault', error.message));
    // A cache could otherwise keep some errors, such as 404, in one language for all.
    reply.headers({ 'cache-control': 'no-store', vary: 'Accept-Language' });
    // The box is full for a while; a damaged password file stays damaged.
    if (shown.reason.code === 'tooManyPages') reply.header('retry-after', FULL_FOR_SECONDS);
    if (shown.statusCode === 401) reply.header('www-authenticate', 'Bearer');
    // The answer to a range past the end gives the length of the file.
    if (error.headers) reply.headers(error.headers);
    return reply
      .code(shown.statusCode)
      .type('application/json; charset=utf-8')
      .send(errorReply(shown, language(request)));
  };
}

export function mapErrors(server: FastifyInstance, language: (request: FastifyRequest) => Language): void {
  server.setErrorHandler(errorAnswerer(language));
  server.setNotFoundHandler(() => {
    throw new Refused(404, because('nothingHere', 'no such route or file'));
  });
}
