/** Every error that leaves the box has one form, one sentence in the language asked for, and no inside detail. */
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaValidationError,
} from 'fastify';
import { because, type Language, type Reason, sentence } from '../reason.ts';
import type { ErrorDetail, ErrorReply } from './contract/error.ts';
import { Refused } from './refused.ts';

const FULL_FOR_SECONDS = 10;

/** `/destinations/0/url` -> `destinations[0].url`. */
function keyPath(pointer: string, key: string | undefined): string {
  const path = pointer
    .slice(1)
    .replaceAll('/', '.')
    .replace(/\.?\b(\d+)\b/g, '[$1]');
  return [path, key].filter(Boolean).join('.');
}

function detailOf({ instancePath, keyword, params, message }: FastifySchemaValidationError): ErrorDetail {
  if (keyword === 'additionalProperties') {
    return { path: keyPath(instancePath, String(params.additionalProperty)), message: 'unknown key' };
  }
  if (keyword === 'required')
    return { path: keyPath(instancePath, String(params.missingProperty)), message: 'is missing' };
  return { path: keyPath(instancePath, undefined), message: message ?? keyword };
}

/** Reasons for what Fastify and its plugins refuse before a route sees it. */
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

export function errorReply({ reason, details }: Refused, language: Language): ErrorReply {
  return { error: { code: reason.code, message: sentence(reason, language), ...(details && { details }) } };
}

function refusalFrom(error: FastifyError): Refused | null {
  if (error instanceof Refused) return error;
  const statusCode = error.statusCode ?? 500;
  if (statusCode < 400 || statusCode >= 500) return null;
  return new Refused(statusCode, reasonOf(statusCode, error.message), error.validation?.map(detailOf));
}

/** Given to Fastify for what it refuses before any hook or route, such as an address that cannot be decoded. */
export function errorAnswerer(language: (request: FastifyRequest) => Language) {
  return (error: FastifyError & { headers?: Record<string, string> }, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = refusalFrom(error);
    if (!refusal) request.log.error({ err: error }, 'request failed');
    const shown = refusal ?? new Refused(500, because('insideFault', error.message));
    // Some errors, such as 404, may otherwise be kept by a cache, in one language for all.
    reply.headers({ 'cache-control': 'no-store', vary: 'Accept-Language' });
    // Full for now; a password file that is damaged stays so.
    if (shown.reason.code === 'tooManyPages') reply.header('retry-after', FULL_FOR_SECONDS);
    if (shown.statusCode === 401) reply.header('www-authenticate', 'Bearer');
    // A range past the end says how long the file is.
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
