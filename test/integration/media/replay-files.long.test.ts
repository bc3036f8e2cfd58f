/** Media files of many kinds as camera and microphone: what ffmpeg shows of them, at its speed, or a sentence. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { CaptureEnd } from '../../../device/media/capture/capture-end.ts';
import { sourceFailure } from '../../../device/media/capture/input/input-failure.ts';
import { isPicture } from '../../../device/media/flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../../../device/media/flv/flv-writer.ts';
import { type HubTag, TagHub } from '../../../device/media/hub/tag-hub.ts';
import { resolveAudio, resolveVideo } from '../../../device/media/source/resolve-sources.ts';
import type { AudioSource, VideoSource } from '../../../device/media/source/source.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { type Reason, sentence } from '../../../device/reason.ts';
import { eventually } from '../../tools/eventually.ts';
import { captureInto } from '../../tools/streams/capture-into.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

const PICTURE = { width: 320, height: 180, framesPerSecond: 15 };
const SECONDS = 4;
/** Grey that tells the time, red in the upper left corner. */
const CLOCK = `color=gray:s=160x90:r=15:d=${SECONDS},format=yuv420p,geq=lum='40+40*T':cb=128:cr='if(lt(X,W/2)*lt(Y,H/2),220,128)'`;
/** A bar that moves by 3 points from field to field. */
const FIELDS = `color=black:s=160x96:r=50:d=${SECONDS},format=yuv420p,geq=lum='if(lt(mod(X-T*150,160),30),220,30)':cb=128:cr=128`;

