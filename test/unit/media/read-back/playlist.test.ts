import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  type MasterPlaylist,
  type MediaPlaylist,
  PlaylistParser,
  parsePlaylist,
} from '../../../../device/media/read-back/playlist.ts';
import { assertLinear, GROWTH } from '../../../tools/machine/linear-time.ts';

const BASE = 'https://stream.example.org/live/room.m3u8?token=1';
const PLAIN = { kind: 'media', isOver: false, canSkip: false, notUnderstood: null };
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
  assert.deepEqual(rest, { ...PLAIN, targetSeconds: 2, holdBackSeconds: 6 });
  assert.deepEqual(segments, [
    {
      url: 'https://stream.example.org/live/room-1.ts',
      sequence: 7,
      seconds: 2,
      isDiscontinuous: false,
      range: null,
      init: null,
      key: null,
      isGap: false,
    },
    {
      url: 'https://stream.example.org/live/room-2.ts',
      sequence: 8,
      seconds: 1.967,
      isDiscontinuous: true,
      range: null,
      init: null,
      key: null,
      isGap: false,
    },
  ]);
});

test('what nginx-rtmp writes of a fragment that ends before it begins', () => {
  const { segments, ...rest } = media(
    '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:204963823041217\n' +
      '#EXTINF:1.002,\nroom-1.ts\n#EXTINF:204963823041217.250,\nroom-2.ts\n#EXTINF:2.000,\nroom-3.ts\n',
  );
  assert.deepEqual(rest, { ...PLAIN, targetSeconds: 2, holdBackSeconds: 6 });
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
  const init = { url: 'https://stream.example.org/live/init.mp4', range: [0, 99], key: null };
  assert.deepEqual(
    segments.map(({ url, range, init, key }) => ({ url, range, init, key: key?.how ?? null })),
    [
      { url: 'https://stream.example.org/all.mp4', range: [100, 1099], init, key: null },
      { url: 'https://stream.example.org/all.mp4', range: [1100, 1599], init, key: null },
      { url: 'http://other.example.org/c.mp4?a=1', range: null, init, key: 'aes128' },
    ],
  );
});

test('a master playlist gives its variants, best first', () => {
  const playlist = parsePlaylist(
    '#EXTM3U\n#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=9999999,BANDWIDTH=800000\nlow.m3u8\n' +
      '#EXT-X-STREAM-INF:CODECS="avc1,BANDWIDTH=1",BANDWIDTH=2000000\n\nhttps://cdn.example.org/high.m3u8\n',
    BASE,
  );
  assert.deepEqual((playlist as MasterPlaylist).variants, [
    { url: 'https://cdn.example.org/high.m3u8', bandwidth: 2_000_000, isSoundOnly: false, audioUrl: null },
    { url: 'https://stream.example.org/live/low.m3u8', bandwidth: 800_000, isSoundOnly: false, audioUrl: null },
  ]);
});

test('sound in a playlist of its own: that of the group which players begin with', () => {
  const master = (...renditions: string[]) =>
    parsePlaylist(
      [
        '#EXTM3U',
        ...renditions.map((rendition) => `#EXT-X-MEDIA:TYPE=AUDIO,${rendition}`),
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="a",URI="words.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2",AUDIO="a"',
        'ear.m3u8',
        '#EXT-X-STREAM-INF:BANDWIDTH=9,CODECS="avc1.42c01e,mp4a.40.2",AUDIO="a"',
        'v.m3u8',
      ].join('\n'),
      BASE,
    ) as MasterPlaylist;
  const soundOf = (...renditions: string[]) =>
    master(...renditions)
      .variants[0]?.audioUrl?.split('/')
      .at(-1);
  assert.equal(soundOf('GROUP-ID="a",URI="s1.m3u8"'), 's1.m3u8');
  assert.equal(soundOf('GROUP-ID="a",URI="s1.m3u8"', 'GROUP-ID="a",URI="s2.m3u8",DEFAULT=YES'), 's2.m3u8');
  assert.equal(soundOf('GROUP-ID="a",URI="s1.m3u8"', 'GROUP-ID="a",AUTOSELECT=YES,URI="s2.m3u8"'), 's2.m3u8');
  assert.equal(soundOf('GROUP-ID="b",URI="s1.m3u8"'), undefined, 'of another group');
  assert.equal(soundOf('GROUP-ID="a",DEFAULT=YES', 'GROUP-ID="a",URI="s2.m3u8"'), undefined, 'with the picture');
  const { variants } = master();
  assert.deepEqual(
    variants.map(({ url, isSoundOnly }) => [url.split('/').at(-1), isSoundOnly]),
    [
      ['v.m3u8', false],
      ['ear.m3u8', true],
    ],
  );
});

