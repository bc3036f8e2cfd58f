/** A web server that answers in every way in which one can hurt who asks: viewers' addresses, and what takes receipts. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Ending } from '../ending.ts';
import { listen } from '../servers/listen.ts';

const MB = 1_000_000;
const PLAYLIST_BYTES = 7_900_000;
const SEGMENT_BYTES = 23_900_000;
const M3U = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n';

type Give = (asked: Asked) => void;

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  /** What stands behind the name of the attack. */
  name: string;
}

const memoized = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
/** Repeats to a text of so many bytes. */
const filled = (line: string, head = M3U, bytes = PLAYLIST_BYTES) =>
  memoized(() => Buffer.from(head + line.repeat(Math.floor((bytes - head.length) / line.length))));
const bytesOf =
  (bytes: () => Buffer, headers: Record<string, string> = {}, status = 200): Give =>
  ({ response }) =>
    response.writeHead(status, { 'content-length': bytes().length, ...headers }).end(bytes());
const gzipped = (bytes: () => Buffer): Give =>
  bytesOf(
    memoized(() => gzipSync(bytes())),
    { 'content-encoding': 'gzip' },
  );
/** Never ends, as fast as it is taken. */
const endless =
  (piece: string | Buffer, headers: Record<string, string> = {}, status = 200): Give =>
  ({ response }) => {
    const bytes = Buffer.from(piece);
    response.writeHead(status, headers);
    const more = () => {
      while (!response.destroyed && response.write(bytes));
      response.once('drain', more);
    };
    more();
  };
/** A byte now and then, never the last. */
const dripping =
  (head: string, status = 200): Give =>
  ({ response }) => {
    response.writeHead(status).write(head);
    const drip = setInterval(() => response.write('a'), 100);
    response.on('close', () => clearInterval(drip));
  };
/** A live playlist of a second each, whose segments are the attack. */
const live =
  (segment: Give, lines = ''): Give =>
  (asked) => {
    if (asked.name !== '') return segment(asked);
    const first = Math.floor(Date.now() / 1000);
    const list = [0, 1, 2].map((at) => `#EXTINF:1,\nsegment${first + at}\n`).join('');
    asked.response.end(`${M3U}#EXT-X-MEDIA-SEQUENCE:${first}\n${lines}${list}`);
  };

const manySegments = filled('#EXTINF:1,\nab\n');
/** Of a transport stream; `content` from its first byte on. */
const packet = (pid: number, content: Buffer) =>
  Buffer.concat([Buffer.from([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10]), content], 188);
/** Of programs: one, whose streams are told in packets of this number. */
const PROGRAMS = packet(0, Buffer.from([0, 0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe1, 0, 0, 0, 0, 0]));
const STREAMS = packet(
  0x100,
  Buffer.concat([
    Buffer.from([0, 2, 0xb0, 179, 0, 1, 0xc1, 0, 0, 0xe1, 1, 0xf0, 0]),
    Buffer.alloc(170, '\x1b\xe1\x01\xf0\0', 'latin1'),
  ]),
);
const PACKET = packet(0x101, Buffer.from([0, 0, 1, 0xe0, 0xff, 0xff, 0x80]));
const boxed = (size: number, type: string) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size);
  head.write(type, 4, 'latin1');
  return head;
};
const huge = memoized(() =>
  Buffer.concat([boxed(16, 'ftyp'), Buffer.alloc(8), boxed(0xfffffff0, 'moov'), Buffer.alloc(MB)]),
);

