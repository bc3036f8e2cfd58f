/** Puts the facts of a talk that is over together. Pure; nothing secret is in it. */

import { openAddress } from '../masking.ts';
import type { RecordingSummary } from '../media/journal/recording-library.ts';
import type { FileFigures } from '../media/measure/measure-job.ts';
import type { Receipt } from './receipt-schema.ts';
import type { DestinationAccount } from './talk-account.ts';

export interface ReceiptFacts {
  id: string;
  room: string;
  title: string | null;
  /** Null where the clock was not set. */
  startedAt: string | null;
  seconds: number;
  restarts: number;
  unwatchedSeconds: number;
  marks: Receipt['marks'];
  /** Null where there is none. */
  recording: RecordingSummary | null;
  /** Null where there is no MP4, or it could not be read. */
  figures: FileFigures | null;
  destinations: DestinationAccount[];
  /** Address of the recordings on the box's page. */
  link: string;
}

export function composeReceipt(facts: ReceiptFacts): Receipt {
  const { id, room, title, startedAt, restarts, unwatchedSeconds, marks, recording, destinations } = facts;
  return {
    type: 'receipt',
    version: 1,
    id,
    room,
    title,
    startedAt,
    seconds: Math.round(facts.seconds),
    restarts,
    unwatchedSeconds,
    marks,
    recording: recording && recordingOf(recording, facts),
    destinations: destinations.map((one) => ({ ...one, watchUrl: openAddress(one.watchUrl) || null })),
  };
}

function recordingOf({ state, seconds, bytes, gaps }: RecordingSummary, { figures, link }: ReceiptFacts) {
  const sound = figures?.sound ?? null;
  return {
    state: state === 'ready' || state === 'parts' ? state : ('damaged' as const),
    seconds: round(seconds, 1),
    bytes: figures?.bytes ?? bytes,
    sha256: figures?.sha256 ?? null,
    loudnessLufs: sound && sound.loudnessLufs !== null ? round(sound.loudnessLufs, 1) : null,
    peakDb: sound && sound.peakDb !== null ? round(sound.peakDb, 1) : null,
    isSilent: figures !== null && (sound?.loudnessLufs ?? null) === null,
    longestSilence: sound?.longestSilence ?? null,
    cuts: gaps,
    link,
  };
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
