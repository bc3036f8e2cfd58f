/** From the hub to one MP4, with real media, real files and a real joiner process. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import { flvFileHeader, restamped } from '../../../device/media/flv/flv-writer.ts';
import { partStartOf } from '../../../device/media/journal/part-start.ts';
import { type RecordedMark, writeFacts } from '../../../device/media/journal/recording-folder.ts';
import { bootId } from '../../../device/platform/boot-moment.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { decodingErrors, packetCounts, packetsOf, pictureSizes, streamsOf } from '../../tools/measures/ffprobe.ts';
import { flvCounts, flvTags } from '../../tools/measures/flv-counts.ts';
import { keyframe, sound, soundHeader, videoHeader } from '../../tools/samples/flv-samples.ts';
import { box, FACTS, flv, ID, push } from './recording-box.ts';

test('what the hub gave is in one part and then in one MP4, frame for frame; the parts go, the poster comes', async (t) => {
  const { hub, journal, own, names, parts, join: joined, recording, library } = await box(t);
  journal.ensureStarted(ID);
  assert.equal(journal.status.phase, 'starting');
  push(hub, await flv(t));
  await recording();
  await journal.ensureStopped();
  assert.equal(journal.status.phase, 'off');
  await writeFacts(own, { ...FACTS, seconds: null, reason: null });
  assert.deepEqual(await names(), ['part-0001.flv', 'session.json']);

  const kept = await flvCounts(await parts());
  assert.deepEqual(kept, { video: 90, audio: 141 });
  const [first, ...rest] = await flvTags((await parts())[0] as string);
  assert.equal(first?.kind, 'script');
  assert.ok(
    rest.every(({ kind }) => kind !== 'script'),
    'flvmux repeats its metadata, the part does not',
  );
  assert.ok(rest[0]?.sequenceHeader && rest[1]?.sequenceHeader);

  await joined();
  assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4', 'session.json']);
  const mp4 = join(own, 'recording.mp4');
  assert.deepEqual(await packetCounts(mp4), kept);
  assert.equal(await decodingErrors(mp4), '');
  const packets = await packetsOf(mp4);
  const starts = (kind: string) => packets.find((packet) => packet.kind === kind)?.pts ?? 9;
  assert.ok(Math.abs(starts('video') - starts('audio')) < 0.05);
  assert.equal((await readFile(mp4)).toString('latin1', 36, 40), 'moov', 'the index is in front');
  assert.deepEqual([...(await readFile(join(own, 'poster.jpg'))).subarray(0, 2)], [0xff, 0xd8]);

  const found = await library.find(ID);
  assert.equal(found?.state, 'ready');
  assert.ok(Math.abs((found?.seconds ?? 0) - 3) < 0.1);
  assert.deepEqual(found?.marks, FACTS.marks);
  assert.equal((await library.video(ID))?.path, mp4);
});

test('players pass over what a part says of its beginning', async (t) => {
  const { hub, journal, folder, parts } = await box(t);
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  await journal.ensureStopped();
  const [part = ''] = await parts();
  const [head] = await flvTags(part);
  assert.ok(head && partStartOf(head)?.boot === bootId());
  assert.deepEqual(
    (await streamsOf(part)).map(({ codec_type, codec_name, nb_read_packets }) => [
      codec_type,
      codec_name,
      nb_read_packets,
    ]),
    [
      ['video', 'h264', '90'],
      ['audio', 'aac', '141'],
    ],
  );
  assert.equal(await decodingErrors(part), '');
  // As GStreamer's own demuxer finds them, without a muxer that has an opinion on times.
  const [pictures, sounds] = [join(folder, 'seen.h264'), join(folder, 'seen.aac')];
  const text =
    `filesrc location=${part} ! flvdemux name=d ` +
    `d.video ! queue ! h264parse ! video/x-h264,stream-format=byte-stream,alignment=au ! filesink location=${pictures} ` +
    `d.audio ! queue ! aacparse ! audio/mpeg,stream-format=adts ! filesink location=${sounds}`;
  await promisify(execFile)('gst-launch-1.0', ['-q', ...text.split(' ')], { timeout: 60_000 });
  assert.equal((await packetCounts(pictures)).video, 90);
  assert.equal((await packetCounts(sounds)).audio, 141);
});

test('a talk taken up again after a while: the gap is as long as that, and marks are where they belong', async (t) => {
  const { hub, journal, own, join: joined, library } = await box(t);
  const bytes = await flv(t);
  const nowMs = Math.floor(systemClock.monotonicMs());
  /** As a camera gives it, which began then. */
  const live = (beganMs: number) => {
    const source = hub.openSource('video', 'audio');
    const tags = new FlvParser().push(bytes);
    source.push(
      tags.map((tag) => ({ ...tag, timestampMs: (beganMs + tag.timestampMs) % 2 ** 32 })),
      false,
    );
    source.close();
  };
  for (const beganMs of [nowMs - 60_000, nowMs - 30_000]) {
    journal.ensureStarted(ID);
    live(beganMs);
    await journal.ensureStopped();
  }
  const mark = (label: string, ms: number) => ({ atSeconds: 99, label, moment: { boot: bootId(), monotonicMs: ms } });
  const marks = [
    mark('before', nowMs - 59_000),
    mark('between', nowMs - 40_000),
    mark('after', nowMs - 29_000),
    { atSeconds: 2, label: 'of an earlier version' },
  ];
  await writeFacts(own, { ...FACTS, marks, seconds: null, reason: null });
  await joined();
  const found = await library.find(ID);
  const [gap, ...others] = found?.gaps ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual([gap?.lost, gap?.cause], ['everything', 'stop'], 'it was stopped, and that was taken back');
  // Of 3 s, up to the last frame.
  assert.ok(Math.abs((gap?.atSeconds ?? 0) - 3) < 0.1 && Math.abs((gap?.missingSeconds ?? 0) - 27) < 0.1);
  const places = (found?.marks ?? []).map(({ atSeconds }) => atSeconds);
  for (const [index, meant] of [1, 3, 4, 2].entries())
    assert.ok(Math.abs((places[index] ?? 0) - meant) < 0.1, `${found?.marks[index]?.label}: ${places[index]} s`);
  const facts = JSON.parse(await readFile(join(own, 'session.json'), 'utf8'));
  assert.deepEqual(
    facts.marks.map(({ moment }: RecordedMark) => moment),
    marks.map((one) => ('moment' in one ? one.moment : undefined)),
    'the truth stays',
  );
});