const folder = mkdtempSync(join(tmpdir(), 'pupitre-replay-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const ffmpeg = (text: string, ...more: string[]) =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...text.split(' ').filter(Boolean), ...more], { cwd: folder });
const codedFrom = (input: string, options: string, name: string) => ffmpeg(`-i ${input} ${options} ${name}`);

test.before(() => {
  ffmpeg('-f lavfi -i', CLOCK, '-f', 'lavfi', '-i', `sine=440:d=${SECONDS}:r=48000`, '-g', '15', 'film.mp4');
  ffmpeg(
    '-f lavfi -i',
    FIELDS,
    '-vf',
    'interlace=scan=tff:lowpass=0',
    ...'-x264opts tff=1'.split(' '),
    'top-first.mp4',
  );
  ffmpeg(
    '-f lavfi -i',
    FIELDS,
    '-vf',
    'interlace=scan=bff:lowpass=0',
    ...'-x264opts bff=1'.split(' '),
    'bottom-first.mp4',
  );
});

/** Takes what the file gives for `seconds`, as the settings' camera or microphone. */
async function replayed(t: TestContext, name: string, as: 'camera' | 'microphone', seconds: number) {
  const device = `replay:${at(name)}`;
  const isCamera = as === 'camera';
  const chosen = isCamera
    ? await resolveVideo({ ...PICTURE, device, controls: {} })
    : await resolveAudio({ device, gainDb: 0, noiseSuppression: false });
  if (chosen.reason) return { reason: chosen.reason, tags: [], wallMs: 0, end: null };
  const hub = new TagHub({ clock: systemClock });
  const tags: HubTag[] = [];
  const onReadable = () => {
    for (let tag = reader.take(); tag; tag = reader.take())
      if (!tag.sequenceHeader || tag.kind === 'video') tags.push(tag);
  };
  const reader = hub.addReader({ name: 'test', maxQueuedBytes: 1e9, maxQueuedMs: 1e9, onReadable });
  const { source } = chosen;
  const capture = captureInto(t, hub, {
    worker: mediaWorkers(t).spawn(),
    spec: {
      tracks: [isCamera ? 'video' : 'audio'],
      video: isCamera ? (source as VideoSource) : { kind: 'none' },
      audio: isCamera ? { kind: 'silence' } : (source as AudioSource),
      encoder: { kind: 'x264', bitrateKbps: 2000, gopFrames: 15 },
      keyframeSeconds: 1,
    },
  });
  let end: CaptureEnd | null = null;
  void capture.ended.then((one) => {
    end = one;
  });
  const startedMs = performance.now();
  const spanMs = () => (tags.at(-1)?.readerMs ?? 0) - (tags[0]?.readerMs ?? 0);
  await eventually(`${seconds} s of ${name}, or its end`, async () => end !== null || spanMs() >= seconds * 1000);
  const wallMs = performance.now() - startedMs;
  const ended = end as CaptureEnd | null;
  // What is inside is let out faster when it is stopped.
  const taken = tags.slice();
  await capture.stop();
  const isFailure = ended?.why === 'cameraFailed' || ended?.why === 'microphoneFailed';
  const reason = isFailure ? sourceFailure(ended.why, source, ended.tech, ended.isMissing) : null;
  return { reason, tags: taken, wallMs, end: ended };
}

/** Pictures of 32x18 points, Y, Cb and Cr each. */
function decoded(input: string[], filters: string[], size = '32:18'): Buffer[] {
  const [width = 0, height = 0] = size.split(':').map(Number);
  const bytes = execFileSync(
    'ffmpeg',
    [
      ...['-v', 'error'],
      ...input,
      '-an',
      '-vf',
      [...filters, `scale=${size}:flags=area`].join(),
      '-pix_fmt',
      'yuv444p',
      '-f',
      'rawvideo',
      '-',
    ],
    { cwd: folder, maxBuffer: 1e9 },
  );
  const each = width * height * 3;
  return Array.from({ length: bytes.length / each }, (_, index) => bytes.subarray(index * each, (index + 1) * each));
}

function decodedTags(tags: HubTag[], size?: string): Buffer[] {
  writeFileSync(
    at('taken.flv'),
    Buffer.concat([
      flvFileHeader({ audio: false, video: true }),
      ...tags.flatMap((tag) => restamped(tag, tag.readerMs)),
    ]),
  );
  return decoded(['-i', 'taken.flv'], [], size).slice(0, tags.filter(isPicture).length);
}

/** As a player shows it: upright, its points square, black where it does not reach. */
function shown(name: string): Buffer[] {
  const { width, height, framesPerSecond } = PICTURE;
  return decoded(
    ['-i', name],
    [
      'yadif=deint=interlaced,scale=iw*sar:ih,setsar=1',
      `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,fps=${framesPerSecond}`,
    ],
  );
}

function difference(one: Buffer, other: Buffer): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += Math.abs((one[index] ?? 0) - (other[index] ?? 0));
  return sum / one.length;
}

const LIKE = 7;

/** Each picture is one of `player`'s, and they follow each other as fast. */
function assertAsShown(name: string, tags: HubTag[], player: Buffer[], mostMs: number): void {
  const times = tags.filter(isPicture).map(({ readerMs }) => readerMs);
  const found = decodedTags(tags).map((picture) => {
    const differences = player.map((one) => difference(one, picture));
    const least = Math.min(...differences);
    return { least, index: differences.indexOf(least) };
  });
  assert.ok(found.length > 20, `${name}: ${found.length} pictures`);
  const worst = Math.max(...found.map(({ least }) => least));
  assert.ok(worst < LIKE, `${name}: a picture differs by ${worst.toFixed(1)} from all that a player shows`);
  if (player.length === 1) return;
  const frameMs = 1000 / PICTURE.framesPerSecond;
  let passes = 0;
  const paces = found.map(({ index }, at) => {
    if (index < (found[at - 1]?.index ?? 0) - 5) passes++;
    return (times[at] ?? 0) - (index + passes * player.length) * frameMs;
  });
  const spread = Math.max(...paces) - Math.min(...paces);
  // The neighbour of a picture is hardly another one, and a loop may be a picture longer than the film.
  assert.ok(
    spread < mostMs,
    `${name}: ${spread.toFixed(0)} ms out of step, ${found.map(({ index }) => index).join(' ')}`,
  );
}

const PLAYED: [name: string, make: () => void, as?: string][] = [
  ['turned-90.mp4', () => codedFrom('film.mp4', '-c copy -metadata:s:v rotate=90', 'turned-90.mp4')],
  ['turned-270.mp4', () => codedFrom('film.mp4', '-c copy -metadata:s:v rotate=270', 'turned-270.mp4')],
  ['wide-points.mp4', () => codedFrom('film.mp4', '-vf setsar=2/1', 'wide-points.mp4')],
  ['odd-size-444.mkv', () => codedFrom('film.mp4', '-vf scale=333:251,setsar=1 -pix_fmt yuv444p', 'odd-size-444.mkv')],
  ['ten-bit-422.mp4', () => codedFrom('film.mp4', '-pix_fmt yuv422p10le', 'ten-bit-422.mp4')],
  ['one-keyframe.flv', () => codedFrom('film.mp4', '-g 1000 -an', 'one-keyframe.flv')],
  ['few-pictures.mkv', () => codedFrom('film.mp4', '-vf fps=5', 'few-pictures.mkv')],
  ['plain.ts', () => codedFrom('film.mp4', '-c copy', 'plain.ts'), 'film.mp4'],
  [
    'jump.ts',
    () => {
      codedFrom('film.mp4', '-t 2 -c copy', 'first.ts');
      ffmpeg('-ss 2 -i film.mp4 -c copy -output_ts_offset 5000 second.ts');
      writeFileSync(at('jump.ts'), Buffer.concat([readFileSync(at('first.ts')), readFileSync(at('second.ts'))]));
    },
    'film.mp4',
  ],
  ['wraps.ts', () => codedFrom('film.mp4', '-c copy -output_ts_offset 95441.7', 'wraps.ts'), 'film.mp4'],
  ['bare.h264', () => codedFrom('film.mp4', '-c copy -an', 'bare.h264'), 'film.mp4'],
  [
    'cut-short.mkv',
    () => {
      codedFrom('film.mp4', '-c copy', 'cut-short.mkv');
      truncateSync(at('cut-short.mkv'), 30_000);
    },
    'film.mp4',
  ],
  ['still.png', () => codedFrom('film.mp4', '-frames:v 1', 'still.png')],
  ['still.jpg', () => codedFrom('turned-90.mp4', '-frames:v 1', 'still.jpg')],
];

for (const [name, make, as = name] of PLAYED)
  test(`as a player shows it: ${name}`, { timeout: 120_000 }, async (t) => {
    make();
    const { tags, end, reason, wallMs } = await replayed(t, name, 'camera', 2.5);
    assert.deepEqual([reason, end && end.why !== 'ranOut' ? end : null], [null, null]);
    assert.ok((tags.at(-1)?.readerMs ?? 0) <= wallMs, `${name} is faster than it should be`);
    // At a jump some pictures come twice, and the first after it late.
    assertAsShown(name, tags, shown(as), name === 'jump.ts' ? 1000 : 300);
  });

/** How much each row differs from those above and below it; upright edges do not count. */
function combs(picture: Buffer, width: number, height: number): number {
  let sum = 0;
  for (let row = 1; row < height - 1; row++)
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      sum += Math.abs(2 * (picture[at] ?? 0) - (picture[at - width] ?? 0) - (picture[at + width] ?? 0));
    }
  return sum / (width * height);
}