test('keys: of the segments behind them, until the next; those that this box cannot use are named', () => {
  const KEY = '#EXT-X-KEY:METHOD';
  const { segments } = media(
    [
      '#EXTM3U',
      `${KEY}=AES-128,URI="k1",IV=0x00ff`,
      '#EXT-X-MAP:URI="init.mp4"',
      'a.ts',
      `${KEY}=AES-128,URI="data:text/plain;base64,AAAA"`,
      'b.ts',
      `${KEY}=NONE`,
      'c.ts',
      `${KEY}=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"`,
      'd.ts',
      `${KEY}=AES-128,URI="k2"`,
      'e.ts',
      `${KEY}=SAMPLE-AES,URI="k3"`,
      'f.ts',
    ].join('\n'),
  );
  const at = 'https://stream.example.org/live';
  assert.deepEqual(
    segments.map(({ key }) => key),
    [
      { how: 'aes128', url: `${at}/k1`, iv: '000000000000000000000000000000ff' },
      { how: 'aes128', url: 'data:text/plain;base64,AAAA', iv: null },
      null,
      { how: 'foreign', what: 'SAMPLE-AES com.apple.streamingkeydelivery' },
      { how: 'aes128', url: `${at}/k2`, iv: null },
      { how: 'foreign', what: 'SAMPLE-AES com.apple.streamingkeydelivery' },
    ],
  );
  assert.equal(segments[0]?.init?.key?.how, 'aes128');
  assert.equal(segments[0]?.init?.url, `${at}/init.mp4`);
});

test('variables: given, out of the address, handed down; one that is missing is understood by nobody', () => {
  const text = (define: string) => `#EXTM3U\n#EXT-X-DEFINE:${define}\n#EXTINF:2,\n{$a}/1.ts?{$a}\n`;
  const read = (define: string, imported: ReadonlyMap<string, string> = new Map()) => {
    const playlist = parsePlaylist(text(define), 'https://h/p.m3u8?a=q%20r', imported) as MediaPlaylist;
    return playlist.notUnderstood ?? playlist.segments[0]?.url;
  };
  assert.equal(read('NAME="a",VALUE="x"'), 'https://h/x/1.ts?x');
  assert.equal(read('QUERYPARAM="a"'), 'https://h/q%20r/1.ts?q%20r');
  assert.equal(read('IMPORT="a"', new Map([['a', 'm']])), 'https://h/m/1.ts?m');
  assert.equal(read('IMPORT="a"'), 'EXT-X-DEFINE');
  assert.equal(read('QUERYPARAM="b"'), 'EXT-X-DEFINE');
  assert.equal(read('NAME="b",VALUE="x"'), 'EXT-X-DEFINE');
  assert.equal(media('#EXTM3U\n#EXTINF:2,\n{$a}.ts\n').segments.length, 1, 'a name with brackets in it');
  const key = media('#EXTM3U\n#EXT-X-DEFINE:NAME="t",VALUE="k"\n#EXT-X-KEY:METHOD=AES-128,URI="{$t}?{$t}"\n1.ts\n');
  assert.deepEqual(key.segments[0]?.key, { how: 'aes128', url: 'https://stream.example.org/live/k?k', iv: null });
});

test('gaps, what was left out, the end, and how much of a line is read', () => {
  const { segments, isOver, canSkip } = media(
    [
      '#EXTM3U',
      '#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=12.0',
      '#EXT-X-MEDIA-SEQUENCE:10',
      '#EXT-X-SKIP:SKIPPED-SEGMENTS=30',
      '#EXTINF:2,',
      'a.ts',
      '#EXT-X-GAP',
      '#EXTINF:2,',
      'b.ts',
      'c'.repeat(20_000),
      '#EXTINF:2,',
      'd.ts',
      '#EXT-X-ENDLIST',
    ].join('\n'),
  );
  assert.deepEqual([isOver, canSkip], [true, true]);
  assert.deepEqual(
    segments.map(({ sequence, isGap }) => [sequence, isGap]),
    [
      [40, false],
      [41, true],
      [42, false],
    ],
  );
});

