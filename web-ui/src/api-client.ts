/** Requests to the box, in the types of its contract. */
import type {
  Access,
  NewToken,
  PasswordBody,
  PasswordChange,
  Token,
  TokenBody,
} from '../../device/api/contract/access.ts';
import type { Card } from '../../device/api/contract/card.ts';
import type { Checks } from '../../device/api/contract/checks.ts';
import type { Devices } from '../../device/api/contract/devices.ts';
import type { ErrorReply } from '../../device/api/contract/error.ts';
import type { Health } from '../../device/api/contract/health.ts';
import type { History } from '../../device/api/contract/history.ts';
import type { LogReply } from '../../device/api/contract/log.ts';
import type { ReceiptsWaiting, ReceiptTest, ShownReceipt } from '../../device/api/contract/receipt.ts';
import type { Recording, RecordingList } from '../../device/api/contract/recordings.ts';
import type { MarkBody, OffTheRecordBody, StartBody, StopBody } from '../../device/api/contract/session.ts';
import type { Status } from '../../device/api/contract/status.ts';
import type { Facts } from '../../device/api/contract/support.ts';
import type { Update } from '../../device/api/contract/update.ts';
import { language } from './words.ts';

/** A refusal by the box, with a sentence to show. */
export class BoxError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: { path: string; message: string }[];

  constructor(status: number, { code, message, details = [] }: ErrorReply['error']) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const type = body instanceof Blob ? 'application/octet-stream' : 'application/json';
  const reply = await fetch(`/api${path}`, {
    method,
    headers: { 'accept-language': language, ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }),
  });
  if (reply.status === 204) return undefined as T;
  const content = await reply.json();
  if (!reply.ok) throw new BoxError(reply.status, (content as ErrorReply).error);
  return content;
}

export const box = {
  access: () => ask<Access>('GET', '/login'),
  claim: (body: PasswordBody) => ask<Access>('POST', '/claim', body),
  logIn: (body: PasswordBody) => ask<Access>('POST', '/login', body),
  logOut: () => ask<Access>('POST', '/logout'),
  state: () => ask<Status>('GET', '/state'),
  start: (body: StartBody) => ask<Status>('POST', '/session/start', body),
  stop: (body: StopBody) => ask<Status>('POST', '/session/stop', body),
  mark: (body: MarkBody) => ask<Status>('POST', '/session/mark', body),
  offTheRecord: (body: OffTheRecordBody) => ask<Status>('POST', '/session/off-the-record', body),
  devices: () => ask<Devices>('GET', '/devices'),
  history: () => ask<History>('GET', '/history'),
  health: () => ask<Health>('GET', '/health'),
  card: () => ask<Card>('GET', '/card'),
  facts: () => ask<Facts>('GET', '/facts'),
  recordings: (limit: number, before: string | null) =>
    ask<RecordingList>('GET', `/recordings?limit=${limit}${before === null ? '' : `&before=${before}`}`),
  removeRecording: (id: string) => ask<void>('DELETE', `/recordings/${id}`),
  receipt: (id: string) => ask<ShownReceipt>('GET', `/recordings/${id}/receipt`),
  receiptsWaiting: () => ask<ReceiptsWaiting>('GET', '/receipt/waiting'),
  testReceipt: () => ask<ReceiptTest>('POST', '/receipt/test'),
  settings: () => ask<unknown>('GET', '/settings'),
  settingsSchema: () => ask<Record<string, unknown>>('GET', '/settings/schema'),
  changeSettings: (change: unknown) => ask<unknown>('PATCH', '/settings', change),
  checks: () => ask<Checks>('POST', '/checks'),
  log: (lines: number) => ask<LogReply>('GET', `/log?lines=${lines}`),
  restart: () => ask<unknown>('POST', '/system/restart'),
  powerOff: () => ask<unknown>('POST', '/system/power-off'),
  tokens: () => ask<{ tokens: Token[] }>('GET', '/tokens'),
  makeToken: (body: TokenBody) => ask<NewToken>('POST', '/tokens', body),
  revokeToken: (id: string) => ask<void>('DELETE', `/tokens/${id}`),
  changePassword: (body: PasswordChange) => ask<Access>('POST', '/password', body),
  update: () => ask<Update>('GET', '/update'),
  sendUpdate: (file: Blob) => ask<Update>('POST', '/update', file),
  cancelUpdate: () => ask<Update>('DELETE', '/update'),
  returnToBefore: () => ask<Update>('POST', '/update/return'),
  addresses: () => ask<{ addresses: string[] }>('GET', '/addresses'),
};

export const videoAddress = ({ id }: Recording, part?: number) =>
  `/api/recordings/${id}/video${part === undefined ? '' : `?part=${part}`}`;
export const posterAddress = ({ id }: Recording) => `/api/recordings/${id}/poster`;
