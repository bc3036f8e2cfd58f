/** One request with a body to a program elsewhere. Never rejects; redirects are not followed: a secret goes nowhere else. */
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { withoutSecrets } from '../../masking.ts';
import { because, type Reason } from '../../reason.ts';

/** A server that has to wake up something takes seconds; one that takes longer is tried again. */
const PATIENCE_MS = 20_000;
/** Of the answer, for what it says of a failure. */
const MOST_ANSWER_BYTES = 16 * 1024;

export interface HttpRequest {
  method: 'POST' | 'PUT';
  url: string;
  headers: Record<string, string>;
  body: unknown;
  signal: AbortSignal;
}

/** Null when it was taken (2xx), else why not. */
export async function httpSend({ method, url, headers, body, signal }: HttpRequest): Promise<Reason | null> {
  if (!URL.canParse(url)) return because('receiptUnresolvable', 'not an address', { host: '?' });
  const { host, hostname, protocol } = new URL(url);
  const bytes = Buffer.from(JSON.stringify(body));
  const answer = await new Promise<{ status: number; said: string } | Error>((resolve) => {
    const options: RequestOptions = {
      method,
      // A connection of its own: there is one message an hour.
      agent: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      headers: {
        'content-type': 'application/json',
        'content-length': bytes.length,
        'user-agent': 'Pupitre',
        ...headers,
      },
    };
    try {
      const request = (protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
        let said = '';
        response.setEncoding('utf8');
        const done = () => resolve({ status: response.statusCode ?? 0, said });
        response.on('data', (text: string) => {
          if (said.length < MOST_ANSWER_BYTES) said += text;
          if (said.length < MOST_ANSWER_BYTES) return;
          // The verdict is in its head; more of the rest, which may never end, is not waited for.
          done();
          response.destroy();
        });
        response.on('end', done);
        response.on('error', resolve);
      });
      request.on('error', resolve);
      request.end(bytes);
    } catch (error) {
      // Such as a header that HTTP cannot carry.
      resolve(error as Error);
    }
  });
  return answer instanceof Error ? connectionFault(answer, hostname) : refusal(answer, host);
}

/** Of a connection that could not be made, was cut or took too long. */
export function connectionFault(error: NodeJS.ErrnoException, host: string): Reason {
  const { code = '', message } = error;
  if (/^(ENOTFOUND|EAI_|EDNS)/.test(code)) return because('receiptUnresolvable', message, { host });
  // OpenSSL's verdicts on a certificate have names of their own, such as DEPTH_ZERO_SELF_SIGNED_CERT.
  const isTls = /CERT|^ERR_TLS|^ERR_SSL|^EPROTO|SIGNATURE|HOSTNAME/.test(code) || /SSL routines/.test(message);
  if (isTls) return because('receiptTls', message, { host });
  return because('receiptUnreachable', message, { host });
}

/** Why what was answered is no yes; null: it is one. */
export function refusal({ status, said }: { status: number; said: string }, host: string): Reason | null {
  if (status >= 200 && status < 300) return null;
  const tech = `status ${status} ${withoutSecrets(said).slice(0, 200)}`.trim();
  if (status === 401 || status === 403) return because('receiptNotLetIn', tech, { host });
  if (status >= 500 || status === 429) return because('receiptServerFault', tech, { host, status });
  return because('receiptRefused', tech, { host, status });
}