for (const name of ['top-first.mp4', 'bottom-first.mp4'])
  test(`interlaced pictures show no combs: ${name}`, { timeout: 120_000 }, async (t) => {
    const { tags, reason } = await replayed(t, name, 'camera', 2);
    assert.equal(reason, null);
    const pictures = decodedTags(tags, '320:180');
    assert.ok(pictures.length > 20);
    const worst = Math.max(...pictures.slice(2).map((picture) => combs(picture, 320, 180)));
    t.diagnostic(`${worst}`);
    assert.ok(worst < 3, `${worst.toFixed(1)}`);
  });

const HEARD: [name: string, make: () => void][] = [
  ['sound.wav', () => codedFrom('film.mp4', '-vn', 'sound.wav')],
  ['sound.flac', () => codedFrom('film.mp4', '-vn', 'sound.flac')],
  ['sound.mp3', () => codedFrom('film.mp4', '-vn', 'sound.mp3')],
  ['sound.ogg', () => codedFrom('film.mp4', '-vn -c:a libvorbis', 'sound.ogg')],
  ['sound.ts', () => codedFrom('film.mp4', '-vn -c copy', 'sound.ts')],
];

for (const [name, make] of HEARD)
  test(`heard: ${name}`, { timeout: 120_000 }, async (t) => {
    make();
    const { tags, end, reason, wallMs } = await replayed(t, name, 'microphone', 2.5);
    assert.deepEqual([reason, end && end.why !== 'ranOut' ? end : null], [null, null]);
    const lastMs = tags.at(-1)?.readerMs ?? 0;
    assert.ok(lastMs <= wallMs, `${lastMs} ms of sound in ${wallMs} ms, from ${tags[0]?.readerMs}`);
    assert.ok(tags.length > 100);
  });