/** What stands at the address for viewers. */
export const ATTACKS: Record<string, Give> = {
  segments: bytesOf(manySegments),
  segmentsCompressed: gzipped(manySegments),
  shortLines: gzipped(filled('a\n')),
  emptyLines: gzipped(filled('\n')),
  longLines: gzipped(filled(`${'a'.repeat(MB)}\n`)),
  longAddresses: gzipped(filled(`#EXTINF:1,\n${'a/../'.repeat(3000)}\n`)),
  oddTags: gzipped(
    filled(`#EXT-X-KEY:METHOD=AES-128,KEYFORMAT="${'x,='.repeat(50)}",URI="k"\n#EXT-X-MAP:URI="m"\na\n`),
  ),
  manyAttributes: gzipped(filled(`#EXT-X-STREAM-INF:${'A=",",'.repeat(100)}\nv\n`)),
  variables: gzipped(filled('{$a}\n', `${M3U}#EXT-X-DEFINE:NAME="a",VALUE="${'a'.repeat(16_000)}"\n`)),
  variants: gzipped(
    filled('#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="b"\n#EXT-X-STREAM-INF:AUDIO="a",BANDWIDTH=1\nv\n'),
  ),
  /** Long, and where its end is asked for comes all of it, said to be that end. */
  longEnd: ({ request, response }) =>
    response
      .writeHead(request.headers.range ? 206 : 200)
      .end(request.headers.range ? manySegments() : filled('#EXTINF:1,\nab\n', M3U, 20_000)()),
  endless: endless(filled('#EXTINF:1,\nab\n', '', 65_536)()),
  bomb: gzipped(memoized(() => Buffer.alloc(200 * MB, '\n'))),
  slow: dripping(M3U),
  redirects: ({ response, name }) =>
    response.writeHead(302, { location: `${name}a${'b'.repeat(2000)}`, 'set-cookie': 'a=b' }).end(),
  wrongType: endless('<!doctype html>', { 'content-type': 'text/html' }),
  said: ({ response }) => response.writeHead(200, { 'content-length': '1000000000000000' }).write(M3U),
  tables: live(bytesOf(memoized(() => Buffer.concat([PROGRAMS, Buffer.alloc(SEGMENT_BYTES, STREAMS)])))),
  tags: live(bytesOf(memoized(() => Buffer.alloc(SEGMENT_BYTES, 'ID3\x04\0\0\0\0\0\0', 'latin1')))),
  boxes: live(bytesOf(huge)),
  noise: live(bytesOf(memoized(() => Buffer.alloc(SEGMENT_BYTES, PACKET)))),
  endlessSegment: live(endless(PACKET)),
  slowSegment: live(dripping('G')),
  endlessStart: live(endless(huge()), '#EXT-X-MAP:URI="start"\n'),
  largeStart: live(bytesOf(memoized(() => Buffer.alloc(SEGMENT_BYTES, 'moof'))), '#EXT-X-MAP:URI="start"\n'),
  farRange: live(bytesOf(memoized(() => PACKET)), '#EXT-X-BYTERANGE:999999999999999@999999999999999\n'),
  endlessKey: live(
    (asked) => (asked.name === 'key' ? endless(PACKET) : bytesOf(memoized(() => PACKET)))(asked),
    '#EXT-X-KEY:METHOD=AES-128,URI="key"\n',
  ),
  wrongKey: live(
    (asked) =>
      bytesOf(memoized(() => (asked.name === 'key' ? PACKET.subarray(0, 16) : Buffer.alloc(SEGMENT_BYTES, PACKET))))(
        asked,
      ),
    '#EXT-X-KEY:METHOD=AES-128,URI="key"\n',
  ),
};

/** What takes receipts answers. */
export const ANSWERS: Record<string, Give> = {
  endless: endless('thank you '),
  endlessRefusal: endless('<p>no</p>'.repeat(5000), {}, 500),
  large: bytesOf(filled('rtmp://a:b@c/?d=', '', 20 * MB), {}, 400),
  noHttp: ({ response }) => response.socket?.end('\0\xff\r\n\r\n'.repeat(1000)),
  largeHead: ({ response }) => response.writeHead(200, { a: 'b'.repeat(15_000) }).end(),
  elsewhere: ({ response }) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  /** Last: others are not tried meanwhile. */
  slow: dripping('{', 200),
};

export interface HostileWeb {
  /** For viewers. */
  address(attack: string): string;
  /** For receipts. */
  hook(answer: string): string;
  /** How often this was asked for, and how often parts of it were, such as segments. */
  asked(kind: 'live' | 'hook', name: string): { itself: number; parts: number };
}

export async function startHostileWeb(t: Ending): Promise<HostileWeb> {
  const counts = new Map<string, { itself: number; parts: number }>();
  const server = createServer((request, response) => {
    request.resume();
    response.on('error', () => {});
    const [, kind = '', attack = '', name = ''] = new URL(request.url ?? '', 'http://hostile').pathname.split('/');
    const count = counts.get(`${kind}/${attack}`) ?? { itself: 0, parts: 0 };
    count[name === '' ? 'itself' : 'parts'] += 1;
    counts.set(`${kind}/${attack}`, count);
    const give = (kind === 'live' ? ATTACKS : ANSWERS)[attack];
    if (give) give({ request, response, name });
    else response.writeHead(404).end();
  });
  const base = `http://127.0.0.1:${await listen(t, server)}`;
  return {
    address: (attack) => `${base}/live/${attack}/`,
    hook: (answer) => `${base}/hook/${answer}/`,
    asked: (kind, name) => ({ ...(counts.get(`${kind}/${name}`) ?? { itself: 0, parts: 0 }) }),
  };
}
