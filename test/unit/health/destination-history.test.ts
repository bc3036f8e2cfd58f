import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type DestinationFigures,
  DestinationHistory,
  SAMPLE_EVERY_MS,
  SAMPLES_KEPT,
} from '../../../device/health/destination-history.ts';

const figures = (id: string, more: Partial<DestinationFigures> = {}): DestinationFigures => ({
  id,
  kbps: 2000,
  droppedFrames: 0,
  viewerDelaySeconds: null,
  queuedSeconds: 0,
  ...more,
});

/** One sample of each, as far apart as samples are. */
function historyOf(...samples: DestinationFigures[][]): DestinationHistory {
  const history = new DestinationHistory();
  for (const [index, sample] of samples.entries()) history.look(index * SAMPLE_EVERY_MS, 'a', () => sample);
  return history;
}

test('nothing before the first session', () => assert.deepEqual(new DestinationHistory().all(), []));

test('a timer of about a second gives a sample each two seconds, whether it is early or late', () => {
  for (const [stepMs, seconds] of [
    [1000, 60],
    [990, 60],
    [1013, 60],
    [700, 60],
  ] as const) {
    const history = new DestinationHistory();
    for (let nowMs = 5; nowMs < seconds * 1000; nowMs += stepMs) history.look(nowMs, 'a', () => [figures('main')]);
    const taken = history.all()[0]?.kbps.length ?? 0;
    assert.ok(Math.abs(taken - seconds / 2) <= 1, `${taken} samples in ${seconds} s at a step of ${stepMs} ms`);
  }
});

test('after a pause samples are two seconds apart again, and none is made up', () => {
  const history = new DestinationHistory();
  const look = (nowMs: number) => history.look(nowMs, 'a', () => [figures('main')]);
  for (const nowMs of [0, 60_000, 60_100, 61_000, 61_900, 62_000]) look(nowMs);
  assert.equal(history.all()[0]?.kbps.length, 3);
});

test('figures are asked for only when a sample is due', () => {
  const history = new DestinationHistory();
  let asked = 0;
  for (let nowMs = 0; nowMs < 4000; nowMs += 100) {
    history.look(nowMs, 'a', () => {
      asked += 1;
      return [];
    });
  }
  assert.ok(asked <= 3, `${asked}`);
});

test('dropped frames are those since the sample before, and a counter that begins again is no negative number', () => {
  const history = historyOf(...[3, 3, 10, 4, 5].map((droppedFrames) => [figures('main', { droppedFrames })]));
  assert.deepEqual(history.all()[0]?.droppedFrames, [3, 0, 7, 4, 1]);
});

test("the delay is the viewers' where it is known, else what waits in the box, else unknown", () => {
  const history = historyOf(
    [figures('main', { viewerDelaySeconds: 4.5, queuedSeconds: 0.2 })],
    [figures('main', { queuedSeconds: 0.2 })],
    [figures('main', { queuedSeconds: null })],
  );
  assert.deepEqual(history.all()[0]?.delaySeconds, [4.5, 0.2, null]);
});

test('destinations that come later or go keep all arrays equally long', () => {
  const history = historyOf(
    [figures('main'), figures('old')],
    [figures('main'), figures('new', { droppedFrames: 2 })],
    [figures('new', { droppedFrames: 2 }), figures('main')],
  );
  assert.deepEqual(history.all(), [
    { id: 'new', kbps: [0, 2000, 2000], droppedFrames: [0, 2, 0], delaySeconds: [null, 0, 0] },
    { id: 'main', kbps: [2000, 2000, 2000], droppedFrames: [0, 0, 0], delaySeconds: [0, 0, 0] },
  ]);
});

test('the newest 150 are kept, newest last', () => {
  const all = historyOf(...Array.from({ length: 400 }, (_, kbps) => [figures('main', { kbps })])).all();
  assert.equal(SAMPLES_KEPT, 150);
  for (const values of [all[0]?.kbps, all[0]?.droppedFrames, all[0]?.delaySeconds]) assert.equal(values?.length, 150);
  assert.deepEqual([all[0]?.kbps[0], all[0]?.kbps.at(-1)], [250, 399]);
});

test('a session that ended keeps its history until the next begins', () => {
  const history = historyOf([figures('main', { droppedFrames: 9 })], [figures('main', { droppedFrames: 9 })]);
  assert.equal(history.all()[0]?.kbps.length, 2);
  history.look(2 * SAMPLE_EVERY_MS - 900, 'b', () => [figures('main', { droppedFrames: 1 })]);
  assert.deepEqual(history.all()[0]?.droppedFrames, [1]);
});
