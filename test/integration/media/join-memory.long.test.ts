/** Joining as it is built for the board: what it takes of memory does not grow with the talk, whatever its tracks do. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { joinIn, startJoinProcess } from '../../../device/media/journal/join-process.ts';
import { mp4PacketCounts } from '../../../device/media/journal/mp4-packet-counts.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { PeakMemory } from '../../tools/machine/peak-memory.ts';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import { type LongRecording, writeLongPart } from '../../tools/samples/long-recording.ts';
import { flv } from './recording-box.ts';

const JOINER = resolve(import.meta.dirname, '../../../dist/join-worker.mjs');
/** What the join may take, of which Node's own program is 40 to 50. */
const MOST_MEGABYTES = 64;
/** Beyond a Node that does nothing. */
const MOST_OWN_MEGABYTES = 24;
const HOUR = 3600;

/** What Node takes with nothing to do. */
const idleMegabytes = () =>
  Number(
    spawnSync(process.execPath, [
      '-p',
      '/VmHWM:\\s+(\\d+)/.exec(require("fs").readFileSync("/proc/self/status", "utf8"))[1]',
    ]).stdout,
  ) / 1024;

for (const [what, recording] of [
  ['an hour', { seconds: HOUR }],
  ['an hour of voice before the first picture', { seconds: 1.1 * HOUR, picturesFromSeconds: HOUR }],
  ['an hour of pictures before the first sound', { seconds: 1.1 * HOUR, soundsFromSeconds: HOUR }],
  ['large pictures beside the sound', { seconds: HOUR / 12, pictureKbps: 9000 }],
] as [string, LongRecording][]) {
  test(`${what}: joined within the memory of a small board`, { timeout: 900_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-join-'));
    t.after(() => rm(folder, { recursive: true }));
    const part = join(folder, 'part-0001.flv');
    const counts = writeLongPart(part, await flv(t, { seconds: 24 }), recording);
    const child = startJoinProcess([JOINER]);
    const memory = new PeakMemory(child.pid ?? 0);
    const order = {
      parts: [part],
      output: join(folder, 'joining.mp4'),
      stills: join(folder, 'joining.h264'),
      spareBytes: 1e12,
    };
    const end = await joinIn(child, order, { clock: systemClock, onProgress: () => {} });
    const { rssMegabytes, pssMegabytes } = memory.stop();
    assert.ok(end.how === 'joined', JSON.stringify(end));
    assert.deepEqual(end.frames, counts);
    const { seconds, ...found } = await mp4PacketCounts(end.path);
    assert.deepEqual(found, counts);
    assert.ok(Math.abs(seconds - recording.seconds) < 0.1);
    const first = (await packetsOf(end.path, { count: 1 }))[0];
    assert.equal(first?.pts, 0);
    const bytes = (await stat(end.path)).size;
    t.diagnostic(
      `${(bytes / 1e6).toFixed(0)} MB, ${counts.video + counts.audio} frames: ${rssMegabytes.toFixed(1)} MB resident, ` +
        `${pssMegabytes.toFixed(1)} of it its own share`,
    );
    assert.ok(pssMegabytes < MOST_MEGABYTES, `${pssMegabytes} MB`);
    assert.ok(
      rssMegabytes - idleMegabytes() < MOST_OWN_MEGABYTES,
      `${rssMegabytes} MB, of which Node ${idleMegabytes()}`,
    );
  });
}
