/** How often an encoder's probe is asked, with a small process in the place of the worker. */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { EncoderChoice } from '../../../../../device/media/capture/programme/encoder-choice.ts';
import { PIPE_COUNT } from '../../../../../device/media/worker/pipes.ts';
import { WorkerLink } from '../../../../../device/media/worker/worker-link.ts';
import { systemClock } from '../../../../../device/platform/clock.ts';
import { checkSettings } from '../../../../../device/settings/settings-faults.ts';
import { endChildren, smallChild } from '../../../supervise/small-child.ts';

after(endChildren);

/** The first pictures, then the rest 200 ms later: of twenty 95 a second at most. */
const WORKER = `
  const { writeSync } = require('node:fs');
  process.on('message', () => {
    writeSync(3, Buffer.alloc(3000));
    setTimeout(() => {
      writeSync(3, Buffer.alloc(3000));
      process.send({ type: 'ended', end: { how: 'endOfStream' } }, () => process.exit());
    }, 200);
  });`;

for (const [what, mayTakeTime, framesPerSecond, probes] of [
  ['at rest a slow one is asked again, as the box may have been busy', true, 1000, 3],
  ['whoever has pressed waits for one probe alone', false, 1000, 1],
  ['one that is fast enough is asked once', true, 5, 1],
] as const)
  test(what, async () => {
    let taken = 0;
    const told: number[] = [];
    const choice = new EncoderChoice({
      clock: systemClock,
      workers: {
        spawn: () => {
          taken++;
          return new WorkerLink(smallChild(WORKER, { streamPipes: PIPE_COUNT }), systemClock);
        },
        gstreamer: Promise.resolve({ major: 1, minor: 22 }),
      },
      onChange() {},
      mayTakeTime: () => mayTakeTime,
      onProbed: ({ framesPerSecond: rate }) => told.push(rate),
    });
    const { settings } = checkSettings({ camera: { device: 'test' }, encoder: { kind: 'x264' } });
    assert.ok(settings);
    await choice.kind({ ...settings, camera: { ...settings.camera, framesPerSecond } });
    assert.equal(taken, probes);
    assert.equal(told.length, 1);
    assert.ok((told[0] ?? 0) > 0);
  });
