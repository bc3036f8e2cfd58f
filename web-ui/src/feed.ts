/** The one socket to the box, reopened without end. "Offline" and "stale" are states, not accidents. */
import { signal } from '@preact/signals';
import type { ClientMessage, ServerMessage } from '../../device/api/contract/live.ts';
import { language } from './words.ts';

/** The box sends something at least every 5 s. On a poor signal two messages in a row may be late. */
const SILENCE_MS = 12_000;
/** The first retry is immediate, later ones slower: a box that restarts is back in about 10 s. */
const RETRY_MS = [250, 1_000, 2_000, 4_000];

/** `connecting` only until the first answer. Afterwards a lost box is `lost` until it sends again. */
export const link = signal<'connecting' | 'open' | 'lost'>('connecting');

export interface Listener {
  opened?(): void;
  message?(message: ServerMessage): void;
  picture?(jpeg: Blob): void;
  lost?(): void;
}

const listeners: Listener[] = [];
let socket: WebSocket | null = null;
let tries = 0;
let silence: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;

/** The listener stays as long as the page lives. */
export function listen(listener: Listener): void {
  listeners.push(listener);
}

/** Drops the message where there is no connection. Callers send it again when the socket opens. */
export function send(message: ClientMessage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** Also called after logging in or out: the socket keeps the cookie with which it was opened. */
export function connect(): void {
  clearTimeout(retry);
  clearTimeout(silence);
  if (socket) {
    socket.onclose = null;
    socket.close();
  }
  const opening = new WebSocket(`${location.origin.replace('http', 'ws')}/api/live?language=${language}`);
  socket = opening;
  opening.binaryType = 'blob';
  opening.onmessage = ({ data }) => {
    heard();
    for (const { message, picture } of listeners) {
      if (data instanceof Blob) picture?.(data);
      else message?.(JSON.parse(data));
    }
    if (!(data instanceof Blob)) link.value = 'open';
  };
  opening.onopen = () => {
    heard();
    for (const { opened } of listeners) opened?.();
  };
  opening.onclose = lose;
  silence = setTimeout(lose, SILENCE_MS);
}

function heard(): void {
  tries = 0;
  clearTimeout(silence);
  silence = setTimeout(lose, SILENCE_MS);
}

function lose(): void {
  link.value = 'lost';
  for (const { lost } of listeners) lost?.();
  clearTimeout(retry);
  retry = setTimeout(connect, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
  tries += 1;
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && link.value === 'lost') connect();
});
window.addEventListener('online', connect);
