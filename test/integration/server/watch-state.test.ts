import assert from 'node:assert/strict';
import test from 'node:test';
import { parseStat } from '../../../image/server/server-stat.ts';
import { boxState } from '../../../image/server/watch/box-state.ts';
import { NOTHING_TOLD, readTalk, type Talk } from '../../../image/server/watch/talk.ts';
import { type Look, lookAt, watchState } from '../../../image/server/watch/watch-state.ts';
import { wordsFor } from '../../../image/server/watch/words.ts';

const PLAYLIST = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.000,\na.ts\n';
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toUTCString();
const answer = (ageSeconds: number, text = PLAYLIST, status = 200) =>
  lookAt({ status, text, lastModified: at(10), date: at(10 + ageSeconds) });

test('a playlist is stale once three segments are late, by the server’s own clock', () => {
  assert.equal(answer(0), 'fresh');
  assert.equal(answer(8), 'fresh');
  assert.equal(answer(9), 'stale');
  assert.equal(answer(9, PLAYLIST.replace(':2', ':4')), 'fresh');
});

test('a missing playlist, an empty one and a server in trouble are three things', () => {
  assert.equal(answer(0, '', 404), 'absent');
  assert.equal(answer(0, '#EXTM3U\n'), 'absent');
  assert.equal(answer(0, '<html>', 502), 'unreachable');
  assert.equal(lookAt({ status: 200, text: PLAYLIST, date: null, lastModified: null }), 'fresh');
});

test('what the page shows', () => {
  assert.equal(watchState('absent', false), 'waiting');
  assert.equal(watchState('stale', false), 'waiting');
  assert.equal(watchState('fresh', false), 'onAir');
  assert.equal(watchState('stale', true), 'paused');
  assert.equal(watchState('absent', true), 'paused');
  assert.equal(watchState('unreachable', false), 'lost');
});

const talk = (phase: Talk['phase'], more: Partial<Talk> = {}): Talk => ({
  ...NOTHING_TOLD,
  phase,
  ageSeconds: 60,
  isFollowed: true,
  ...more,
});

test('what the room tells of itself: an end, a cut and a beginning are three things', () => {
  const shown = (phase: Talk['phase'], look: Look, wasOnAir: boolean, more: Partial<Talk> = {}) =>
    watchState(look, wasOnAir, talk(phase, more));
  // Before the playlist has had time to be late, too.
  for (const look of ['fresh', 'stale', 'absent'] as const) {
    assert.equal(shown('over', look, true), 'over');
    assert.equal(shown('over', look, false), 'over', 'whoever comes soon after');
    assert.equal(shown('over', look, false, { ageSeconds: 4000 }), 'waiting');
    assert.equal(shown('over', look, true, { ageSeconds: 40_000 }), 'over', 'whoever has stayed');
    assert.equal(shown('idle', look, true), 'over');
    assert.equal(shown('idle', look, false), 'waiting');
    assert.equal(shown('starting', look, true), 'waiting');
  }
  for (const phase of ['onAir', 'offTheRecord', 'ending'] as const) {
    assert.equal(shown(phase, 'fresh', false), phase);
    assert.equal(shown(phase, 'stale', true), 'cut');
    assert.equal(shown(phase, 'absent', false), 'cut');
    assert.equal(shown(phase, 'stale', false, { ageSeconds: 4000 }), 'waiting', 'cut for good');
  }
  const beginning = { ageSeconds: 3, isFollowed: false };
  assert.equal(shown('onAir', 'stale', false, beginning), 'waiting');
  assert.equal(shown('onAir', 'stale', true, beginning), 'cut', 'of the same talk');
  assert.equal(shown('noRoom', 'absent', false), 'wrongRoom');
  assert.equal(shown('noRoom', 'fresh', false), 'onAir');
  for (const phase of ['over', 'onAir', 'noRoom', null] as const)
    assert.equal(shown(phase, 'unreachable', true), 'lost');
});

const news = (told: unknown, listAt: number | null = null, status = 200) =>
  readTalk(
    { status, date: at(40), lastModified: at(10), text: typeof told === 'string' ? told : JSON.stringify(told) },
    listAt === null ? null : at(listAt),
  );

