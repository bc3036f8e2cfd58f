import assert from 'node:assert/strict';
import test from 'node:test';
import { roomKey, watchPlaces } from '../../../device/settings/watch-places.ts';

const KEY = 'amphi-a?key=0123456789abcdef';
const places = (watchUrl: string, streamKey = KEY) => watchPlaces({ watchUrl, streamKey });
const HOST = 'https://stream.example.org';
const OURS = { list: `${HOST}/live/amphi-a.m3u8`, page: `${HOST}/watch/amphi-a` };

test('the page or its playlist, as people paste them: the same two places', () => {
  for (const given of [
    '/watch/amphi-a',
    '/watch/amphi-a/',
    '/watch/amphi-a#',
    '/watch/amphi-a?lang=fr',
    '/watch/Amphi-A',
    '/live/amphi-a.m3u8',
  ])
    assert.deepEqual(places(`${HOST}${given}`), OURS, given);
  assert.deepEqual(places(`${HOST}/watch/amphi-a`, ''), OURS);
  assert.deepEqual(places('http://192.0.2.7:8081/watch/amphi-a'), {
    list: 'http://192.0.2.7:8081/live/amphi-a.m3u8',
    page: 'http://192.0.2.7:8081/watch/amphi-a',
  });
});

test('who may read stays in the playlist, and is on no page', () => {
  assert.deepEqual(places('https://user:word@stream.example.org/watch/amphi-a'), {
    list: 'https://user:word@stream.example.org/live/amphi-a.m3u8',
    page: OURS.page,
  });
  assert.deepEqual(places(`${HOST}/live/amphi-a.m3u8?token=x`), {
    list: `${HOST}/live/amphi-a.m3u8?token=x`,
    page: OURS.page,
  });
});

test('servers of other kinds are left as they are', () => {
  for (const other of [
    '',
    `${HOST}/`,
    `${HOST}/watch`,
    `${HOST}/watch/`,
    `${HOST}/watch?v=abcdefghijk`,
    `${HOST}/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d`,
    `${HOST}/hls/amphi-a.m3u8`,
    `${HOST}/cdn/live/amphi-a.m3u8`,
    `${HOST}/live/amphi-a/index.m3u8`,
    `${HOST}/watch/Salle%20A`,
  ])
    assert.deepEqual(places(other), { list: other, page: '' }, other);
  const list = 'http://host:8080/live/livestream.m3u8';
  for (const key of ['livestream', 'livestream?secret=abc', 'other?key=abc', 'abcd-efgh'])
    assert.deepEqual(places(list, key), { list, page: '' }, key);
});

test('the room and the secret of a key of that server, and no other', () => {
  assert.deepEqual(roomKey(KEY), { room: 'amphi-a', secret: '0123456789abcdef' });
  assert.deepEqual(roomKey('a?x=1&key=abc&y=2'), { room: 'a', secret: 'abc' });
  for (const other of [
    '',
    'amphi-a',
    'amphi-a?key=',
    '?key=abc',
    'A?key=abc',
    'a?monkey=abc',
    'a?key=a/b',
    'a/b?key=c',
  ])
    assert.equal(roomKey(other), null, other);
});