test('a capture that starts anew goes on in the same part; a resumed session in a second one; all of it is one MP4', async (t) => {
  const { hub, journal, own, parts, join: joined } = await box(t);
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  push(hub, await flv(t));
  await journal.ensureStopped();
  assert.equal((await parts()).length, 1);
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  await journal.ensureStopped();
  assert.deepEqual(
    (await parts()).map((path) => path.slice(-13)),
    ['part-0001.flv', 'part-0002.flv'],
  );
  assert.equal(journal.status.parts, 2);
  assert.deepEqual(await flvCounts(await parts()), { video: 270, audio: 423 });
  await joined();
  const mp4 = join(own, 'recording.mp4');
  assert.deepEqual(await packetCounts(mp4), { video: 270, audio: 423 });
  const packets = await packetsOf(mp4);
  for (const kind of ['video', 'audio']) {
    const times = packets.filter((packet) => packet.kind === kind).map(({ dts }) => dts);
    assert.ok(
      times.every((dts, index) => index === 0 || dts > (times[index - 1] ?? 0)),
      `${kind} goes forward`,
    );
  }
});

test('voice only is a recording too', async (t) => {
  const { hub, journal, own, names, parts, join: joined, recording } = await box(t);
  journal.ensureStarted(ID);
  push(hub, await flv(t, { picture: false }));
  await recording();
  await journal.ensureStopped();
  assert.deepEqual(await flvCounts(await parts()), { video: 0, audio: 141 });
  await joined();
  assert.deepEqual(await names(), ['recording.mp4']);
  assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), { video: 0, audio: 141 });
});

