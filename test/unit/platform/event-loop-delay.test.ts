import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventLoopDelay, measureEventLoop } from '../../../device/platform/event-loop-delay.ts';

/** A turn of the event loop of so many milliseconds. */
function stand(ms: number): void {
  for (const fromMs = performance.now(); performance.now() - fromMs < ms; );
}

test('the longest turn of a talk, and of each talk anew', async () => {
  assert.equal(eventLoopDelay(), null, 'there was no talk yet');
  measureEventLoop(true);
  await sleep(50);
  stand(400);
  await sleep(50);
  measureEventLoop(true);
  measureEventLoop(false);
  const talk = eventLoopDelay();
  assert.ok(talk && talk.maxSeconds >= 0.38 && talk.p99Seconds <= talk.maxSeconds, JSON.stringify(talk));
  stand(3000);
  await sleep(50);
  assert.deepEqual(eventLoopDelay(), talk, 'at rest nothing is measured');
  measureEventLoop(true);
  await sleep(50);
  measureEventLoop(false);
  const next = eventLoopDelay();
  assert.ok(
    next && next.maxSeconds < 2.9,
    `neither the talk before counts nor what was between: ${JSON.stringify(next)}`,
  );
});
