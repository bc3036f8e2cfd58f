/** One fault of the network during a talk: hurt, noticed, mended, back; and the recording must not have noticed. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contest } from './contest.ts';
import { keepOutcomes } from './contest-figures.ts';
import { keep } from './figures.ts';
import { isOffAir, type Talk } from './talk.ts';

export interface NetworkFault {
  fault: string;
  hurt(talk: Talk): void | Promise<void>;
  /** How long it stays so after the box has said it, or in all where it need not say anything. */
  lastsSeconds: number;
  mend(talk: Talk): void | Promise<void>;
  /** What the page may say. */
  says: RegExp;
  /** Whether it must be noticed at all, and how soon. */
  noticedWithinSeconds: number | null;
  backWithinSeconds: number;
}

/** Several times the goals: a busy machine is no failure. The figures tell. */
const GENEROUS = 4;
/** A frame of sound is 21 ms, a picture 67; a machine that is busy delays a write, not the time of a frame. */
const VOICE_GAP_MS = 100;
const PICTURE_GAP_MS = 350;

/** @param contest of the box with its peers, which suffer the same; nothing is asserted of them */
export async function suffer(t: TestContext, talk: Talk, fault: NetworkFault, contest?: Contest): Promise<void> {
  const round = await contest?.round(t);
  const fromMs = await talk.recordedMs();
  talk.audience.stood();
  await fault.hurt(talk);
  let detectedSeconds: number | null = null;
  let said = '-';
  if (fault.noticedWithinSeconds !== null) {
    const { seconds, status } = await talk.until('it is noticed', isOffAir);
    detectedSeconds = seconds;
    assert.ok(seconds <= fault.noticedWithinSeconds * GENEROUS, `noticed after ${seconds} s`);
    assert.equal(status.lamps.rec, 'solid', 'the speaker is not frightened');
    // The first word may be that the connection was cut; why it does not come back follows.
    const told = await talk.until('a sentence', ({ destinations }) =>
      fault.says.test(destinations[0]?.reason?.code ?? ''),
    );
    said = told.status.destinations[0]?.reason?.code ?? '-';
  }
  await sleep(fault.lastsSeconds * 1000);
  await fault.mend(talk);
  round?.mended();
  const backSeconds = await talk.untilBack();
  // Longer than what the publisher takes for a good life.
  await sleep(11_000);
  const recorded = await talk.recordedSince(fromMs);
  const outcomes = await round?.outcome();
  // Who has just begun to watch has more to live on than one who has stood before.
  const viewerStoodSeconds = outcomes?.get('box')?.viewerStoodSeconds ?? talk.audience.stood();
  const row = { fault: fault.fault, detectedSeconds, backSeconds, viewerStoodSeconds, said };
  const { voiceGapMs, pictureGapMs, lostSeconds } = recorded;
  keep({ ...row, recordingLostSeconds: lostSeconds, voiceGapMs, pictureGapMs });
  t.diagnostic(JSON.stringify({ ...row, ...recorded }));
  if (outcomes) keepOutcomes(fault.fault, outcomes);
  assert.ok(voiceGapMs < VOICE_GAP_MS, `the recorded voice pauses for ${voiceGapMs} ms`);
  assert.ok(pictureGapMs < PICTURE_GAP_MS, `the recorded picture pauses for ${pictureGapMs} ms`);
  assert.ok(backSeconds <= fault.backWithinSeconds * GENEROUS, `back after ${backSeconds} s`);
}