test('a picture of another size, set during the session, begins a new part; the MP4 holds both', async (t) => {
  const { hub, journal, own, names, parts, join: joined } = await box(t);
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  push(hub, await flv(t, { seconds: 1, width: 640, height: 360 }));
  await journal.ensureStopped();
  assert.equal((await parts()).length, 2);
  assert.deepEqual(await flvCounts(await parts()), { video: 120, audio: 188 });
  for (const part of await parts()) assert.equal(await decodingErrors(part), '');
  await joined();
  assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4']);
  const mp4 = join(own, 'recording.mp4');
  assert.deepEqual(await packetCounts(mp4), { video: 120, audio: 188 });
  const sizes = await pictureSizes(mp4);
  // GStreamer counts the last picture before the change to the second size: one picture is not shown.
  assert.ok((sizes.get('320x180') ?? 0) >= 89 && sizes.get('640x360') === 30, JSON.stringify([...sizes]));
});

test('parts that cannot be joined are kept, said to be so, and can be played one by one', async (t) => {
  const { own, names, join: joined, library } = await box(t);
  await mkdir(own, { recursive: true });
  await writeFacts(own, { ...FACTS, seconds: null, reason: null });
  await writeFile(join(own, 'part-0001.flv'), await flv(t));
  // Whole tags, whose H.264 configuration is none.
  const head = flvFileHeader({ audio: true, video: true });
  await writeFile(
    join(own, 'part-0002.flv'),
    Buffer.concat([head, videoHeader(), soundHeader(), keyframe(0), sound(10)]),
  );
  await joined();
  assert.deepEqual(await names(), ['part-0001.flv', 'part-0002.flv', 'session.json']);
  const found = await library.find(ID);
  assert.equal(found?.state, 'parts');
  assert.equal(found?.reason?.code, 'joinFailed');
  assert.equal((await library.video(ID, 2))?.contentType, 'video/x-flv');
});

test('what a power cut left is joined: a torn part, an empty one, one with zeros at its end', async (t) => {
  const { own, names, join: joined } = await box(t);
  const whole = await flv(t);
  await mkdir(own, { recursive: true });
  const part = (n: number) => join(own, `part-000${n}.flv`);
  await writeFile(part(1), whole);
  await truncate(part(1), whole.length - 777);
  await writeFile(part(2), Buffer.alloc(0));
  await writeFile(part(3), Buffer.concat([whole, Buffer.alloc(30_000)]));
  // Of a join that the power cut interrupted.
  await writeFile(join(own, 'joining.mp4'), 'half');
  const kept = await flvCounts([part(1), part(2), part(3)]);
  assert.ok(kept.video >= 178 && kept.video < 180, JSON.stringify(kept));
  await joined();
  assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4']);
  assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), kept);
});

test('a picture that comes long after the sound is in the MP4, in its place', async (t) => {
  const { own, names, join: joined } = await box(t);
  await mkdir(own);
  const parser = new FlvParser();
  const tags = parser.push(await flv(t, { seconds: 24 }));
  const config = tags.find(({ kind, sequenceHeader }) => kind === 'video' && sequenceHeader);
  // A keyframe each 2 s.
  const late = tags.filter(({ kind, timestampMs }) => kind !== 'video' || timestampMs >= 20_000);
  const first = late.findIndex(({ kind }) => kind === 'video');
  assert.ok(config && late[first]?.keyframe);
  const written = [...late.slice(0, first), { ...config, timestampMs: 20_000 }, ...late.slice(first)];
  const bytes = written.flatMap((tag) => restamped(tag, tag.timestampMs));
  await writeFile(join(own, 'part-0001.flv'), Buffer.concat([flvFileHeader({ audio: true, video: false }), ...bytes]));
  const kept = await flvCounts([join(own, 'part-0001.flv')]);
  assert.ok(kept.video > 50);
  await joined();
  assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4']);
  const packets = await packetsOf(join(own, 'recording.mp4'));
  assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), kept);
  const starts = (wanted: string) => packets.find(({ kind }) => kind === wanted)?.pts ?? 0;
  assert.ok(Math.abs(starts('video') - starts('audio') - 20) < 0.1, `${starts('audio')} s, ${starts('video')} s`);
});

