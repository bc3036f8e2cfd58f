/** One PUT of a small text over HTTPS, or HTTP where the address says so. It has one life, which ends in time, and never rejects. */
import { type ClientRequest, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

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
  /** Slower than the link could: somebody else needs it. Null: as fast as it goes. */
  bytesPerSecond: number | null;
  /** Does not wait for what is on its way on the connection that is kept. */
  isUrgent?: boolean;
  /** Ends it at once. */
  signal: AbortSignal;
}

/** A slow link takes 10 kB in two seconds; what takes longer than this is none. */
const WITHIN_MS = 15_000;

const MOST_ANSWER_BYTES = 16 * 1024;

/** Small enough that a voice behind one waits no longer than for a picture. */
const SLICE_MS = 250;

/** One connection that is kept: a handshake costs more than what is sent. */
const agent = new Agent({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });

export function put({ url, token, contentType, body, bytesPerSecond, isUrgent, signal }: PutOrder): Promise<PutEnd> {
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
      const isPlain = url.startsWith('http:');
      const way = { method: 'PUT', headers, signal: limit, ...(!isPlain && !isUrgent && { agent }) };
      const sent = (isPlain ? plainRequest : request)(url, way, (answer) => {
        const { statusCode: status = 0 } = answer;
        answer.on('error', () => {});
        let bytes = 0;
        // Read, so that the connection can be kept, unless it never ends.
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MOST_ANSWER_BYTES) answer.destroy();
        });
        if (status >= 200 && status < 300) resolve({ how: 'done' });
        else failed('refused', `status ${status}`, status);
      });
      sent.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
        if (/^(ENOTFOUND|EAI_)/.test(code)) failed('unresolvable', message);
        // OpenSSL's verdicts on a certificate have names of their own, such as DEPTH_ZERO_SELF_SIGNED_CERT.
        else if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|SIGNATURE|HOSTNAME/.test(code)) failed('tls', message);
        else failed('unreachable', limit.aborted ? `no answer within ${WITHIN_MS} ms` : message);
      });
      write(sent, Buffer.from(body), bytesPerSecond).catch((error: Error) => failed('unreachable', error.message));
    } catch (error) {
      failed('unreachable', (error as Error).message);
    }
  });
}

async function write(sent: ClientRequest, body: Buffer, bytesPerSecond: number | null): Promise<void> {
  const slice = bytesPerSecond === null ? body.length : Math.ceil((bytesPerSecond * SLICE_MS) / 1000);
  for (let at = 0; at < body.length && !sent.destroyed; at += slice) {
    if (at > 0) await sleep(SLICE_MS);
    sent.write(body.subarray(at, at + slice));
  }
  sent.end();
}
