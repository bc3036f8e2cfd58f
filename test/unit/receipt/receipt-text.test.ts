import assert from 'node:assert/strict';
import test from 'node:test';
import { Ajv } from 'ajv';
import { composeReceipt } from '../../../device/receipt/compose-receipt.ts';
import { type Receipt, ReceiptSchema } from '../../../device/receipt/receipt-schema.ts';
import { receiptText } from '../../../device/receipt/receipt-text.ts';
import { DESTINATION, RECORDING, receiptWith } from './example-receipt.ts';

/** As it is read: what must not be broken over two lines looks like any other space. */
const read = (text: string) => text.replaceAll('\u00a0', ' ');
const verdict = (more: Partial<Receipt>, language: 'en' | 'fr' = 'en') =>
  read(receiptText(receiptWith(more), language).verdict);
const recording = (more: Partial<typeof RECORDING>) => ({ recording: { ...RECORDING, ...more } });
const cut = (missingSeconds: number | null, lost: 'everything' | 'picture' = 'everything') => ({
  atSeconds: 600,
  missingSeconds,
  lost,
  cause: 'fault' as const,
});
const pause = (missingSeconds: number) => ({ ...cut(missingSeconds), cause: 'stop' as const });

test('an English receipt is of ASCII alone, a French one does not break a figure from its unit', () => {
  const receipt = receiptWith({
    ...recording({ cuts: [cut(3.2), cut(75), cut(5, 'picture')], bytes: 1_234_567_890 }),
    restarts: 2,
  });
  const lines = (language: 'en' | 'fr') => {
    const { subject, verdict, advice, facts } = receiptText(receipt, language);
    return [subject, verdict, ...advice, ...facts];
  };
  for (const line of lines('en')) assert.match(line, /^[ -~]+$/);
  for (const line of lines('fr')) assert.doesNotMatch(line, /\d (s|min|h|Mo|Go|kb|Mb|LUFS|dBFS)\b/);
});

test('the first line is the verdict in words', () => {
  assert.equal(verdict({}), 'Recorded completely, viewers saw it.');
  assert.equal(verdict({}, 'fr'), "Enregistré en entier, le public l'a vu.");
  assert.equal(verdict({ destinations: [] }), 'Recorded completely.');
  assert.equal(verdict({ ...recording({ cuts: [cut(10), cut(4)] }), destinations: [] }), '2 cuts, 14 s missing.');
  assert.equal(
    verdict({
      ...recording({ cuts: [cut(3.2), cut(null), cut(5, 'picture')] }),
      destinations: [{ ...DESTINATION, notSeenSeconds: 75 }],
    }),
    '1 cut, 3.2 s missing, 1 cut of unknown length, no picture for 5 s. Viewers missed 1 min 15 s.',
  );
  assert.equal(verdict({ recording: null }), 'Not recorded. Viewers saw it.');
  assert.equal(verdict({ ...recording({ state: 'damaged' }), destinations: [] }), 'Nothing was recorded.');
  assert.equal(verdict({ ...recording({ state: 'parts' }), destinations: [] }), 'Recorded, but not yet in one file.');
});

test('what viewers got is said once where it is the same everywhere, else for each server', () => {
  const other = { ...DESTINATION, id: 'other', name: '', seenSeconds: 0, notSeenSeconds: 3700 };
  assert.equal(
    verdict({ destinations: [DESTINATION, other] }),
    'Recorded completely. Server: Viewers saw it. other: Viewers did not see it.',
  );
  assert.equal(verdict({ destinations: [other, other] }), 'Recorded completely. Viewers did not see it.');
  const unknown = { ...DESTINATION, seenSeconds: 0, unknownSeconds: 3700 };
  assert.equal(verdict({ destinations: [unknown] }), 'Recorded completely. Whether viewers saw it is not known.');
});

test('what the box could not tell is neither claimed nor denied', () => {
  const says = (seenSeconds: number, notSeenSeconds: number, unknownSeconds: number, language: 'en' | 'fr' = 'en') =>
    verdict({ destinations: [{ ...DESTINATION, seenSeconds, notSeenSeconds, unknownSeconds }] }, language);
  assert.equal(says(0, 0, 40), 'Recorded completely. Whether viewers saw it is not known.');
  assert.equal(says(0, 3600, 60), 'Recorded completely. Viewers did not see it.', 'a minute is what it waits for');
  assert.equal(
    says(0, 120, 100),
    'Recorded completely. Viewers missed 2 min. Whether they saw the rest is not known.',
    'more was denied than not known',
  );
  assert.equal(
    says(30, 0, 3600),
    'Recorded completely. Viewers saw 30 s of it. Whether they saw the rest is not known.',
  );
  assert.equal(
    says(30, 14, 3600, 'fr'),
    "Enregistré en entier. Le public en a vu 30 s. Le public en a manqué 14 s. On ne sait pas s'il a vu le reste.",
  );
  assert.equal(says(3600, 0, 60), 'Recorded completely, viewers saw it.');
});