test('a first part without a frame, as a crash in the first second leaves, does not cost the picture of the others', async (t) => {
  for (const first of [Buffer.alloc(0), flvFileHeader({ audio: true, video: true })]) {
    const { own, join: joined } = await box(t);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'part-0001.flv'), first);
    await writeFile(join(own, 'part-0002.flv'), await flv(t));
    await joined();
    assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), { video: 90, audio: 141 });
  }
});

test('a picture that came only after a while of voice alone is in the MP4', async (t) => {
  const { own, join: joined } = await box(t);
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'part-0001.flv'), await flv(t, { picture: false }));
  await writeFile(join(own, 'part-0002.flv'), await flv(t));
  await joined();
  assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), { video: 90, audio: 282 });
});

test('a part that a crash ended before its first sound is joined as it is', async (t) => {
  const { own, join: joined } = await box(t);
  await mkdir(own, { recursive: true });
  const pictures = new FlvParser().push(await flv(t)).filter(({ kind }) => kind === 'video');
  const head = flvFileHeader({ audio: true, video: true });
  await writeFile(join(own, 'part-0001.flv'), Buffer.concat([head, ...pictures.slice(0, 4).map(({ bytes }) => bytes)]));
  await joined();
  assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), { video: 3, audio: 0 });
});

test('parts without a frame are kept and said to be empty', async (t) => {
  const { own, join: joined, library, names } = await box(t);
  await mkdir(own, { recursive: true });
  await writeFacts(own, { ...FACTS, seconds: null, reason: null });
  await writeFile(join(own, 'part-0001.flv'), flvFileHeader({ audio: true, video: true }));
  await joined();
  assert.deepEqual(await names(), ['part-0001.flv', 'session.json']);
  assert.equal((await library.find(ID))?.reason?.code, 'recordingEmpty');
});

test('a joiner that is killed at any moment leaves parts with every frame, and no half file; the next try joins them', async (t) => {
  let killAfterMs: number | null = 0;
  const {
    own,
    names,
    parts,
    join: joined,
    library,
  } = await box(t, {
    onJoin: (joining) => {
      if (killAfterMs !== null) setTimeout(() => joining.kill(), killAfterMs);
    },
  });
  const long = Buffer.concat(Array<Buffer>(40).fill(await flv(t)));
  for (const count of [1, 2]) {
    await mkdir(own, { recursive: true });
    await writeFacts(own, { ...FACTS, seconds: null, reason: null });
    for (let part = 1; part <= count; part++) await writeFile(join(own, `part-000${part}.flv`), long);
    const journal = await flvCounts(await parts());
    let kills = 0;
    for (killAfterMs = 150; (await library.find(ID))?.state !== 'ready'; killAfterMs *= 1.6) {
      assert.deepEqual(await flvCounts(await parts()), journal);
      assert.deepEqual(
        (await names()).filter((name) => !/^part-|^poster/.test(name)),
        ['session.json'],
      );
      await joined();
      kills++;
    }
    t.diagnostic(`${count} parts: killed ${kills - 1} times, then joined within ${Math.round(killAfterMs)} ms`);
    assert.ok(kills > 2);
    assert.equal((await library.find(ID))?.reason, null);
    assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4', 'session.json']);
    assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), journal);
    await rm(own, { recursive: true });
  }
});

test('without room for an MP4 the parts stay, are listed and can be played, and are joined once there is room', async (t) => {
  const { own, room, names, join: joined, library } = await box(t, { minFreeBytes: 1e18 });
  await mkdir(own, { recursive: true });
  await writeFacts(own, { ...FACTS, seconds: null, reason: null });
  await writeFile(join(own, 'part-0001.flv'), await flv(t));
  await joined();
  const found = await library.find(ID);
  assert.equal(found?.state, 'parts');
  assert.equal(found?.reason?.code, 'joinNoRoom');
  assert.ok((found?.bytes ?? 0) > 10_000);
  assert.equal((await library.video(ID))?.path, join(own, 'part-0001.flv'));
  room.minFreeBytes = 0;
  assert.deepEqual(await library.unfinished(), [ID]);
  await joined();
  assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4', 'session.json']);
});
