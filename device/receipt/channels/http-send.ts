/** One request with a body to a program elsewhere. Never rejects; redirects are not followed: a secret goes nowhere else. */
import { withoutSecrets } from '../../masking.ts';
import { type ConnectionFault, groupOf } from '../../net/connection-fault.ts';
import { exchange } from '../../net/exchange.ts';
import { because, type Reason } from '../../reason.ts';
import type { SendContext } from '../message.ts';

/** A server that has to wake up something takes seconds; one that takes longer is tried again. */
const PATIENCE_MS = 20_000;
const LIMITS = { connectMs: PATIENCE_MS, idleMs: PATIENCE_MS, totalMs: PATIENCE_MS };
/** Bytes read of the answer, for what it says of a failure. */
const MOST_ANSWER_BYTES = 16 * 1024;

export interface HttpRequest extends SendContext {
  method: 'POST' | 'PUT';
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** Null when it was taken (2xx), else why not. */
export async function httpSend({ method, url, headers, body, signal, pace }: HttpRequest): Promise<Reason | null> {
  if (!URL.canParse(url)) return faultReason({ kind: 'nameUnknown', tech: 'not an address' }, '?');
  const { host, hostname } = new URL(url);
  const end = await exchange({
    method,
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: { bytes: Buffer.from(JSON.stringify(body)) },
    pace,
    limits: LIMITS,
    // The verdict is in its head.
    answer: { mostBytes: MOST_ANSWER_BYTES, isWhole: false },
    signal,
  });
  if (end.how === 'failed') return faultReason(end.fault, hostname);
  return refusal({ status: end.status, said: end.bytes.toString('utf8') }, host);
}

const CODES = {
  unresolvable: 'receiptUnresolvable',
  unreachable: 'receiptUnreachable',
  tls: 'receiptTls',
} as const;

/** Reason of a connection that could not be made, was cut or took too long. */
export function faultReason({ kind, tech }: ConnectionFault, host: string): Reason {
  return because(CODES[groupOf(kind)], tech, { host, fault: kind });
}

/** Why what was answered is no yes; null: it is one. */
export function refusal({ status, said }: { status: number; said: string }, host: string): Reason | null {
  if (status >= 200 && status < 300) return null;
  const tech = `status ${status} ${withoutSecrets(said).slice(0, 200)}`.trim();
  if (status === 401 || status === 403) return because('receiptNotLetIn', tech, { host });
  if (status >= 500 || status === 429) return because('receiptServerFault', tech, { host, status });
  return because('receiptRefused', tech, { host, status });
}
