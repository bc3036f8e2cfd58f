/** Encoders are believed when they have encoded, not when they are installed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { chooseEncoder, encodes, encodingRate } from '../../../device/media/capture/programme/choose-encoder.ts';
import { EncoderChoice } from '../../../device/media/capture/programme/encoder-choice.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';
import { type MediaWorkers, mediaWorkers } from '../../tools/streams/media-workers.ts';

const PICTURE = { width: 320, height: 180, framesPerSecond: 15 };
const HARDWARE = existsSync('/dev/video11');

for (const kind of ['x264', 'openh264'] as const) {
  test(`${kind} encodes a second of picture`, async (t) => {
    const workers = mediaWorkers(t);
    assert.equal(await encodes(kind, PICTURE, await versionOf(workers), { clock: systemClock, workers }), true);
  });
}

test('an encoder that this machine does not have fails its probe', { skip: HARDWARE && 'it has it' }, async (t) => {
  const workers = mediaWorkers(t);
  const probe = { clock: systemClock, workers };
  assert.equal(await encodes('v4l2h264', PICTURE, { major: 1, minor: 22 }, probe), false);
});

test('an encoder that hangs fails its probe at the deadline', async (t) => {
  const workers = mediaWorkers(t);
  const clock = new FakeClock();
  // Nothing reads what the worker writes, so that it can never come to an end.
  const hanging = {
    spawn: () => {
      const worker = workers.spawn();
      process.kill(worker.pid as number, 'SIGSTOP');
      return worker;
    },
  };
  const answer = encodes('x264', PICTURE, { major: 1, minor: 22 }, { clock, workers: hanging });
  clock.advance(60_000);
  assert.equal(await answer, false);
});

test('left to itself the box takes the first that works, else the one that is named, else another one', async (t) => {
  const workers = mediaWorkers(t);
  const gstreamer = await versionOf(workers);
  const probe = { clock: systemClock, workers };
  const chosen = async (wanted: Parameters<typeof chooseEncoder>[0]) =>
    (await chooseEncoder(wanted, PICTURE, gstreamer, probe))?.kind;
  assert.equal(await chosen('auto'), HARDWARE ? 'v4l2h264' : 'x264');
  assert.equal(await chosen('openh264'), 'openh264');
  if (!HARDWARE) assert.equal(await chosen('v4l2h264'), 'x264');
});

test('with no encoder at all there is none, and no hope', async (t) => {
  const workers = mediaWorkers(t);
  const probe = { clock: systemClock, workers };
  // No encoder takes a picture of no width.
  assert.equal(await chooseEncoder('auto', { ...PICTURE, width: 0 }, { major: 1, minor: 22 }, probe), null);
});

test('an encoder that fails at work is given a second chance, then another takes its place, and that is said', async (t) => {
  const workers = mediaWorkers(t);
  await versionOf(workers);
  const choice = new EncoderChoice({
    clock: systemClock,
    workers,
    onChange() {},
  });
  const { settings } = checkSettings({ camera: PICTURE, encoder: { kind: 'x264' } });
  assert.ok(settings);
  const [first, second] = ['x264', HARDWARE ? 'v4l2h264' : 'openh264'] as const;
  assert.equal(await choice.kind(settings), first);
  choice.failed(first);
  assert.equal(await choice.kind(settings), first);
  const silent = choice.trouble;
  choice.failed(first);
  assert.equal(await choice.kind(settings), second);
  assert.equal(silent, null);
  assert.equal(choice.trouble?.code, 'encoderUnusable');
  assert.deepEqual(choice.trouble?.values, { wanted: first, used: second });
  assert.equal(
    await choice.kind({ ...settings, camera: { ...settings.camera, width: 640 } }),
    first,
    'another picture',
  );
});

test('a probe tells how fast the encoder is: a picture of nine times the points takes longer', async (t) => {
  const workers = mediaWorkers(t);
  const gstreamer = await versionOf(workers);
  const rateOf = async (width: number, height: number) => {
    const picture = { width, height, framesPerSecond: 20 };
    const rate = await encodingRate('x264', picture, gstreamer, { clock: systemClock, workers });
    return rate ?? 0;
  };
  const large = await rateOf(1920, 1080);
  assert.ok(large > 0);
  assert.ok((await rateOf(320, 180)) > large);
});

async function versionOf(workers: MediaWorkers) {
  workers.spawn();
  return workers.gstreamer;
}
