/** One PUT of a small text over HTTPS. It has one life, which ends in time, and never rejects. */
import { Agent, request } from 'node:https';

export type PutEnd =
  | { how: 'done' }
  | {
      how:
        | 'unresolvable'
        /** No connection, one that broke, or no answer in time. */
        | 'unreachable'
        | 'tls'
        /** Another status than 2xx. */
        | 'refused';
      status: number;
      tech: string;
    };

export interface PutOrder {
  url: string;
  token: string;
  contentType: string;
  body: string;
  /** Ends it at once. */
  signal: AbortSignal;
}

/** A slow link takes 10 kB in two seconds; what takes longer than this is none. */
const WITHIN_MS = 15_000;

/** One connection that is kept: a handshake costs more than what is sent. */
const agent = new Agent({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });

export function put({ url, token, contentType, body, signal }: PutOrder): Promise<PutEnd> {
  return new Promise((resolve) => {
    const failed = (how: Exclude<PutEnd['how'], 'done'>, tech: string, status = 0) => resolve({ how, status, tech });
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': contentType,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Pupitre',
      };
      const sent = request(url, { method: 'PUT', agent, headers, signal: limit }, (answer) => {
        const { statusCode: status = 0 } = answer;
        answer.on('error', () => {});
        answer.resume();
        if (status >= 200 && status < 300) resolve({ how: 'done' });
        else failed('refused', `status ${status}`, status);
      });
      sent.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
        if (/^(ENOTFOUND|EAI_)/.test(code)) failed('unresolvable', message);
        // OpenSSL's verdicts on a certificate have names of their own, such as DEPTH_ZERO_SELF_SIGNED_CERT.
        else if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|SIGNATURE|HOSTNAME/.test(code)) failed('tls', message);
        else failed('unreachable', limit.aborted ? `no answer within ${WITHIN_MS} ms` : message);
      });
      sent.end(body);
    } catch (error) {
      failed('unreachable', (error as Error).message);
    }
  });
}
