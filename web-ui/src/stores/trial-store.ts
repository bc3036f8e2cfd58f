/** The trial of a camera and a microphone before they are chosen. Its pictures come as those of the preview do. */
import { signal } from '@preact/signals';
import type { ServerMessage } from '../../../device/api/contract/live.ts';
import { listen, send } from '../feed.ts';
import { dropPicture } from './picture-store.ts';
import type { Levels } from './status-store.ts';

type Trial = Extract<ServerMessage, { type: 'trial' }>;
export interface Tried {
  camera: string;
  microphone: string;
}

export const trial = signal<Trial | null>(null);
export const trialLevels = signal<Levels | null>(null);

let tried: Tried | null = null;

export function tryDevices(next: Tried): void {
  tried = next;
  trialLevels.value = null;
  dropPicture();
  send({ type: 'trial', on: true, ...next });
}

export function endTrial(): void {
  if (!tried) return;
  tried = null;
  trial.value = null;
  trialLevels.value = null;
  dropPicture();
  send({ type: 'trial', on: false });
}

listen({
  opened() {
    if (tried && !document.hidden) send({ type: 'trial', on: true, ...tried });
  },
  message(message) {
    if (message.type === 'trialLevels') trialLevels.value = message;
    else if (message.type === 'trial') {
      trial.value = message;
      if (message.phase === 'ended') trialLevels.value = null;
    }
  },
  lost() {
    trial.value = null;
    trialLevels.value = null;
  },
});
