/** A clap, a flash and a click at one moment, through the capture: where ffmpeg finds both in what is recorded and published. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { flvFileHeader, restamped } from '../../../device/media/flv/flv-writer.ts';
import { type Renditions, TagHub } from '../../../device/media/hub/tag-hub.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { eventually } from '../../tools/eventually.ts';
import { captureInto } from '../../tools/streams/capture-into.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

const RATE = 48_000;
const AAC_SAMPLES = 1024;
const MIDDLE_PACKET = 100;
/** The ear takes 20 ms for one moment, and a picture of 30 a second is one for 33. */
const MOST_MS = 10;
const CLAPS = 4;
const PICTURE = { width: 320, height: 180, framesPerSecond: 30 };

/** A clap each second: one white picture, and a burst of 5 ms that begins with it. */
function makeClaps(file: string): void {
  const flash = "color=black:s=320x180:r=30:d=8,geq=lum='if(eq(mod(N,30),15),235,16)':cb=128:cr=128";
  const click = 'aevalsrc=if(between(mod(t\\,1)\\,0.5\\,0.505)\\,0.8*sin(2*PI*1000*t)\\,0):s=48000:d=8';
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', flash, '-f', 'lavfi', '-i', click],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '30', '-c:a', 'pcm_s16le', file],
  ]);
}

/** Seconds at which a flash is shown. */
function flashes(file: string): number[] {
  const frames = execFileSync('ffprobe', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `movie=${file},signalstats`],
    ...['-show_entries', 'frame=pts_time:frame_tags=lavfi.signalstats.YAVG', '-of', 'csv=p=0'],
  ]).toString();
  return frames
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
    .filter(([, brightness = 0]) => brightness > 120)
    .map(([seconds = Number.NaN]) => seconds);
}

/** Seconds at which a click begins. */
function clicks(file: string): number[] {
  const packets = execFileSync('ffprobe', [
    ...['-v', 'error', '-select_streams', 'a', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file],
  ]).toString();
  // Of one in the middle: the first has begun before the first picture, and has its time all the same.
  const startSeconds = Number(packets.split('\n')[MIDDLE_PACKET]) - (MIDDLE_PACKET * AAC_SAMPLES) / RATE;
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-vn', '-ac', '1', '-f', 's16le', '-'], {
    maxBuffer: 1e8,
  });
  const found: number[] = [];
  for (let at = 0; at + 1 < pcm.length; at += 2) {
    const seconds = at / 2 / RATE;
    if (Math.abs(pcm.readInt16LE(at)) > 5000 && seconds - (found.at(-1) ?? -1) > 0.2) found.push(seconds);
  }
  return found.map((seconds) => seconds + startSeconds);
}

for (const noiseSuppression of [false, true])
  for (const rendition of ['full', 'reduced'] as const) {
    const what = `${rendition}${noiseSuppression ? ', noise suppressed' : ''}`;
    test(`a clap is seen and heard at one moment: ${what}`, { timeout: 120_000 }, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'pupitre-clap-'));
      t.after(() => rm(folder, { recursive: true, force: true }));
      const file = join(folder, 'claps.mkv');
      makeClaps(file);
      const hub = new TagHub({ clock: systemClock });
      hub.begin({}, { hasPicture: true });
      captureInto(t, hub, {
        worker: mediaWorkers(t).spawn(),
        spec: {
          video: { kind: 'replay', file },
          audio: { kind: 'replay', file },
          picture: PICTURE,
          reduced: 'x264',
          keyframeSeconds: 1,
          noiseSuppression,
        },
        reduced: { picture: { ...PICTURE, bitrateKbps: 500 }, sound: true },
      });
      const renditions: Renditions = { video: rendition, audio: rendition };
      const reader = hub.addReader({
        name: 'test',
        maxQueuedBytes: 1e9,
        maxQueuedMs: 1e9,
        renditions,
        onReadable: () => {},
      });
      await eventually('some claps', async () => reader.queuedMs > (CLAPS + 2) * 1000);
      const taken = [flvFileHeader({ audio: true, video: true })];
      for (let tag = reader.take(); tag; tag = reader.take()) taken.push(...restamped(tag, tag.readerMs));
      reader.close();
      const flv = join(folder, 'taken.flv');
      await writeFile(flv, Buffer.concat(taken));

      const heard = clicks(flv);
      const lateMs = flashes(flv).flatMap((seen) => {
        const nearest = heard.reduce((best, one) => (Math.abs(one - seen) < Math.abs(best - seen) ? one : best), 1e9);
        return nearest - seen < 0.4 ? [(nearest - seen) * 1000] : [];
      });
      const [middle = Number.NaN] = lateMs.sort((one, other) => one - other).slice(lateMs.length >> 1);
      t.diagnostic(`${what}: heard ${lateMs.map((ms) => ms.toFixed(1)).join(' ')} ms after it is seen`);
      assert.ok(lateMs.length >= CLAPS - 1, `${lateMs.length} claps`);
      assert.ok(Math.abs(middle) <= MOST_MS, `${middle} ms`);
    });
  }
