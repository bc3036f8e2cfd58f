/** The pipes of a worker: what goes through each is named by its pipeline. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { CAPTURE_PIPES } from '../../../../device/media/capture/programme/pipeline-parts.ts';
import { TRACKS } from '../../../../device/media/hub/hub-frame.ts';
import { PIPE_COUNT, pipeFds, STREAM_FDS } from '../../../../device/media/worker/pipes.ts';

test('names stand for descriptors in their order, behind those of every process', () => {
  assert.deepEqual(pipeFds('tags'), { tags: 3 });
  assert.deepEqual(pipeFds('segment', 'thumbnails'), { segment: 3, thumbnails: 4 });
  assert.deepEqual(STREAM_FDS, Object.values(CAPTURE_PIPES), 'no worker has pipes that no pipeline uses');
});

test('a pipeline cannot name more pipes than a worker has', () => {
  const names = Array.from({ length: PIPE_COUNT + 1 }, (_, index) => `pipe${index}`);
  assert.throws(() => pipeFds(...names), /8 pipes of 7/);
});

test('every track leaves the capture by a pipe of its own name', () => {
  for (const track of Object.keys(TRACKS)) assert.ok(track in CAPTURE_PIPES, track);
});
