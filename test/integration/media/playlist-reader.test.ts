/** Playlists over real HTTP: how servers compress, forward and guard them, and what a long one costs. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { MediaPlaylist } from '../../../device/media/read-back/playlist.ts';
import { PlaylistReader } from '../../../device/media/read-back/playlist-reader.ts';
import { HttpClient } from '../../../device/net/http-client.ts';
import { type Asked, type Given, type Manner, plain, startHlsFiles } from '../../tools/servers/hls-files.ts';

const { signal } = new AbortController();
const TWO_HOURS = 3600;

/** From segment `first` to `last`, of 2 s each. */
function list(first: number, last: number, more = ''): Buffer {
  const lines = Array.from(
    { length: last - first },
    (_, at) => `#EXTINF:2.000,\nroom-${first + at}.ts?sig=0123456789abcdef\n`,
  );
  return Buffer.from(`#EXTM3U\n${more}#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n${lines.join('')}`);
}

async function served(t: TestContext, manner: Manner) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-playlists-'));
  t.after(() => rm(folder, { recursive: true }));
  const files = await startHlsFiles(t, folder);
  files.behave('v', manner);
  const client = new HttpClient();
  t.after(() => client.close());
  return {
    files,
    client,
    reader: new PlaylistReader({ client, address: files.address('v', 'a/live.m3u8'), isEntered: true }),
  };
}

const newestOf = (playlist: MediaPlaylist) => playlist.segments.at(-1);

const COMPRESSED: Record<string, Given> = {
  gzip: { body: gzipSync(list(0, 5)), headers: { 'content-encoding': 'gzip' } },
  'x-gzip': { body: gzipSync(list(0, 5)), headers: { 'content-encoding': 'x-gzip' } },
  deflate: { body: deflateSync(list(0, 5)), headers: { 'content-encoding': 'deflate' } },
  'raw deflate': { body: deflateRawSync(list(0, 5)), headers: { 'content-encoding': 'Deflate' } },
  brotli: { body: brotliCompressSync(list(0, 5)), headers: { 'content-encoding': 'br' } },
  'gzip of gzip': { body: gzipSync(gzipSync(list(0, 5))), headers: { 'content-encoding': 'gzip, gzip' } },
  identity: { body: list(0, 5), headers: { 'content-encoding': 'identity' } },
};

test('compressed as servers do it, whatever was asked for', async (t) => {
  for (const [what, given] of Object.entries(COMPRESSED)) {
    const { reader } = await served(t, () => given);
    const read = await reader.read(signal);
    assert.ok(read.how === 'read' && read.playlist.kind === 'media', `${what}: ${JSON.stringify(read)}`);
    assert.equal(read.playlist.segments.length, 5, what);
  }
});

test('compressed so that it cannot be read here, or damaged, or far too much', async (t) => {
  const says = async (given: Given) => {
    const { reader } = await served(t, () => given);
    const { how, tech } = (await reader.read(signal)) as { how: string; tech?: string };
    return [how, tech];
  };
  assert.deepEqual(await says({ body: 'x', headers: { 'content-encoding': 'zstd' } }), [
    'foreign',
    'Content-Encoding zstd',
  ]);
  assert.equal((await says({ body: 'no gzip at all', headers: { 'content-encoding': 'gzip' } }))[0], 'damaged');
  assert.equal(
    (await says({ body: gzipSync(list(0, 5)).subarray(0, 40), headers: { 'content-encoding': 'gzip' } }))[0],
    'damaged',
  );
  assert.equal(
    (await says({ body: gzipSync(Buffer.alloc(20_000_000)), headers: { 'content-encoding': 'gzip' } }))[0],
    'tooLarge',
  );
  const page = '<!doctype html><title>Log in, token=5c1f</title>';
  assert.deepEqual(
    await says({ body: page }),
    ['noPlaylist', `a web page of ${page.length} bytes`],
    'and not a word of it',
  );
});

