import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type MediaPlaylist, parsePlaylist } from '../../../device/media/read-back/playlist.ts';

const BASE = 'https://stream.example.org/live/room.m3u8?token=1';
const media = (text: string) => {
  const playlist = parsePlaylist(text, BASE);
  assert.equal(playlist?.kind, 'media');
  return playlist as MediaPlaylist;
};

test('what nginx-rtmp writes', () => {
  const { segments, ...rest } = media(
    '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.000,\nroom-1.ts\n' +
      '#EXT-X-DISCONTINUITY\n#EXTINF:1.967,\nroom-2.ts\n',
  );
  assert.deepEqual(rest, { kind: 'media', targetSeconds: 2, holdBackSeconds: 6 });
  assert.deepEqual(segments, [
    {
      url: 'https://stream.example.org/live/room-1.ts',
      sequence: 7,
      seconds: 2,
      startsAnew: false,
      range: null,
      init: null,
      isEncrypted: false,
    },
    {
      url: 'https://stream.example.org/live/room-2.ts',
      sequence: 8,
      seconds: 1.967,
      startsAnew: true,
      range: null,
      init: null,
      isEncrypted: false,
    },
  ]);
});

test('what nginx-rtmp writes of a fragment that ends before it begins', () => {
  const { segments, ...rest } = media(
    '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:204963823041217\n' +
      '#EXTINF:1.002,\nroom-1.ts\n#EXTINF:204963823041217.250,\nroom-2.ts\n#EXTINF:2.000,\nroom-3.ts\n',
  );
  assert.deepEqual(rest, { kind: 'media', targetSeconds: 2, holdBackSeconds: 6 });
  assert.deepEqual(
    segments.map(({ seconds }) => seconds),
    [1.002, 0, 2],
  );
});

test('fragmented MP4 in one file, keys, a hold-back, carriage returns and a byte order mark', () => {
  const { segments, holdBackSeconds } = media(
    [
      '\uFEFF#EXTM3U',
      '#EXT-X-TARGETDURATION:4',
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=12.5,PART-HOLD-BACK=1.5',
      '#EXT-X-MAP:URI="init.mp4",BYTERANGE="100@0"',
      '#EXTINF:4,title, with a comma',
      '#EXT-X-BYTERANGE:1000@100',
      '/all.mp4',
      '#EXTINF:4,',
      '#EXT-X-BYTERANGE:500',
      '/all.mp4',
      '#EXT-X-KEY:METHOD=AES-128,URI="key"',
      '#EXTINF:4,',
      'http://other.example.org/c.mp4?a=1',
    ].join('\r\n'),
  );
  assert.equal(holdBackSeconds, 12.5);
  const init = { url: 'https://stream.example.org/live/init.mp4', range: [0, 99] };
  assert.deepEqual(
    segments.map(({ url, range, init, isEncrypted }) => ({ url, range, init, isEncrypted })),
    [
      { url: 'https://stream.example.org/all.mp4', range: [100, 1099], init, isEncrypted: false },
      { url: 'https://stream.example.org/all.mp4', range: [1100, 1599], init, isEncrypted: false },
      { url: 'http://other.example.org/c.mp4?a=1', range: null, init, isEncrypted: true },
    ],
  );
});

test('a master playlist gives its variants, best first', () => {
  const playlist = parsePlaylist(
    '#EXTM3U\n#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=9999999,BANDWIDTH=800000\nlow.m3u8\n' +
      '#EXT-X-STREAM-INF:CODECS="avc1,BANDWIDTH=1",BANDWIDTH=2000000\n\nhttps://cdn.example.org/high.m3u8\n',
    BASE,
  );
  assert.deepEqual(playlist, {
    kind: 'master',
    variants: [
      { url: 'https://cdn.example.org/high.m3u8', bandwidth: 2_000_000 },
      { url: 'https://stream.example.org/live/low.m3u8', bandwidth: 800_000 },
    ],
  });
});

test('what is no playlist is none, and no address leads elsewhere than to the web', () => {
  for (const text of ['', '<!doctype html>', 'EXTM3U', ' \n#EXTM3U'])
    assert.equal(parsePlaylist(text, BASE), null, text);
  assert.deepEqual(
    media('#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n#EXTINF:2,\ndata:,x\n#EXTINF:2,\nhttp://[\n').segments,
    [],
  );
});

test('whatever comes, it is read without a fault', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '#EXTINF:',
      '#EXTINF:-1e999,',
      '#EXT-X-BYTERANGE:9@',
      '#EXT-X-MAP:URI=',
      '#EXT-X-MEDIA-SEQUENCE:x',
      'a.ts',
    ),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const playlist = parsePlaylist(['#EXTM3U', ...lines].join('\n'), BASE);
      for (const { seconds, sequence } of playlist?.kind === 'media' ? playlist.segments : [])
        assert.ok(seconds >= 0 && Number.isFinite(seconds) && sequence >= 0);
    }),
  );
});