test('in pieces of any size it is the same as at one go; what is added to a growing one follows', () => {
  const begin = '#EXTM3U\r\n#EXT-X-MEDIA-SEQUENCE:5\r\n#EXTINF:2,\r\na.ts\r\n#EXT-X-BYTERANGE:7@1\r\nb.ts\r\n';
  const more = '#EXT-X-BYTERANGE:9\nb.ts\n';
  for (const size of [1, 3, 1000]) {
    const parser = new PlaylistParser(BASE);
    for (let at = 0; at < begin.length; at += size) parser.push(begin.slice(at, at + size));
    assert.deepEqual(parser.playlist(), parsePlaylist(begin, BASE));
    parser.push(more);
    assert.deepEqual(parser.playlist(), parsePlaylist(begin + more, BASE));
  }
});

test('of a hundred thousand segments the last thousand count', () => {
  const { segments, targetSeconds } = media(`#EXTM3U\n${'#EXTINF:2,\nroom.ts\n'.repeat(150_000)}`);
  assert.deepEqual([segments.length, segments[0]?.sequence, targetSeconds], [1000, 149_000, 2]);
});

/** What once took time by its square, or could. */
const HOSTILE: [what: string, text: (size: number) => string][] = [
  ['segments', (size) => '#EXTINF:2,\nroom.ts\n'.repeat(size / 20)],
  ['addresses alone', (size) => 'a\n'.repeat(size / 2)],
  ['one long name of an attribute', (size) => `#EXT-X-KEY:${'A'.repeat(size)}\n`],
  ['attribute lists without values', (size) => `#EXT-X-MAP:${'A,'.repeat(4000)}\n`.repeat(size / 8000)],
  ['attribute lists without end', (size) => `#EXT-X-KEY:${'A="'.repeat(5000)}\n`.repeat(size / 15_000)],
  ['variants', (size) => '#EXT-X-STREAM-INF:AUDIO="a"\nv\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a"\n'.repeat(size / 66)],
  ['keys', (size) => '#EXT-X-KEY:METHOD=AES-128,URI="k"\na\n'.repeat(size / 38)],
  ['definitions', (size) => '#EXT-X-DEFINE:NAME="a",VALUE="{$a}{$a}{$a}"\n'.repeat(size / 43)],
  [
    'many names',
    (size) => Array.from({ length: size / 30 }, (_, at) => `#EXT-X-DEFINE:NAME="n${at}",VALUE="v"\n`).join(''),
  ],
  ['variables', (size) => `#EXT-X-DEFINE:NAME="a",VALUE="b"\n${`${'{$a}'.repeat(3000)}\n`.repeat(size / 12_000)}`],
  ['brackets', (size) => `#EXT-X-DEFINE:NAME="a",VALUE="b"\n${`${'{$'.repeat(7000)}\n`.repeat(size / 14_000)}`],
  ['ends of lines', (size) => '\r\n'.repeat(size / 2)],
  ['blanks', (size) => ' '.repeat(size)],
];

for (const [what, text] of HOSTILE) {
  test(`the work grows no faster than the input: ${what}`, () => {
    const [short, long] = [1, GROWTH].map((times) => `#EXTM3U\n${text(times * 250_000)}`) as [string, string];
    assertLinear(
      what,
      () => parsePlaylist(short, BASE),
      () => parsePlaylist(long, BASE),
    );
  });
}

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
      '#EXT-X-STREAM-INF:=,"',
      '#EXT-X-DEFINE:NAME="a",VALUE="{$a}"',
      '#EXT-X-KEY:METHOD=AES-128,IV=0x,URI="%',
      '#EXT-X-SKIP:SKIPPED-SEGMENTS=1e99',
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

test('variables make no more of a playlist than two hours of signed addresses', () => {
  const define = (characters: number) => `#EXTM3U\n#EXT-X-DEFINE:NAME="a",VALUE="${'a'.repeat(characters)}"\n`;
  const lines = (count: number) => '#EXTINF:2,\nb.ts?{$a}\n'.repeat(count);
  const signed = media(define(2000) + lines(3600));
  assert.deepEqual([signed.segments.length, signed.notUnderstood], [1000, null]);
  assert.equal(media(define(16_000) + lines(100_000)).notUnderstood, 'EXT-X-DEFINE');
});
