import type { Receipt } from '../../../device/receipt/receipt-schema.ts';

type Recording = NonNullable<Receipt['recording']>;

export const RECORDING: Recording = {
  state: 'ready',
  seconds: 3723.4,
  bytes: 1_240_000_000,
  sha256: 'ab'.repeat(32),
  loudnessLufs: -21.4,
  peakDb: -3.2,
  isSilent: false,
  longestSilence: { atSeconds: 1805, seconds: 12.3 },
  cuts: [],
  link: 'http://192.168.1.20:8080/#recordings',
};

export const DESTINATION: Receipt['destinations'][number] = {
  id: 'main',
  name: 'Server',
  watchUrl: 'https://stream.example.org/live/a.m3u8',
  reconnects: 0,
  seenSeconds: 3718,
  notSeenSeconds: 0,
  unknownSeconds: 0,
  kbps: { least: 340, median: 2104 },
  delaySeconds: { median: 7.1, worst: 9.4 },
};

export function receiptWith(more: Partial<Receipt> = {}): Receipt {
  return {
    type: 'receipt',
    version: 1,
    id: '2026-10-05T14-00-00-cells',
    room: 'Amphi A',
    title: 'Cells',
    startedAt: '2026-10-05T12:00:00.000Z',
    seconds: 3724,
    restarts: 0,
    unwatchedSeconds: 0,
    marks: [],
    recording: RECORDING,
    destinations: [DESTINATION],
    ...more,
  };
}
