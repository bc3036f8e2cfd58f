import assert from 'node:assert/strict';
import test from 'node:test';
import { isDue, type Unjoined, unjoined } from '../../../../device/media/journal/join-retry.ts';

const STOPPED = { how: 'stopped', message: 'killed by SIGKILL' } as const;
const failed = (code: string | null) => ({ how: 'failed', code, message: 'no' }) as const;
const at = (nowMs: number, spareBytes = 0) => ({ nowMs, spareBytes });

test('what ended for an outside reason is tried again, at growing pauses of at most ten minutes, for ever', () => {
  let [one, nowMs]: [Unjoined | undefined, number] = [undefined, 5000];
  const pauses: number[] = [];
  for (let turn = 0; turn < 50; turn++) {
    one = unjoined(STOPPED, { before: one, nowMs });
    assert.equal(one.again.how, 'at');
    const dueMs = one.again.how === 'at' ? one.again.monotonicMs : 0;
    assert.ok(!isDue(one, at(dueMs - 1)) && isDue(one, at(dueMs)));
    pauses.push((dueMs - nowMs) / 1000);
    nowMs = dueMs;
  }
  assert.deepEqual(pauses.slice(0, 9), [10, 20, 40, 80, 160, 320, 600, 600, 600]);
  assert.equal(one?.tries, 50);
});

test('each reason is told as what it is', () => {
  const codeOf = (end: Parameters<typeof unjoined>[0]) => unjoined(end, { before: undefined, nowMs: 0 }).reason.code;
  assert.equal(codeOf(STOPPED), 'joinStopped');
  assert.equal(codeOf(failed('ENOSPC')), 'joinNoRoom');
  assert.equal(codeOf(failed('EDQUOT')), 'joinNoRoom');
  assert.equal(codeOf(failed('EROFS')), 'joinReadOnly');
  assert.equal(codeOf(failed('EIO')), 'joinDiskFailed');
  assert.equal(codeOf(failed('ENOMEM')), 'joinStopped');
  assert.equal(codeOf(failed(null)), 'joinDiskFailed');
  assert.equal(codeOf({ how: 'noRoom', neededBytes: 5 }), 'joinNoRoom');
  assert.equal(codeOf({ how: 'broken', message: 'no H.264 configuration' }), 'joinFailed');
  assert.equal(codeOf({ how: 'empty' }), 'recordingEmpty');
});

test('for want of room it waits for so much room, however long; what is broken is not read over and over', () => {
  const waiting = unjoined({ how: 'noRoom', neededBytes: 1000 }, { before: undefined, nowMs: 0 });
  assert.ok(!isDue(waiting, at(1e12, 999)) && isDue(waiting, at(1, 1000)));
  for (const end of [{ how: 'broken', message: '' }, { how: 'empty' }] as const)
    assert.ok(!isDue(unjoined(end, { before: undefined, nowMs: 0 }), at(1e12, 1e15)));
});
