import assert from 'node:assert/strict';
import test from 'node:test';
import {
  beginReadBack,
  type ReadBackEvent,
  type ReadBackState,
  seenNow,
  stepReadBack,
} from '../../../device/media/read-back/read-back-state.ts';
import { because } from '../../../device/reason.ts';

const START = 1_000_000;
const silent = because('readBackSilent', '');
const refused = because('readBackRefused', '');
const sentences = {
  stands: () => because('readBackStands', ''),
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

test('nothing is claimed before a segment was read, and nothing is said before there could be one', () => {
  assert.equal(says(after(), 1), 'unknown');
  assert.equal(says(after(noPlaylist(1)), 11), 'unknown');
  assert.equal(says(after(noPlaylist(1)), 13), 'notSeen readBackRefused');
  assert.equal(says(after(playlist(2, 'a'), playlist(4, 'b')), 6), 'unknown');
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
  assert.equal(says(after(...looks, plausible), 13), 'notSeen readBackStands');
});

test('the playlist stands: believed after 8 s, or 1.7 target durations; names that were there before are not new', () => {
  assert.equal(says(running(), 27.9), 'seen');
  assert.equal(says(running(), 28.1), 'notSeen readBackStands');
  assert.equal(says(running(playlist(24, 'b'), playlist(26, 'd'), playlist(28, 'c')), 28.5), 'notSeen readBackStands');
  assert.equal(says(running(playlist(28, 'e')), 28.5), 'seen');
  const slow = running({ type: 'playlist', atMs: START + 20_000, newest: 'd', targetSeconds: 10, ageMs: null });
  assert.equal(says(slow, 36.9), 'seen');
  assert.equal(says(slow, 37.1), 'notSeen readBackStands');
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
