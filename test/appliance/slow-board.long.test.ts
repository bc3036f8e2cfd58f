/** A board that is too slow for the picture it was told: one core, which other work has too. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { prepareDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { pictureSizes } from '../tools/measures/ffprobe.ts';

/** Pinned to one core, and what it starts with it. */
const CORE = '0';
const ALL_CORES = `0-${cpus().length - 1}`;
const TOO_LARGE = { device: 'test', width: 1920, height: 1080, framesPerSecond: 60 };

test('it comes down to a picture that it can, says so, and accuses nobody', { timeout: 300_000 }, async (t) => {
  const device = await prepareDevice(t, { settings: { camera: TOO_LARGE } });
  await device.start();
  const pin = (cores: string) => execFileSync('taskset', ['-a', '-c', '-p', cores, String(device.pid)]);
  pin(CORE);
  const busy = [1, 2].map(() => spawn('taskset', ['-c', CORE, 'sh', '-c', 'while :; do :; done']));
  t.after(() => {
    for (const loop of busy) loop.kill('SIGKILL');
  });
  await device.waitForPage();

  await device.ask('POST', '/api/session/start', {});
  const { session } = await device.waitFor('recording', ({ recording }) => recording.phase === 'recording');
  const { camera, microphone } = await device.waitFor(
    'a smaller picture',
    (status) => status.camera.reason?.code === 'pictureReduced',
    120_000,
  );
  await device.waitFor('pictures of it', (status) => status.camera.framesPerSecond > 0, 120_000);
  const { recording } = await device.state();
  await device.waitFor('some more', (status) => status.recording.seconds > recording.seconds + 5, 120_000);
  t.diagnostic(camera.reason?.message ?? '');
  assert.match(camera.reason?.message ?? '', /too slow for 1920 × 1080 at 60 .* makes \d+ × \d+ at \d+\./);
  assert.equal(microphone.reason, null);
  await device.ask('POST', '/api/session/stop', { now: true });
  for (const loop of busy) loop.kill('SIGKILL');
  pin(ALL_CORES);

  await t.test('the recording has it', async () => {
    const file = join(device.recordingFolder(session.id ?? ''), 'recording.mp4');
    const hasFile = async () => {
      const found = await pictureSizes(file).catch(() => new Map<string, number>());
      return found.size > 0 && [...found.keys()];
    };
    // What had to wait for the processor in the talk is made up for after it.
    const sizes = await eventually('the recording', hasFile).catch(() => eventually('the recording', hasFile));
    t.diagnostic(sizes.join());
    assert.ok(sizes.some((size) => size !== '1920x1080' || / at 15\./.test(camera.reason?.message ?? '')));
  });

  await t.test('the log says which', () => {
    const lines = device.lines.filter((line) => line.includes('another picture is coded'));
    for (const line of lines) t.diagnostic(line);
    assert.ok(lines.length > 0);
  });
});
