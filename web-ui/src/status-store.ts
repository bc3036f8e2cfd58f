/** What the box says of itself, over one socket that is reopened for ever. Offline and old are states, not accidents. */
import { computed, signal } from '@preact/signals';
import type { ClientMessage, ServerMessage } from '../../device/api/contract/live.ts';
import type { Status } from '../../device/api/contract/status.ts';
import { language } from './words.ts';

/** The box speaks every 5 s at least; two in a row may be late on a poor signal. */
const SILENCE_MS = 12_000;
/** At once, then calmer: a box that restarts is back in some 10 s. */
const RETRY_MS = [250, 1_000, 2_000, 4_000];

export const status = signal<Status | null>(null);
/** `connecting` only until the first answer; afterwards a lost box is `lost` until it speaks again. */
export const link = signal<'connecting' | 'open' | 'lost'>('connecting');
export const levels = signal<{ rmsDb: number; peakDb: number } | null>(null);
/** Address of the newest preview picture. */
export const picture = signal<string | null>(null);
export const pictureWanted = signal(false);
/** The newest sentence about something that was asked and did not work. */
export const notice = signal<string | null>(null);

const receivedMs = signal(0);
const nowMs = signal(0);
setInterval(() => {
  nowMs.value = performance.now();
}, 500);

/** Seconds of the running seminar, counted on between two messages. */
export const sessionSeconds = computed(() => {
  const session = status.value?.session;
  if (!session) return 0;
  const moves = session.phase === 'running' && link.value === 'open';
  return session.seconds + (moves ? Math.max(0, nowMs.value - receivedMs.value) / 1000 : 0);
});

let socket: WebSocket | null = null;
let tries = 0;
let silence: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let levelsEnd: ReturnType<typeof setTimeout> | undefined;

export function takeStatus(next: Status): void {
  status.value = next;
  receivedMs.value = performance.now();
  nowMs.value = receivedMs.value;
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
    if (data instanceof Blob) takePicture(data);
    else takeMessage(JSON.parse(data));
  };
  opening.onopen = () => {
    heard();
    if (pictureWanted.value) askForPicture();
  };
  opening.onclose = lose;
  silence = setTimeout(lose, SILENCE_MS);
}

export function showPicture(on: boolean): void {
  pictureWanted.value = on;
  dropPicture();
  askForPicture();
}

function heard(): void {
  tries = 0;
  clearTimeout(silence);
  silence = setTimeout(lose, SILENCE_MS);
}

function lose(): void {
  link.value = 'lost';
  levels.value = null;
  dropPicture();
  clearTimeout(retry);
  retry = setTimeout(connect, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
  tries += 1;
}

function takeMessage(message: ServerMessage): void {
  switch (message.type) {
    case 'status':
      takeStatus(message.status);
      link.value = 'open';
      break;
    case 'levels':
      levels.value = message;
      clearTimeout(levelsEnd);
      levelsEnd = setTimeout(() => {
        levels.value = null;
      }, 1_000);
      break;
    case 'error':
      pictureWanted.value = false;
      notice.value = message.error.message;
      break;
  }
}

function takePicture(jpeg: Blob): void {
  if (!pictureWanted.value) return;
  dropPicture();
  picture.value = URL.createObjectURL(jpeg);
}

function dropPicture(): void {
  if (picture.value) URL.revokeObjectURL(picture.value);
  picture.value = null;
}

/** Nobody looks at a hidden page, so the box need not make pictures for it. */
function askForPicture(): void {
  if (socket?.readyState !== WebSocket.OPEN) return;
  const message: ClientMessage = { type: 'preview', on: pictureWanted.value && !document.hidden };
  socket.send(JSON.stringify(message));
}

document.addEventListener('visibilitychange', () => {
  if (pictureWanted.value) askForPicture();
  if (!document.hidden && link.value === 'lost') connect();
});
window.addEventListener('online', connect);