/** A server whose playlist becomes longer with each look, and what 30 looks of 2 s carry a second. */
async function looks(
  t: TestContext,
  manner: (asked: Asked, first: number, last: number) => Given,
  window = Number.POSITIVE_INFINITY,
) {
  let last = TWO_HOURS;
  const first = () => Math.max(0, last - window);
  const { reader } = await served(t, (asked) => manner({ ...asked, file: list(first(), last) }, first(), last));
  const opening = await reader.read(signal);
  let carried = 0;
  for (let look = 0; look < 30; look++) {
    last++;
    const read = await reader.read(signal);
    assert.ok(read.how === 'read' && read.playlist.kind === 'media', JSON.stringify(read));
    const newest = newestOf(read.playlist);
    assert.deepEqual([newest?.sequence, newest?.url.includes(`room-${last - 1}.ts`)], [last - 1, true]);
    // The first shows that the server gives no ranges.
    if (look > 0) carried += read.carriedBytes;
  }
  return { first: opening.carriedBytes, perSecond: carried / 29 / 2 };
}

test('of a playlist of two hours its end is read, where the server gives ranges', async (t) => {
  for (const window of [Number.POSITIVE_INFINITY, TWO_HOURS]) {
    const { first, perSecond } = await looks(t, plain, window);
    t.diagnostic(`${first} bytes at first, then ${perSecond.toFixed(0)} bytes/s`);
    assert.ok(first > 100_000 && perSecond < 2500, `${first}, ${perSecond}`);
  }
});

test('or where it leaves out what is known', async (t) => {
  const offers = '#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=12\n';
  const { perSecond } = await looks(t, ({ query }, first, last) => {
    if (query.get('_HLS_skip') !== 'YES') return { body: list(first, last, offers) };
    const skipped = last - first - 12;
    const text = list(last - 12, last, offers).toString();
    return {
      body: text.replace(
        /#EXT-X-MEDIA-SEQUENCE:\d+\n/,
        `#EXT-X-MEDIA-SEQUENCE:${first}\n#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}\n`,
      ),
    };
  });
  t.diagnostic(`${perSecond.toFixed(0)} bytes/s`);
  assert.ok(perSecond < 2500, `${perSecond}`);
});

test('else it is compressed, if the server does that', async (t) => {
  const { perSecond } = await looks(t, ({ headers, file }) =>
    /gzip/.test(String(headers['accept-encoding']))
      ? { headers: { 'content-encoding': 'gzip' }, body: gzipSync(file ?? '') }
      : { body: file ?? '' },
  );
  t.diagnostic(`${perSecond.toFixed(0)} bytes/s`);
  assert.ok(perSecond < 10_000, `${perSecond}`);
});

test('a part that is more than was asked for is no end of the playlist: it is read whole', async (t) => {
  let last = 500;
  const asked: string[] = [];
  const { reader } = await served(t, ({ headers }) => {
    asked.push(headers.range ?? 'whole');
    return { status: headers.range ? 206 : 200, body: list(0, last++) };
  });
  for (const wanted of [500, 501, 503]) {
    const read = await reader.read(signal);
    assert.ok(read.how === 'read' && read.playlist.kind === 'media', JSON.stringify(read));
    assert.ok((newestOf(read.playlist)?.sequence ?? 0) >= wanted - 1);
  }
  assert.match(asked.join(), /^whole,bytes=-\d+,whole,whole$/);
});

test('what a server only says that it will give has cost nothing; what is unpacked counts a little', async (t) => {
  const said = await served(t, () => ({ headers: { 'content-length': 1e15 }, body: list(0, 5) }));
  const tooLarge = await said.reader.read(signal);
  assert.equal(tooLarge.how, 'tooLarge');
  assert.ok(tooLarge.carriedBytes < 1000, `${tooLarge.carriedBytes}`);
  const body = gzipSync(Buffer.alloc(4_000_000, '#EXTM3U\n'));
  const packed = await served(t, () => ({ body, headers: { 'content-encoding': 'gzip' } }));
  const { carriedBytes } = await packed.reader.read(signal);
  assert.ok(body.length < 50_000 && carriedBytes >= 200_000, `${carriedBytes}`);
});
