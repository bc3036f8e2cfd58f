/** Coded bytes are random here, as those of a real picture are; TS cuts them each 184 bytes. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { pictureHeaderTag, pictureTag, soundTag } from '../../../../device/media/flv/coded-tags.ts';
import { SentMarks } from '../../../../device/media/read-back/sent-marks.ts';
import { assertLinear, GROWTH } from '../../../tools/machine/linear-time.ts';

/** As MPEG-TS has it: cut, with a head before each piece. */
function packed(...pieces: Buffer[]): Buffer {
  return Buffer.concat(
    pieces.flatMap((piece) =>
      Array.from({ length: Math.ceil(piece.length / 184) }, (_, index) =>
        Buffer.concat([Buffer.from([0x47, 1, 0, 0x10]), piece.subarray(index * 184, index * 184 + 184)]),
      ),
    ),
  );
}

function sent(marks: SentMarks, atMs: number, bytes = 30_000): Buffer {
  const picture = randomBytes(bytes);
  marks.add(pictureTag(picture, true, 0, 0), atMs);
  return picture;
}

test('a keyframe is found wherever it lies in a segment, and dates it', () => {
  const marks = new SentMarks();
  const pictures = Array.from({ length: 20 }, (_, index) => sent(marks, index * 2000));
  for (const [index, picture] of pictures.entries()) {
    const { dated, video, audio } = marks.find(packed(picture, randomBytes(60_000)));
    assert.deepEqual([dated?.kind, dated?.atMs, video, audio], ['video', index * 2000, true, false]);
    assert.ok((dated?.part ?? 1) < 0.4);
  }
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = pictures;
  assert.equal(marks.find(packed(first, randomBytes(50_000), second)).dated?.atMs, 0, 'the first of two');
});

test('torn by every possible cut, it is still found', () => {
  const marks = new SentMarks();
  const picture = sent(marks, 5, 3000);
  const missed = Array.from({ length: 184 }, (_, shift) => packed(Buffer.concat([randomBytes(shift), picture]))).filter(
    (segment) => !marks.find(segment).video,
  );
  assert.equal(missed.length, 0);
});

test('nothing is found in what was not sent, or was sent too long ago', () => {
  const marks = new SentMarks();
  const old = sent(marks, 0);
  sent(marks, 150_001);
  assert.equal(marks.find(packed(randomBytes(500_000))).video, false);
  assert.equal(marks.find(packed(old)).video, false);
  assert.equal(marks.find(Buffer.alloc(500_000)).video, false);
  assert.equal(marks.find(Buffer.alloc(0)).video, false);
});

test('a slate that comes again and again is ours, and cannot be dated', () => {
  const marks = new SentMarks();
  const slate = randomBytes(5000);
  for (const atMs of [0, 2000, 4000]) marks.add(pictureTag(slate, true, 0, 0), atMs);
  assert.deepEqual(marks.find(packed(slate)), { dated: null, video: true, audio: false });
});

test('two pictures that begin alike are told apart by how they go on', () => {
  const marks = new SentMarks();
  const alike = randomBytes(7000);
  const pictures = [0, 2000, 4000].map((atMs) => {
    const picture = Buffer.concat([alike, randomBytes(3000 + atMs / 100)]);
    marks.add(pictureTag(picture, true, 0, 0), atMs);
    return picture;
  });
  for (const [index, picture] of pictures.entries())
    assert.equal(marks.find(packed(picture)).dated?.atMs, index * 2000);
});

test('sound is marked once a second, and dates where there is no picture; silence is no mark', () => {
  const marks = new SentMarks();
  const sounds = Array.from({ length: 100 }, (_, index) => {
    const sound = randomBytes(250);
    marks.add(soundTag(sound, 0), index * 21);
    return sound;
  });
  assert.deepEqual(marks.find(packed(...sounds)).dated?.kind, 'audio');
  assert.equal(marks.find(packed(sounds[1] ?? Buffer.alloc(0))).audio, false, 'between two marks');
  const padded = new SentMarks();
  const voice = Buffer.concat([randomBytes(80), Buffer.alloc(170), Buffer.from([0x0e])]);
  padded.add(soundTag(voice, 0), 0);
  assert.equal(padded.find(packed(voice)).audio, true, 'filled up by its encoder');
  assert.equal(padded.find(packed(Buffer.alloc(5000))).audio, false);
  const quiet = new SentMarks();
  quiet.add(soundTag(Buffer.alloc(20, 7), 0), 0);
  assert.equal(quiet.has('audio', 0, 0), false);
});

test('the newest keyframes are kept with their header, to be looked at', () => {
  const marks = new SentMarks();
  assert.equal(marks.pictures().length, 0);
  marks.add(pictureHeaderTag(randomBytes(40), 0), 0);
  for (let second = 0; second < 20; second++) sent(marks, second * 1000, 1000);
  const flv = marks.pictures();
  assert.equal(flv.toString('latin1', 0, 3), 'FLV');
  assert.ok(flv.length > 5000 && flv.length < 6000, `${flv.length} bytes`);
});

test('whatever a segment is full of: in short steps, and the work grows no faster than the input', () => {
  const slate = randomBytes(5000);
  const stripes = Buffer.alloc(300, Buffer.from([0, 1]));
  for (const [what, picture] of Object.entries({ slate, stripes })) {
    const marks = new SentMarks();
    for (let second = 0; second < 75; second++) marks.add(pictureTag(picture, true, 0, 0), second * 2000);
    const [short, long] = [1, GROWTH].map((times) => Buffer.alloc(times * 1_000_000, picture)) as [Buffer, Buffer];
    assert.equal(marks.find(long).video, what === 'slate');
    assert.ok([...marks.finding(long)].length >= long.length / 65_536, what);
    assertLinear(
      what,
      () => marks.find(short),
      () => marks.find(long),
    );
  }
});
