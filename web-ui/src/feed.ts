/** The one socket to the box, reopened for ever. Offline and old are states, not accidents. */
import { signal } from '@preact/signals';
import type { ClientMessage, ServerMessage } from '../../device/api/contract/live.ts';
import { language } from './words.ts';

/** The box speaks every 5 s at least; two in a row may be late on a poor signal. */
const SILENCE_MS = 12_000;
/** At once, then calmer: a box that restarts is back in some 10 s. */
const RETRY_MS = [250, 1_000, 2_000, 4_000];

/** `connecting` only until the first answer; afterwards a lost box is `lost` until it speaks again. */
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

/** For as long as the page lives. */
export function listen(listener: Listener): void {
  listeners.push(listener);
}

/** Lost where there is no box: whoever needs it says it again when the socket opens. */
export function send(message: ClientMessage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** Also called after logging in or out: the socket carries the cookie it was opened with. */
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
