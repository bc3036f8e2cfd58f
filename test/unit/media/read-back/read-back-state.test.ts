import assert from 'node:assert/strict';
import test from 'node:test';
import {
  beginReadBack,
  type ReadBackEvent,
  type ReadBackState,
  seenNow,
  stepReadBack,
} from '../../../../device/media/read-back/read-back-state.ts';
import { because } from '../../../../device/reason.ts';

const START = 1_000_000;
const silent = because('readBackSilent', '');
const refused = because('readBackRefused', '');
const sentences = {
  isServed: false,
  stalled: () => because('readBackStands', ''),
  old: (seconds: number) => because('readBackOld', '', { seconds }),
};
const playlist = (second: number, newest: string | null, ageMs: number | null = null): ReadBackEvent => ({
  type: 'playlist',
  atMs: START + second * 1000,
  newest,
  targetSeconds: 2,
  ageMs,
});
const noPlaylist = (second: number, reason = refused): ReadBackEvent => ({
  type: 'noPlaylist',
  fromMs: START + second * 1000,
  reason,
});
const ours: ReadBackEvent = { type: 'segment', verdict: 'ours' };
const plausible: ReadBackEvent = { type: 'segment', verdict: 'plausible' };
const bad: ReadBackEvent = { type: 'badSegment', reason: silent };

const after = (...events: ReadBackEvent[]): ReadBackState => events.reduce(stepReadBack, beginReadBack(START));
const says = (state: ReadBackState, second: number) => {
  const { seen, reason } = seenNow(state, START + second * 1000, sentences);
  return reason ? `${seen} ${reason.code}` : seen;
};
/** A new segment each 2 s, proved by the first. */
const running = (...then: ReadBackEvent[]) =>
  after(playlist(2, 'a'), ours, playlist(4, 'b'), playlist(6, 'c'), playlist(20, 'd'), ...then);

test('nothing is claimed before a segment was read, and nothing is said while a server may still be getting ready', () => {
  assert.equal(says(after(), 1), 'unknown');
  assert.equal(says(after(noPlaylist(1)), 13), 'unknown');
  assert.equal(says(after(noPlaylist(1)), 59), 'unknown');
  assert.equal(says(after(noPlaylist(1)), 61), 'notSeen readBackRefused');
  assert.equal(
    says(after(noPlaylist(1, because('readBackTls', ''))), 13),
    'notSeen readBackTls',
    'it will not go away',
  );
  assert.equal(says(after(playlist(2, 'a'), playlist(4, 'b')), 6), 'unknown');
  const served = { ...sentences, isServed: true };
  assert.equal(seenNow(after(noPlaylist(1)), START + 13_000, served).seen, 'notSeen', 'another quality is there');
});

test('a first playlist that comes late, and grows by long segments, is waited for', () => {
  const looks = (from: number, to: number, newest: string | null) =>
    Array.from({ length: to - from }, (_, index): ReadBackEvent => {
      return { type: 'playlist', atMs: START + (from + index) * 1000, newest, targetSeconds: 6, ageMs: null };
    });
  const long = [...looks(0, 8, null), ...looks(8, 14, 'a')];
  for (const second of [13, 17, 20]) assert.equal(says(after(...long), second), 'unknown');
  const late = [noPlaylist(1), noPlaylist(30), ...looks(30, 36, 'a'), ...looks(36, 42, 'b')];
  for (const second of [31, 36, 42]) assert.equal(says(after(...late), second), 'unknown');
  assert.equal(says(after(...late, ours), 43), 'seen');
  const tens = [noPlaylist(1), noPlaylist(58), ...looks(59, 68, 'a')];
  assert.equal(says(after(...tens), 68), 'unknown', 'counted from when there was one');
  assert.equal(says(after(...tens, ...looks(68, 80, 'a')), 80), 'notSeen readBackStands');
});

test('what is not understood is no verdict, whether it was seen before or not', () => {
  const foreign: ReadBackEvent = { type: 'foreignSegment', reason: because('cannotTell', '') };
  assert.equal(says(after(playlist(2, 'a'), playlist(4, 'b'), foreign), 13), 'unknown cannotTell');
  assert.equal(says(running(foreign), 21), 'unknown cannotTell');
  assert.equal(says(running(bad, foreign, bad), 21), 'seen');
  assert.equal(says(running(foreign, ours), 21), 'seen');
  assert.equal(says(running(foreign, playlist(29, 'd')), 29), 'notSeen readBackStands', 'that it stands is understood');
  assert.equal(says(running(noPlaylist(21, because('cannotTell', ''))), 21), 'unknown cannotTell');
});

