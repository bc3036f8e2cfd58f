/** Requests to the box, in the words of its contract. */
import type { Access, PasswordBody } from '../../device/api/contract/access.ts';
import type { Devices } from '../../device/api/contract/devices.ts';
import type { ErrorReply } from '../../device/api/contract/error.ts';
import type { History } from '../../device/api/contract/history.ts';
import type { Recording, RecordingList } from '../../device/api/contract/recordings.ts';
import type { MarkBody, OffTheRecordBody, StartBody, StopBody } from '../../device/api/contract/session.ts';
import type { Status } from '../../device/api/contract/status.ts';
import { language } from './words.ts';

/** Why the box said no, in a sentence to show. */
export class BoxError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(`/api${path}`, {
    method,
    headers: { 'accept-language': language, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (reply.status === 204) return undefined as T;
  const content = await reply.json();
  if (!reply.ok) throw new BoxError(reply.status, (content as ErrorReply).error.message);
  return content;
}

export const box = {
  access: () => ask<Access>('GET', '/login'),
  claim: (body: PasswordBody) => ask<Access>('POST', '/claim', body),
  logIn: (body: PasswordBody) => ask<Access>('POST', '/login', body),
  logOut: () => ask<Access>('POST', '/logout'),
  start: (body: StartBody) => ask<Status>('POST', '/session/start', body),
  stop: (body: StopBody) => ask<Status>('POST', '/session/stop', body),
  mark: (body: MarkBody) => ask<Status>('POST', '/session/mark', body),
  offTheRecord: (body: OffTheRecordBody) => ask<Status>('POST', '/session/off-the-record', body),
  devices: () => ask<Devices>('GET', '/devices'),
  settings: () => ask<unknown>('GET', '/settings'),
  changeSettings: (change: unknown) => ask<unknown>('PATCH', '/settings', change),
  history: () => ask<History>('GET', '/history'),
  recordings: () => ask<RecordingList>('GET', '/recordings'),
  removeRecording: (id: string) => ask<void>('DELETE', `/recordings/${id}`),
};

export const videoAddress = ({ id }: Recording, part?: number) =>
  `/api/recordings/${id}/video${part === undefined ? '' : `?part=${part}`}`;
export const posterAddress = ({ id }: Recording) => `/api/recordings/${id}/poster`;