const REFUSED: [code: Reason['code'], name: string, as: 'camera' | 'microphone', make: () => void][] = [
  ['replayUntimed', 'moving.gif', 'camera', () => codedFrom('film.mp4', '-vf fps=12.5', 'moving.gif')],
  ['replayUntimed', 'bare.mjpeg', 'camera', () => codedFrom('film.mp4', '-an -q 3', 'bare.mjpeg')],
  ['replayUntimed', 'moving.webp', 'camera', () => codedFrom('film.mp4', '-an -vf fps=5', 'moving.webp')],
  ['replayWithoutSound', 'moving.gif', 'microphone', () => {}],
  ['replayWithoutSound', 'one.png', 'microphone', () => codedFrom('film.mp4', '-frames:v 1', 'one.png')],
  ['replayWithoutSound', 'silent.mp4', 'microphone', () => codedFrom('film.mp4', '-an -c copy', 'silent.mp4')],
  ['replayWithoutSound', 'silent.ts', 'microphone', () => codedFrom('film.mp4', '-an -c copy', 'silent.ts')],
  ['replayWithoutPicture', 'voice.mp3', 'camera', () => codedFrom('film.mp4', '-vn', 'voice.mp3')],
  ['replayWithoutPicture', 'voice.m4a', 'camera', () => codedFrom('film.mp4', '-vn -c copy', 'voice.m4a')],
  ['replayUnplayable', 'empty.mp4', 'camera', () => writeFileSync(at('empty.mp4'), '')],
  ['replayUnplayable', 'text.mp4', 'camera', () => writeFileSync(at('text.mp4'), 'no film at all\n'.repeat(100))],
  ['replayUnplayable', 'text.mp4', 'microphone', () => {}],
  [
    'replayUnplayable',
    'cut.mp4',
    'camera',
    () => {
      copyFileSync(at('film.mp4'), at('cut.mp4'));
      truncateSync(at('cut.mp4'), 20_000);
    },
  ],
  [
    'replayUnplayable',
    'unknown-codec.mp4',
    'camera',
    () =>
      writeFileSync(
        at('unknown-codec.mp4'),
        readFileSync(at('film.mp4'), 'latin1').replaceAll('avc1', 'zzz1'),
        'latin1',
      ),
  ],
];

test('what cannot be played is refused with a sentence that names the file', { timeout: 240_000 }, async (t) => {
  for (const [code, name, as, make] of REFUSED) {
    make();
    const { reason, tags } = await replayed(t, name, as, 2);
    assert.equal(reason?.code, code, `${name} as ${as}: ${JSON.stringify(reason)}`);
    assert.equal(tags.length, 0, name);
    for (const language of ['en', 'fr'] as const) assert.match(sentence(reason, language), new RegExp(name));
  }
});
