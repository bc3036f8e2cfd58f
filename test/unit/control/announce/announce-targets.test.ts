import assert from 'node:assert/strict';
import test from 'node:test';
import { announceTargets } from '../../../../device/control/announce/announce-targets.ts';
import type { Destination } from '../../../../device/settings/settings-schema.ts';

const SECRET = '0123456789abcdef';
const destination = (more: Partial<Destination>): Destination => ({
  id: 'main',
  name: '',
  url: 'rtmp://stream.example.org/live',
  streamKey: `amphi-a?key=${SECRET}`,
  passphrase: '',
  watchUrl: 'https://stream.example.org/watch/amphi-a',
  readBackUrl: '',
  readBack: 'auto',
  dryRunPublish: 'auto',
  enabled: true,
  ...more,
});
const targets = (destinations: Partial<Destination>[], report = { url: '', token: '', everySeconds: 15 }) =>
  announceTargets({ destinations: destinations.map(destination), report });
const urls = (...destinations: Partial<Destination>[]) => targets(destinations).map(({ url }) => url);
const OURS = 'https://stream.example.org/report/amphi-a/talk.json';

test('the server that has the stream is told with the key of the stream, wherever its address was given', () => {
  assert.deepEqual(targets([{}]), [{ url: OURS, token: SECRET }]);
  for (const watchUrl of ['https://stream.example.org/live/amphi-a.m3u8', 'https://STREAM.example.org/watch/amphi-a/'])
    assert.deepEqual(urls({ watchUrl }), [OURS]);
  assert.deepEqual(urls({ watchUrl: '', readBackUrl: 'https://stream.example.org/live/amphi-a.m3u8' }), [OURS]);
  assert.deepEqual(urls({ url: 'rtmp://[::1]:1935/live', watchUrl: 'http://[::1]/watch/amphi-a' }), [
    'http://[::1]/report/amphi-a/talk.json',
  ]);
});

test('the key goes to no other host, and in clear only where it is published in clear', () => {
  for (const more of [
    { watchUrl: 'https://other.example.org/watch/amphi-a' },
    { watchUrl: 'https://stream.example.org.example.net/watch/amphi-a' },
    { watchUrl: 'https://stream.example.org@example.net/watch/amphi-a' },
    { watchUrl: 'https://stream.example.org/watch/amphi-b' },
    { watchUrl: 'https://stream.example.org/hls/amphi-a.m3u8' },
    { watchUrl: '' },
    { streamKey: 'amphi-a' },
    { streamKey: '' },
    { enabled: false },
    { url: 'rtmps://stream.example.org:1936/live', watchUrl: 'http://stream.example.org/watch/amphi-a' },
  ])
    assert.deepEqual(urls(more), [], JSON.stringify(more));
  assert.deepEqual(urls({ watchUrl: 'http://stream.example.org/watch/amphi-a' }), [
    'http://stream.example.org/report/amphi-a/talk.json',
  ]);
});

test('a server that is told how the box is hears of the talk too, once, where it has that room', () => {
  const report = { url: 'https://stream.example.org/report/amphi-a', token: SECRET, everySeconds: 15 };
  assert.deepEqual(targets([{ watchUrl: '' }], report), [{ url: OURS, token: SECRET }]);
  assert.equal(targets([{}], report).length, 1);
  assert.deepEqual(targets([], report), []);
  assert.deepEqual(targets([{ streamKey: 'other' }], report), []);
});
