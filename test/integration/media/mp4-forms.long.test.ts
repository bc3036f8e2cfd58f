/** The MP4 of whatever an encoder may give, as other programs read it: each frame, at its time. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { pictureTag } from '../../../device/media/flv/coded-tags.ts';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import { type FlvTag, isPicture, payloadOf } from '../../../device/media/flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../../../device/media/flv/flv-writer.ts';
import { writeFacts } from '../../../device/media/journal/recording-folder.ts';
import { decodingErrors, packetCounts, packetsOf, streamsOf } from '../../tools/measures/ffprobe.ts';
import { flvCounts } from '../../tools/measures/flv-counts.ts';
import { box, FACTS, flv, ID } from './recording-box.ts';

const run = promisify(execFile);
/** FLV and our MP4 count milliseconds. */
const EXACT_SECONDS = 0.0011;
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=322x180:rate=25'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=sample_rate=48000'];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p'];

/** FLV that another program made. */
async function foreign(t: TestContext, args: string[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-form-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.flv');
  execFileSync('ffmpeg', ['-v', 'error', ...args, '-t', '3', path], { timeout: 60_000 });
  return readFile(path);
}

async function joinedOf(t: TestContext, parts: Buffer[]) {
  const made = await box(t);
  await mkdir(made.own);
  await writeFacts(made.own, { ...FACTS, marks: [], seconds: null, reason: null });
  const paths = parts.map((_, index) => join(made.own, `part-000${index + 1}.flv`));
  for (const [index, bytes] of parts.entries()) await writeFile(paths[index] as string, bytes);
  const counts = await flvCounts(paths);
  await made.join();
  return { ...made, counts, mp4: join(made.own, 'recording.mp4') };
}

/** Every frame counted, all of it decoded, and understood by GStreamer too. */
async function isSound(mp4: string, counts: { video: number; audio: number }): Promise<void> {
  assert.deepEqual(await packetCounts(mp4), counts);
  assert.equal(await decodingErrors(mp4), '');
  const { stdout } = await run('gst-discoverer-1.0', [mp4], { timeout: 60_000 });
  // It passes over pictures of less than a second beside sound, whoever made the file.
  if (counts.video !== 1) assert.equal(/video #?\d*:?.*H\.264/i.test(stdout), counts.video > 0, stdout);
  assert.equal(/audio #?\d*:?.*AAC/i.test(stdout), counts.audio > 0, stdout);
}

function written(tags: { tag: FlvTag; ms: number }[]): Buffer {
  return Buffer.concat([
    flvFileHeader({ audio: true, video: true }),
    ...tags.flatMap(({ tag, ms }) => restamped(tag, ms)),
  ]);
}

const tagsOf = (bytes: Buffer) => new FlvParser().push(bytes).filter(({ kind }) => kind !== 'script');
const own = (tags: FlvTag[]) => tags.map((tag) => ({ tag, ms: tag.timestampMs }));

for (const [name, args] of [
  [
    'pictures that are shown in another order than they are decoded in',
    [...PICTURE, ...SOUND, ...H264, '-bf', '3', '-c:a', 'aac'],
  ],
  [
    'sound of 44.1 kHz in stereo',
    [...PICTURE, '-f', 'lavfi', '-i', 'sine=sample_rate=44100', ...H264, '-ac', '2', '-c:a', 'aac'],
  ],
  ['pixels that are not square', [...PICTURE, ...SOUND, ...H264, '-vf', 'setsar=4/3', '-c:a', 'aac']],
  [
    'interlaced pictures',
    [...PICTURE, ...SOUND, ...H264, '-vf', 'crop=320:180', '-flags', '+ilme+ildct', '-c:a', 'aac'],
  ],
  ['pictures of which each stands alone', [...PICTURE, ...SOUND, ...H264, '-g', '1', '-c:a', 'aac']],
  ['a picture a second', ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=1', ...SOUND, ...H264, '-c:a', 'aac']],
  ['a picture without sound', [...PICTURE, ...H264]],
  ['voice alone', [...SOUND, '-c:a', 'aac']],
] as const) {
  test(`${name}: the frames and their times are the journal's`, async (t) => {
    const part = await foreign(t, [...args]);
    const { mp4, counts } = await joinedOf(t, [part]);
    assert.ok(counts.video + counts.audio > 0);
    await isSound(mp4, counts);
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-form-'));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'as-it-was.flv'), part);
    for (const kind of ['video', 'audio']) {
      const timesIn = async (path: string) => (await packetsOf(path)).filter((packet) => packet.kind === kind);
      const [said, made] = [await timesIn(join(folder, 'as-it-was.flv')), await timesIn(mp4)];
      assert.equal(made.length, said.length);
      for (const [index, { pts, bytes }] of said.entries()) {
        assert.ok(
          Math.abs((made[index]?.pts ?? 9e9) - pts) < EXACT_SECONDS,
          `${kind} ${index}: ${made[index]?.pts} s for ${pts} s`,
        );
        assert.equal(made[index]?.bytes, bytes);
      }
    }
    const [sizes] = [await streamsOf(mp4)];
    const shown = sizes.find(({ codec_type }) => codec_type === 'video');
    if (shown) assert.ok([320, 322].includes(shown.width ?? 0) && shown.height === 180);
  });
}

test('a picture that is shown before its time of decoding has that time in the MP4', async (t) => {
  const tags = tagsOf(await flv(t));
  const early = tags.map((tag) =>
    isPicture(tag) ? pictureTag(payloadOf(tag).subarray(5), tag.keyframe, tag.timestampMs + 200, -200) : tag,
  );
  const { mp4, counts } = await joinedOf(t, [written(own(early))]);
  await isSound(mp4, counts);
  const shown = (await packetsOf(mp4)).filter(({ kind }) => kind === 'video').map(({ pts }) => pts);
  assert.ok(
    Math.abs((shown[0] ?? 9) - 0) < EXACT_SECONDS && Math.abs((shown.at(-1) ?? 9) - 89 / 30) < 0.01,
    `${shown[0]}`,
  );
});

test('a track of one frame', async (t) => {
  const tags = tagsOf(await flv(t));
  const first = tags.find(({ keyframe }) => keyframe);
  for (const kept of [
    tags.filter((tag) => !isPicture(tag) || tag === first),
    tags.filter((tag) => tag === first || (tag.kind === 'video' && tag.sequenceHeader)),
  ]) {
    const { mp4, counts } = await joinedOf(t, [written(own(kept))]);
    assert.equal(counts.video, 1);
    await isSound(mp4, counts);
  }
});

test('the sound or the picture starts seconds later, and ends earlier', async (t) => {
  const tags = tagsOf(await flv(t, { seconds: 24 }));
  for (const [kind, other] of [
    ['audio', 'video'],
    ['video', 'audio'],
  ] as const) {
    const isIn = ({ sequenceHeader, timestampMs, ...tag }: FlvTag) =>
      sequenceHeader || tag.kind !== kind || (timestampMs >= 4000 && timestampMs < 16_000);
    const { mp4, counts } = await joinedOf(t, [written(own(tags.filter(isIn)))]);
    await isSound(mp4, counts);
    const packets = await packetsOf(mp4);
    const startOf = (wanted: string) => packets.find((packet) => packet.kind === wanted)?.pts ?? -1;
    assert.ok(Math.abs(startOf(kind) - startOf(other) - 4) < 0.05, `${startOf(kind)} and ${startOf(other)}`);
    // As Firefox reckons a late start: in the units of the track.
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'stream=time_base',
      '-of',
      'csv=p=0',
      mp4,
    ]);
    assert.deepEqual(stdout.trim().split('\n'), ['1/48000', '1/48000']);
  }
});

test('a clock that jumps within a part, back to 0 or by days, leaves no hole and no heap of frames', async (t) => {
  const tags = tagsOf(await flv(t));
  const frames = tags.filter(({ sequenceHeader }) => !sequenceHeader);
  const again = (afterMs: number) => [
    ...own(tags),
    ...frames.map((tag) => ({ tag, ms: (tag.timestampMs + afterMs) % 2 ** 32 })),
  ];
  for (const [what, jumped] of [
    ['back', again(0)],
    ['three days ahead', again(3 * 24 * 3600 * 1000)],
    ['begins after an hour', own(tags).map(({ tag, ms }) => ({ tag, ms: ms + 3600_000 }))],
    [
      'begins just before the count is over',
      own(tags).map(({ tag, ms }) => ({ tag, ms: (ms + 2 ** 32 - 1000) % 2 ** 32 })),
    ],
  ] as const) {
    const { mp4, counts, library } = await joinedOf(t, [written([...jumped])]);
    await isSound(mp4, counts);
    const wanted = counts.video / 30;
    const seconds = (await library.find(ID))?.seconds ?? 0;
    assert.ok(Math.abs(seconds - wanted) < 0.2, `${what}: ${seconds} s of ${wanted} s`);
    const packets = await packetsOf(mp4);
    const meanMs = (kind: string) => {
      const times = packets.filter((packet) => packet.kind === kind).map(({ pts }) => pts);
      return (1000 * times.reduce((sum, time) => sum + time, 0)) / times.length;
    };
    assert.ok(Math.abs(meanMs('video') - meanMs('audio')) < 40, `${what}: sound and picture are in step`);
  }
});

test('what came before the first configuration, as in a part whose beginning is torn, is decoded as what follows', async (t) => {
  const part = await flv(t);
  const tags = tagsOf(part);
  const headless = written(own(tags.filter(({ sequenceHeader }) => !sequenceHeader)));
  const { mp4, counts } = await joinedOf(t, [headless, part]);
  assert.deepEqual(counts, { video: 180, audio: 282 });
  await isSound(mp4, counts);
});

test('configurations that come and go are each told once', async (t) => {
  const [one, other] = [await flv(t), await flv(t, { seconds: 1, width: 640, height: 360 })];
  const { mp4, counts } = await joinedOf(t, [one, other, one, other]);
  await isSound(mp4, counts);
  const bytes = await readFile(mp4);
  assert.equal(bytes.subarray(0, 200_000).toString('latin1').split('avcC').length - 1, 2);
});

test('what no MP4 of ours holds is kept in its parts and said to be so', async (t) => {
  const tags = tagsOf(await flv(t));
  const other = (tag: FlvTag) => {
    const bytes = Buffer.from(tag.bytes);
    // Sound of MPEG layer 3, a picture of another codec.
    bytes.writeUInt8(tag.kind === 'audio' ? 0x2f : 0x1c, 11);
    return new FlvParser().push(bytes)[0] ?? tag;
  };
  for (const kind of ['audio', 'video']) {
    const { library, names } = await joinedOf(t, [
      written(own(tags.map((tag) => (tag.kind === kind ? other(tag) : tag)))),
    ]);
    assert.deepEqual(await names(), ['part-0001.flv', 'session.json']);
    assert.equal((await library.find(ID))?.reason?.code, 'joinFailed');
  }
});
