import assert from 'node:assert/strict';
import test from 'node:test';
import { THUMBNAIL } from '../../../../device/media/analysis/thumbnail.ts';
import type { Decoded } from '../../../../device/media/read-back/segment-decoder.ts';
import { type SegmentFacts, segmentVerdict } from '../../../../device/media/read-back/segment-verdict.ts';
import { SentSound } from '../../../../device/media/read-back/sent-sound.ts';

const grey = (value: number) => Buffer.alloc(THUMBNAIL.width * THUMBNAIL.height, value);
/** A light patch that is somewhere else each time. */
const moved = (place: number) => grey(80).fill(200, place * 100, place * 100 + 60);
const moving = [0, 1, 2, 3, 4].map(moved);
const decoded = (more: Partial<Decoded> = {}): Decoded => ({
  how: 'decoded',
  count: 5,
  pictures: moving,
  loudestDb: -20,
  sent: moving,
  ...more,
});
const usual: SegmentFacts = {
  tracks: { container: 'ts', video: 'h264', audio: 'aac', foreign: null },
  found: { dated: null, video: false, audio: false },
  decoding: decoded(),
  sent: { picture: true, movingPicture: true, loud: true },
  before: { sentMs: null, isOurs: false },
};
const says = (facts: Partial<SegmentFacts>) => segmentVerdict({ ...usual, ...facts }).is;
const quiet = { ...usual.sent, loud: false };
const found = { dated: { kind: 'video' as const, atMs: 5000, part: 0 }, video: true, audio: true };

test('ours, plausible, unclear', () => {
  assert.equal(says({ found, decoding: null }), 'ours');
  assert.equal(says({ found: { ...found, audio: false } }), 'ours');
  assert.equal(says({}), 'plausible');
  assert.equal(says({ decoding: { how: 'unfinished', tech: '' } }), 'unclear');
  assert.equal(says({ found, decoding: { how: 'unfinished', tech: '' } }), 'ours', 'a board too slow to decode it');
  const hevc = { container: 'mp4', video: 'other', audio: 'aac', foreign: 'H.265' } as const;
  assert.deepEqual(segmentVerdict({ ...usual, tracks: hevc, decoding: null }), { is: 'foreign', what: 'H.265' });
  const sound = { dated: null, video: false, audio: true };
  assert.equal(says({ found: sound }), 'plausible', 'sound alone is no proof where there is a picture');
  const voice = { picture: false, movingPicture: false, loud: true };
  assert.equal(says({ found: sound, sent: voice, decoding: null }), 'ours');
});

test('silent only where somebody spoke', () => {
  const silence = decoded({ loudestDb: -100 });
  assert.equal(says({ decoding: silence }), 'readBackSilent');
  assert.equal(says({ decoding: decoded({ loudestDb: null }) }), 'readBackSilent');
  assert.equal(says({ found: { ...found, audio: false }, decoding: silence }), 'readBackSilent');
  assert.equal(says({ decoding: silence, sent: quiet }), 'plausible');
  const unknown = { ...usual.sent, loud: null };
  const onlyPicture = { ...found, audio: false };
  assert.equal(says({ found: onlyPicture, decoding: silence, sent: unknown }), 'unclear', 'no claim, and no proof');
  assert.equal(says({ found: onlyPicture, decoding: { how: 'unfinished', tech: '' } }), 'unclear');
  const mute = { container: 'ts', video: 'h264', audio: null, foreign: null } as const;
  assert.equal(says({ tracks: mute }), 'readBackSilent');
  assert.equal(says({ tracks: mute, sent: quiet }), 'plausible');
  const foreign = { container: 'ts', video: 'h264', audio: 'other', foreign: null } as const;
  assert.equal(
    says({ tracks: foreign, decoding: decoded({ loudestDb: null }) }),
    'plausible',
    'a coding not known here',
  );
});