test('advice on the sound is quiet: one line where something is off, else none', () => {
  const advice = (more: Partial<typeof RECORDING>) => receiptText(receiptWith(recording(more)), 'en').advice;
  assert.deepEqual(advice({}), []);
  assert.deepEqual(advice({ loudnessLufs: -38.04 }), ['Very quiet (-38 LUFS): put the microphone nearer.']);
  assert.match(advice({ loudnessLufs: -33 })[0] ?? '', /^Quiet \(-33 LUFS\)/);
  assert.match(advice({ loudnessLufs: -9.5 })[0] ?? '', /lower the gain/);
  assert.match(advice({ peakDb: 0 })[0] ?? '', /distorted/);
  assert.match(advice({ isSilent: true, loudnessLufs: null })[0] ?? '', /Nothing is heard/);
  assert.deepEqual(advice({ sha256: null, loudnessLufs: null, peakDb: null }), []);
});

test('the facts, one a line', () => {
  const { facts, subject } = receiptText(
    receiptWith({
      ...recording({ cuts: [cut(14)] }),
      marks: [{ atSeconds: 3, label: 'Questions' }],
      restarts: 1,
      unwatchedSeconds: 41,
      destinations: [{ ...DESTINATION, notSeenSeconds: 14, reconnects: 1 }],
    }),
    'en',
  );
  assert.equal(read(subject), 'Amphi A: Cells - 1 cut, 14 s missing. Viewers missed 14 s.');
  assert.match(facts[0] ?? '', /^Start: Monday.* 5 October 2026/);
  assert.deepEqual(facts.slice(1).map(read), [
    'Length: 1 h 02 min',
    'Cut at 10:00: 14 s missing',
    'The box restarted once in mid-talk (41 s not watched)',
    'Server: viewers missed 14 s, sent 2.1 Mb/s (lowest 340 kb/s), viewers 7.1 s behind (worst 9.4 s), 1 reconnection',
    'Loudness: -21.4 LUFS, peak -3.2 dBFS',
    'Longest silence: 12 s at 30:05',
    'Chapters: 1',
    'File: 1.2 GB',
    `SHA-256: ${'ab'.repeat(32)}`,
    'On the box: http://192.168.1.20:8080/#recordings',
    'For viewers: https://stream.example.org/live/a.m3u8',
  ]);
  assert.match(receiptText(receiptWith({ startedAt: null }), 'fr').facts[0] ?? '', /heure inconnue/);
});

test('many cuts do not make a long message', () => {
  const { facts } = receiptText(receiptWith(recording({ cuts: Array.from({ length: 24 }, () => cut(2)) })), 'en');
  assert.equal(facts.filter((line) => line.startsWith('Cut at')).length, 8);
  assert.ok(facts.includes('And 16 more, which the page shows'));
});

test('what is composed is of the schema that programs are given, and holds no token', () => {
  const receipt = composeReceipt({
    id: 'a',
    room: 'Amphi A',
    title: null,
    startedAt: null,
    seconds: 61.2,
    restarts: 0,
    unwatchedSeconds: 0,
    marks: [],
    recording: {
      id: 'a',
      title: null,
      startedAt: '2026-10-05T12:00:00.000Z',
      seconds: 60.04,
      bytes: 5,
      state: 'ready',
      marks: [],
      gaps: [cut(null)],
      parts: 0,
      hasPoster: false,
      hasReceipt: false,
      progress: null,
      reason: null,
    },
    figures: {
      bytes: 7,
      sha256: 'ff',
      sound: { loudnessLufs: -23.04, peakDb: -1.26, longestSilence: null },
    },
    destinations: [{ ...DESTINATION, watchUrl: 'https://user:pass@stream.example.org/a.m3u8?token=SECRET#x' }],
    link: 'http://box.local/#recordings',
  });
  const check = new Ajv({ strict: false }).compile(ReceiptSchema);
  assert.ok(check(receipt), JSON.stringify(check.errors));
  assert.doesNotMatch(JSON.stringify(receipt), /SECRET|pass/);
  assert.equal(receipt.destinations[0]?.watchUrl, 'https://stream.example.org/a.m3u8');
  assert.deepEqual([receipt.recording?.bytes, receipt.recording?.loudnessLufs, receipt.seconds], [7, -23, 61]);
});

test('a stop that was taken back is a pause, not a fault', () => {
  const paused = { ...recording({ cuts: [pause(2.3), pause(2.3)] }), destinations: [] };
  assert.equal(verdict(paused), '2 pauses (stop undone).');
  assert.equal(verdict(paused, 'fr'), '2 pauses (arrêt repris).');
  assert.equal(
    verdict({ ...recording({ cuts: [cut(10), pause(2.3)] }), destinations: [] }, 'fr'),
    '1 coupure, il manque 10 s, 1 pause (arrêt repris).',
  );
  const { facts } = receiptText(receiptWith(paused), 'fr');
  assert.ok(facts.map(read).includes('Pause à 10:00 : 2,3 s (arrêt repris)'), facts.join('\n'));
});
