/** One PUT of a small text with a token, over HTTPS, or HTTP where the address says so. It ends in time and never rejects. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type FaultKind, groupOf } from './connection-fault.ts';
import { exchange } from './exchange.ts';
import type { Pace } from './request-body.ts';

export type PutEnd =
  | { how: 'done' }
  /** Another status than 2xx. */
  | { how: 'refused'; status: number; tech: string }
  /** No connection, one that broke, or no answer in time. */
  | { how: 'unresolvable' | 'unreachable' | 'tls'; fault: FaultKind; tech: string };

export interface PutOrder {
  url: string;
  token: string;
  contentType: string;
  body: string;
  /** Null: as fast as it goes. */
  pace: Pace | null;
  /** Does not wait for other requests on the kept connection. */
  isUrgent?: boolean;
  /** Ends it at once. */
  signal: AbortSignal;
}

/** A slow link takes 10 kB in two seconds; a link slower than this is none. */
const WITHIN_MS = 15_000;
const LIMITS = { connectMs: WITHIN_MS, idleMs: WITHIN_MS, totalMs: WITHIN_MS };
const MOST_ANSWER_BYTES = 16 * 1024;

/** One connection that is kept: a handshake costs more than what is sent. */
const ONE = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
const kept = { http: new HttpAgent(ONE), https: new HttpsAgent(ONE) };

export async function put({ url, token, contentType, body, pace, isUrgent, signal }: PutOrder): Promise<PutEnd> {
  const end = await exchange({
    method: 'PUT',
    url,
    headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
    body: { bytes: Buffer.from(body) },
    pace,
    limits: LIMITS,
    answer: { mostBytes: MOST_ANSWER_BYTES, isWhole: false, isWanted: () => false },
    agents: isUrgent ? null : kept,
    signal,
  });
  if (end.how === 'failed') return { how: groupOf(end.fault.kind), fault: end.fault.kind, tech: end.tech };
  const { status } = end;
  return status >= 200 && status < 300 ? { how: 'done' } : { how: 'refused', status, tech: `status ${status}` };
}