test('news is read with care', () => {
  const whole = { phase: 'onAir', title: ' <b>Un</b> ', room: 'Amphi A', talk: 'x' };
  assert.deepEqual(news(whole, 12), {
    phase: 'onAir',
    title: '<b>Un</b>',
    room: 'Amphi A',
    talk: 'x',
    isFollowed: true,
    ageSeconds: 30,
  });
  assert.equal(news({ ...whole, title: 'x'.repeat(5000) }).title.length, 300);
  assert.equal(news({ ...whole, title: 7, room: null }).title, '');
  assert.equal(news({ ...whole, phase: 'offTheRecord' }).title, '', 'off the record nothing is told');
  for (const other of ['', '{}', 'null', '[]', '7', '<html>', '{"phase":"x"}', '{"phase":{}}', '{"phase":"noRoom"}'])
    assert.deepEqual(news(other), NOTHING_TOLD, other);
  for (const status of [401, 403, 404, 500, 502]) assert.deepEqual(news(whole, null, status), NOTHING_TOLD);
  assert.equal(news({ phase: 'noRoom' }, null, 404).phase, 'noRoom');
});

test('an end is void once somebody else is on air', () => {
  const over = { phase: 'over', title: 'Un', room: 'Amphi A' };
  assert.equal(news(over, 9).phase, 'over');
  assert.equal(news(over, 13).phase, 'over', 'the last segment is announced with the end');
  assert.deepEqual(news(over, 16), { ...NOTHING_TOLD, room: 'Amphi A' });
  assert.equal(news({ ...over, phase: 'starting' }, 9).phase, 'starting');
  assert.equal(news({ ...over, phase: 'starting' }, 16).phase, 'onAir');
});

test('what the page in the room shows is what the box says', () => {
  const shown = (phase: Parameters<typeof boxState>[0]['phase'], offTheRecord = false, wasOnAir = true) =>
    boxState({ phase, offTheRecord, endedSeconds: null }, wasOnAir);
  assert.equal(shown('ready', false, false), 'waiting');
  const late = (endedSeconds: number) => boxState({ phase: 'ready', offTheRecord: false, endedSeconds }, false);
  assert.equal(late(0), 'over', 'whoever comes after the end');
  assert.equal(late(6 * 3600), 'over');
  assert.equal(late(20 * 3600), 'waiting', 'the next day');
  assert.equal(shown('starting'), 'waiting');
  assert.equal(shown('running'), 'onAir');
  assert.equal(shown('running', true), 'offTheRecord');
  assert.equal(shown('ending', true), 'ending');
  assert.equal(shown('ready'), 'over');
});

test('the first of a reader’s languages that the page speaks', () => {
  assert.equal(wordsFor(['fr-FR', 'en']).language, 'fr');
  assert.equal(wordsFor(['de', 'fr']).language, 'fr');
  assert.equal(wordsFor(['en-GB', 'fr']).language, 'en');
  assert.equal(wordsFor(['de']).language, 'en');
  assert.equal(wordsFor([]).language, 'en');
});

test('statistics of a server with a publisher, a player and an empty room', () => {
  const client = (inside: string) => `<client><id>1</id><bytes_in>7</bytes_in>${inside}</client>`;
  const stat =
    parseStat(`<?xml version="1.0"?><rtmp><bytes_in>1200</bytes_in><server><application><name>live</name><live>
    <stream><name>amphi-a</name><bytes_in>1000</bytes_in>${client('<publishing/>')}${client('')}
      <meta><video><width>1280</width><height>720</height><frame_rate>30</frame_rate><codec>H264</codec></video>
      <audio><codec>AAC</codec><channels>1</channels><sample_rate>48000</sample_rate></audio></meta><publishing/></stream>
    <stream><name>amphi-b</name><bytes_in>0</bytes_in>${client('')}</stream>
    </live></application></server></rtmp>`);
  assert.deepEqual(stat, {
    bytesIn: 1200,
    streams: [
      {
        name: 'amphi-a',
        publishing: true,
        bytesIn: 1000,
        video: { codec: 'H264', width: 1280, height: 720, framesPerSecond: 30 },
        audio: { codec: 'AAC', channels: 1, sampleRate: 48000 },
        players: 1,
      },
      { name: 'amphi-b', publishing: false, bytesIn: 0, video: null, audio: null, players: 1 },
    ],
  });
  assert.throws(() => parseStat('<html>502</html>'), /not an nginx-rtmp/);
});