test('black only where the camera was not, and never where what was sent is there', () => {
  const dark = [grey(16), grey(17)];
  assert.equal(says({ decoding: decoded({ pictures: dark }) }), 'readBackBlack');
  assert.equal(says({ decoding: decoded({ pictures: dark, sent: [grey(16), moved(0), moved(0)] }) }), 'plausible');
  assert.equal(says({ decoding: decoded({ pictures: dark, sent: [] }) }), 'plausible');
  assert.equal(says({ decoding: decoded({ pictures: dark }), found }), 'ours');
  assert.equal(says({ tracks: { container: 'ts', video: null, audio: 'aac', foreign: null } }), 'readBackBlack');
  const slide = grey(18).fill(235, 500, 520);
  assert.equal(says({ decoding: decoded({ pictures: [slide] }) }), 'plausible', 'a dark slide with a line of text');
});

test('frozen only where the camera moved all the time', () => {
  const still = [grey(80), grey(82), grey(79)];
  assert.equal(says({ decoding: decoded({ pictures: still }) }), 'readBackFrozen');
  assert.equal(says({ decoding: decoded({ pictures: still, sent: [moved(0), moved(1), moved(1)] }) }), 'plausible');
  assert.equal(says({ decoding: decoded({ pictures: still, sent: still }) }), 'plausible');
  const stills = { picture: true, movingPicture: false, loud: true };
  assert.equal(says({ decoding: decoded({ pictures: still }), sent: stills }), 'plausible');
});

test('the same pieces again, and pieces of something else', () => {
  assert.equal(says({ found, decoding: null, before: { sentMs: 3000, isOurs: true } }), 'ours');
  assert.equal(says({ found, decoding: null, before: { sentMs: 5000, isOurs: true } }), 'readBackFrozen');
  assert.equal(says({ before: { sentMs: 3000, isOurs: true } }), 'readBackOther');
});

test('what cannot be played', () => {
  assert.equal(says({ tracks: null }), 'readBackUndecodable');
  assert.equal(says({ decoding: { how: 'broken', tech: '' } }), 'readBackUndecodable');
  assert.equal(says({ decoding: decoded({ count: 0, pictures: [] }) }), 'readBackUndecodable');
});

test('a speaker who pauses was not loud; one who talks was', () => {
  const sound = new SentSound();
  for (let second = 0; second < 20; second++) sound.hear(second % 4 === 0 ? -70 : -25, second * 1000);
  assert.equal(sound.hasBeenLoud(20_000), false, 'three seconds in four');
  assert.equal(sound.wasLoudBetween(15_500, 16_000), false);
  assert.equal(sound.wasLoudBetween(11_000, 13_000), true);
  for (let second = 20; second < 40; second++) sound.hear(-25, second * 1000);
  assert.equal(sound.hasBeenLoud(39_000), true);
  assert.equal(sound.hasBeenLoud(60_000), null, 'no readings, no claim');
  assert.equal(sound.wasLoudBetween(60_000, 62_000), null);
});

test('muted at the end of a sentence: a reading that reaches over the edge claims nothing', () => {
  const sound = new SentSound();
  for (let second = 0; second <= 20; second++) sound.hear(-25, second * 1000);
  // Muted at 20.4 s: the next reading is half of the talk.
  sound.hear(-28, 21_000);
  sound.hear(-100, 22_000);
  assert.equal(sound.hasBeenLoud(22_000), null, 'the viewers may be at the slate already');
  for (let second = 23; second <= 30; second++) sound.hear(-100, second * 1000);
  assert.equal(sound.wasLoudBetween(18_000, 20_000), true);
  assert.equal(sound.wasLoudBetween(20_400, 22_400), null, 'a segment that begins with the slate');
  assert.equal(sound.wasLoudBetween(22_400, 24_400), false);
  assert.equal(sound.hasBeenLoud(30_000), false);
  for (let second = 31; second <= 50; second++) sound.hear(-25, second * 1000);
  assert.equal(sound.hasBeenLoud(50_000), null, 'or at it still');
  for (let second = 51; second <= 61; second++) sound.hear(-25, second * 1000);
  assert.equal(sound.hasBeenLoud(61_000), true);
});

test('a microphone that has always been muted is silence that was sent', () => {
  const sound = new SentSound();
  for (let second = 0; second <= 20; second++) sound.hear(-100, second * 1000);
  assert.equal(sound.hasBeenLoud(20_000), false);
  assert.equal(sound.wasLoudBetween(10_000, 12_000), false);
});