test('after a cut, time counts from when the server takes the stream again', () => {
  assert.equal(says(running(playlist(50, 'd'), { type: 'resumed', atMs: START + 50_000 }), 50), 'seen');
  assert.equal(says(running({ type: 'resumed', atMs: START + 50_000 }, playlist(57, 'd')), 57), 'seen');
  assert.equal(
    says(running({ type: 'resumed', atMs: START + 50_000 }, playlist(59, 'd')), 59),
    'notSeen readBackStands',
  );
});

test('what was sent proves it at once; what plays, once the playlist has gone on', () => {
  assert.equal(says(after(playlist(2, 'a'), ours), 2), 'seen');
  assert.equal(says(after(playlist(2, 'a'), plausible), 2), 'unknown');
  assert.equal(says(after(playlist(2, 'a'), playlist(4, 'b'), plausible), 4), 'seen');
  assert.equal(says(after(playlist(2, 'a'), playlist(4, 'b'), { type: 'segment', verdict: 'unclear' }), 4), 'unknown');
});

test('an old playlist that stands still is never seen', () => {
  const looks = [1, 2, 3, 4, 5].map((second) => playlist(second, 'of yesterday'));
  assert.equal(says(after(...looks, plausible), 5), 'unknown');
  assert.equal(says(after(...looks, playlist(59, 'of yesterday'), plausible), 59), 'unknown', 'it may be replaced yet');
  assert.equal(says(after(...looks, playlist(61, 'of yesterday'), plausible), 61), 'notSeen readBackStands');
});

test('the playlist stalls: believed after 8 s, or 1.7 target durations; names that were there before are not new', () => {
  assert.equal(says(running(playlist(27.9, 'd')), 27.9), 'seen');
  assert.equal(says(running(playlist(28.1, 'd')), 28.1), 'notSeen readBackStands');
  assert.equal(
    says(running(playlist(24, 'b'), playlist(26, 'd'), playlist(28.2, 'c')), 28.5),
    'notSeen readBackStands',
  );
  assert.equal(says(running(playlist(28, 'e')), 28.5), 'seen');
  const slow = (second: number): ReadBackEvent => {
    return { type: 'playlist', atMs: START + second * 1000, newest: 'd', targetSeconds: 10, ageMs: null };
  };
  assert.equal(says(running(slow(36.9)), 36.9), 'seen');
  assert.equal(says(running(slow(37.1)), 37.1), 'notSeen readBackStands');
  assert.equal(says(running(), 90), 'seen', 'between two looks at a long playlist nothing is known');
});

test('an address that fails is believed after 6 s, from when it was asked; a single failure is nothing', () => {
  assert.equal(says(running(noPlaylist(21), noPlaylist(24)), 26.9), 'seen');
  assert.equal(says(running(noPlaylist(21), noPlaylist(24)), 27.1), 'notSeen readBackRefused');
  assert.equal(says(running(noPlaylist(21), playlist(24, 'e'), noPlaylist(26)), 28), 'seen');
});

test('out of reach from here says nothing about viewers', () => {
  const state = after(noPlaylist(1, because('readBackUnreachable', '')));
  assert.equal(says(state, 13), 'unknown readBackUnreachable');
});

test('a bad segment is believed at the second, one that is doubtful at its own; a good one ends it', () => {
  assert.equal(says(running(bad), 21), 'seen');
  assert.equal(says(running(bad, bad), 21), 'notSeen readBackSilent');
  assert.equal(says(running(bad, ours, bad), 21), 'seen');
  assert.equal(says(running(bad, bad, plausible), 21), 'seen');
  assert.equal(says(running(bad, bad, { type: 'segment', verdict: 'unclear' }), 21), 'notSeen readBackSilent');
  const doubtful: ReadBackEvent = { type: 'badSegment', reason: silent, believedAt: 3 };
  assert.equal(says(running(doubtful, doubtful), 21), 'seen');
  assert.equal(says(running(doubtful, doubtful, doubtful), 21), 'notSeen readBackSilent');
});

test('a cache that is more than a minute behind shows another talk than this', () => {
  assert.equal(says(running(playlist(21, 'e', 59_000)), 21), 'seen');
  assert.equal(says(running(playlist(21, 'e', 61_000)), 21), 'notSeen readBackOld');
});
