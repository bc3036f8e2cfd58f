/**
 * HLS in the forms that are met, packaged by ffmpeg from a real publication and given as real servers give it: what the box says
 * of each, beside what ffmpeg as a player makes of it. Prints the table.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { eventually } from '../../tools/eventually.ts';
import { type Manner, plain, startHlsFiles } from '../../tools/servers/hls-files.ts';
import { lampAfter, published, type Reader, tableRow } from '../../tools/streams/published-stream.ts';
import { startPackager } from './hls-packager.ts';

const run = promisify(execFile);
/** Packagers begin some seconds after the publication, and some of these cut pieces of 6 s. */
const WITHIN_SECONDS = 120;
const AT_ONCE = 6;

const COPY = '-c copy -f hls -hls_list_size 6 -hls_flags delete_segments';
const FORMS = (folder: string, keyInfo = join(folder, 'info')) => ({
  plain: { words: `-map 0 ${COPY} -hls_time 2`, file: 'live.m3u8' },
  long: { words: `-map 0 ${COPY} -hls_time 6`, file: 'live.m3u8' },
  fmp4: { words: `-map 0 ${COPY} -hls_time 2 -hls_segment_type fmp4`, file: 'live.m3u8' },
  growing: { words: '-map 0 -c copy -f hls -hls_time 2 -hls_playlist_type event', file: 'live.m3u8' },
  oneFile: { words: '-map 0 -c copy -f hls -hls_time 2 -hls_list_size 6 -hls_flags single_file', file: 'live.m3u8' },
  encrypted: { words: `-map 0 ${COPY} -hls_time 2 -hls_key_info_file ${keyInfo}`, file: 'live.m3u8' },
  rekeyed: { words: `-map 0 ${COPY}+periodic_rekey -hls_time 2 -hls_key_info_file ${keyInfo}.iv`, file: 'live.m3u8' },
  picture: { words: `-map 0:v ${COPY} -hls_time 2`, file: 'live.m3u8' },
  pictureFmp4: { words: `-map 0:v ${COPY} -hls_time 2 -hls_segment_type fmp4`, file: 'live.m3u8' },
  sound: { words: `-map 0:a ${COPY} -hls_time 2`, file: 'live.m3u8' },
  adts: {
    words: `-map 0:a -c copy -f segment -segment_time 2 -segment_list_type m3u8 -segment_list_flags live -segment_list_size 6 -segment_list ${folder}/adts/live.m3u8`,
    file: '%d.aac',
  },
  soundFmp4: { words: `-map 0:a ${COPY} -hls_time 2 -hls_segment_type fmp4`, file: 'live.m3u8' },
});

async function packaged(t: TestContext) {
  const stream = await published(t);
  const folder = join(stream.folder, 'packaged');
  await mkdir(folder);
  const files = await startHlsFiles(t, folder);
  await writeFile(join(folder, 'key'), randomBytes(16));
  const keyUrl = files.address('any', 'key');
  await writeFile(join(folder, 'info'), `${keyUrl}\n${join(folder, 'key')}\n`);
  await writeFile(join(folder, 'info.iv'), `${keyUrl}\n${join(folder, 'key')}\n${randomBytes(16).toString('hex')}\n`);
  const start = async () => {
    stream.publisher.ensureStarted();
    await eventually('on air', async () => stream.publisher.status.phase === 'live');
    const rtmpUrl = `${stream.server.rtmpUrl}/room`;
    await startPackager(t, { rtmpUrl, folder, forms: FORMS(folder) });
  };
  return { ...stream, files, folder, start };
}

/** A playlist of variants, each with its sound where one is named. */
function master(
  variants: { path: string; bandwidth: number; sound?: string; codecs?: string }[],
  ...more: string[]
): string {
  const sounds = [...new Set(variants.flatMap(({ sound }) => sound ?? []))];
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    ...more,
    ...sounds.map(
      (uri) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${uri}",NAME="en",DEFAULT=YES,AUTOSELECT=YES,URI="../${uri}"`,
    ),
    ...variants.flatMap(({ path, bandwidth, sound, codecs = 'avc1.42c01e,mp4a.40.2' }) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="${codecs}"${sound ? `,AUDIO="${sound}"` : ''}`,
      `../${path}`,
    ]),
    '',
  ].join('\n');
}

/** At `m/live.m3u8` a playlist of variants, all else as it is. */
const masterOf =
  (text: string): Manner =>
  (asked) =>
    asked.path === 'm/live.m3u8' ? { body: text } : null;

const packed =
  (encoding: string, pack: (file: Buffer) => Buffer): Manner =>
  ({ file }) =>
    file && { headers: { 'content-encoding': encoding }, body: pack(file) };

const rewritten =
  (rewrite: (text: string) => string): Manner =>
  ({ path, file }) =>
    file && path.endsWith('.m3u8') ? { body: rewrite(file.toString()) } : null;

const isPlaylist = (path: string) => path.endsWith('.m3u8');

/** Set by the first answer, required by all others, and by segments too. */
const cookies: Manner = ({ path, query, headers, file }) => {
  if (path === 'plain/live.m3u8' && !query.has('moved'))
    return { status: 302, headers: { location: '?moved=1', 'set-cookie': ['pass=a.b-c; Path=/', 'x=1; Max-Age=0'] } };
  if (headers.cookie !== 'pass=a.b-c') return { status: 403 };
  return isPlaylist(path) ? { headers: { 'set-cookie': 'pass=a.b-c; Path=/; HttpOnly' }, body: file ?? '' } : null;
};

/** A gap of 2 s for every second piece. */
const gaps = (text: string) => {
  let at = 0;
  return text.replace(/^#EXTINF/gm, (tag) => (++at % 2 === 0 ? `#EXT-X-GAP\n${tag}` : tag));
};

const defines = (text: string) =>
  text
    .replace('#EXTM3U\n', '#EXTM3U\n#EXT-X-DEFINE:NAME="end",VALUE="ts"\n#EXT-X-DEFINE:QUERYPARAM="auth"\n')
    .replace(/^(\S+)\.ts$/gm, '$1.{$end}?auth={$auth}');

/** What stands before a packed piece of sound: an ID3 tag with its time. */
const ID3 = Buffer.concat([Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x0a', 'latin1'), Buffer.alloc(10)]);

interface Case {
  what: string;
  path: string;
  manner?: Manner;
  /** A query of the viewers' address. */
  query?: string;
  /** `seen` with no reason, where nothing else is said. */
  code?: string;
  seen?: 'seen' | 'notSeen' | 'unknown';
  /** ffmpeg 5.1 as a player does not understand it, or is not asked. */
  judge?: false;
}

const SEEN: Case[] = [
  { what: 'MPEG-TS, 2 s', path: 'plain/live.m3u8' },
  { what: 'pieces of 6 s', path: 'long/live.m3u8' },
  { what: 'fragmented MP4', path: 'fmp4/live.m3u8' },
  { what: 'growing (EVENT)', path: 'growing/live.m3u8' },
  { what: 'byte ranges of one file', path: 'oneFile/live.m3u8' },
  { what: 'AES-128, number as IV', path: 'encrypted/live.m3u8' },
  { what: 'AES-128, IV given, key anew', path: 'rekeyed/live.m3u8' },
  {
    what: 'sound apart, fragmented MP4',
    path: 'm/live.m3u8',
    manner: masterOf(master([{ path: 'pictureFmp4/live.m3u8', bandwidth: 900_000, sound: 'soundFmp4/live.m3u8' }])),
  },
  {
    what: 'sound apart, MPEG-TS',
    path: 'm/live.m3u8',
    manner: masterOf(master([{ path: 'picture/live.m3u8', bandwidth: 900_000, sound: 'sound/live.m3u8' }])),
  },
  {
    what: 'sound apart, packed AAC',
    path: 'm/live.m3u8',
    manner: (asked) =>
      asked.path.endsWith('.aac') && asked.file
        ? { body: Buffer.concat([ID3, asked.file]) }
        : masterOf(master([{ path: 'picture/live.m3u8', bandwidth: 900_000, sound: 'adts/live.m3u8' }]))(asked),
  },
  {
    what: 'two qualities, the better is 404',
    path: 'm/live.m3u8',
    manner: masterOf(
      master([
        { path: 'none/live.m3u8', bandwidth: 9_000_000 },
        { path: 'plain/live.m3u8', bandwidth: 900_000 },
      ]),
    ),
    code: 'readBackSomeFail',
  },
  {
    what: 'two qualities, the lesser is 404',
    path: 'm/live.m3u8',
    manner: masterOf(
      master([
        { path: 'plain/live.m3u8', bandwidth: 9_000_000 },
        { path: 'none/live.m3u8', bandwidth: 900_000 },
      ]),
    ),
    code: 'readBackSomeFail',
  },
  {
    what: 'two qualities, pieces of one are 404',
    path: 'm/live.m3u8',
    manner: (asked) =>
      asked.path.startsWith('long/') && !isPlaylist(asked.path)
        ? { status: 404 }
        : masterOf(
            master([
              { path: 'long/live.m3u8', bandwidth: 9_000_000 },
              { path: 'plain/live.m3u8', bandwidth: 900_000 },
            ]),
          )(asked),
    code: 'readBackSomeFail',
  },
  { what: 'gzip, asked or not', path: 'plain/live.m3u8', manner: packed('gzip', gzipSync) },
  { what: 'deflate', path: 'plain/live.m3u8', manner: packed('deflate', deflateSync) },
  { what: 'deflate without its head', path: 'plain/live.m3u8', manner: packed('deflate', deflateRawSync) },
  { what: 'brotli', path: 'plain/live.m3u8', manner: packed('br', brotliCompressSync), judge: false },
  { what: 'a cookie of the redirect', path: 'plain/live.m3u8', manner: cookies },
  { what: 'gaps', path: 'plain/live.m3u8', manner: rewritten(gaps) },
  {
    what: 'variables (EXT-X-DEFINE)',
    path: 'plain/live.m3u8',
    query: '?auth=a%2Bb',
    manner: rewritten(defines),
    judge: false,
  },
];

const NOT_UNDERSTOOD: Case[] = [
  {
    what: 'SAMPLE-AES',
    path: 'plain/live.m3u8',
    manner: rewritten((text) => text.replace('#EXTINF', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k"\n#EXTINF')),
  },
  {
    what: 'a key for those who are logged in',
    path: 'encrypted/live.m3u8',
    manner: rewritten((text) => text.replace(/URI="[^"]*"/g, 'URI="/locked/none"')),
  },
  { what: 'compressed by zstd', path: 'plain/live.m3u8', manner: packed('zstd', (file) => file) },
  { what: 'a variable that is not there', path: 'plain/live.m3u8', manner: rewritten(defines) },
];

/** Seconds of it that ffmpeg as a player gets; null: it cannot. */
async function judged(address: string): Promise<number | null> {
  const words = [
    '-v',
    'error',
    '-nostdin',
    '-i',
    address,
    '-t',
    '3',
    '-c',
    'copy',
    '-f',
    'null',
    '-progress',
    '-',
    '-',
  ];
  const said = await run('ffmpeg', words, { timeout: 60_000 }).catch(() => null);
  const microseconds = [...(said?.stdout ?? '').matchAll(/out_time_us=(\d+)/g)].at(-1)?.[1];
  return microseconds === undefined ? null : Number(microseconds) / 1e6;
}

test('forms of HLS that play are seen, those that this box does not understand accuse nobody', {
  timeout: 900_000,
}, async (t) => {
  const { files, folder, reader, start } = await packaged(t);
  await mkdir(join(folder, 'm'));
  files.behave('locked', () => ({ status: 403 }));
  const cases = [...SEEN, ...NOT_UNDERSTOOD.map((one) => ({ ...one, seen: 'unknown' as const, code: 'cannotTell' }))];
  for (const [at, { manner }] of cases.entries()) files.behave(`v${at}`, (asked) => manner?.(asked) ?? plain(asked));
  await start();
  const rows: string[] = [];
  const denied = new Map<string, string>();
  const look = async ({ what, path, query = '', seen = 'seen', code }: Case, at: number) => {
    const one = reader({ watchUrl: `${files.address(`v${at}`, path)}${query}` });
    const startedMs = performance.now();
    const isSo = () => {
      const { seen: now, reason } = one.readBack.status;
      if (now === 'notSeen') denied.set(what, JSON.stringify(reason));
      return now === seen && reason?.code === code;
    };
    await eventually(`${what}: ${seen} ${code}`, async () => isSo(), WITHIN_SECONDS).catch((error: Error) => {
      throw new Error(`${error.message}; ${JSON.stringify(one.readBack.status)} ${one.log}`);
    });
    rows.push(tableRow(what, one.lamp(), (performance.now() - startedMs) / 1000, one));
    await one.readBack.close();
  };
  // A few at a time: each decodes a segment.
  for (let at = 0; at < cases.length; at += AT_ONCE)
    await Promise.all(cases.slice(at, at + AT_ONCE).map((one, index) => look(one, at + index)));
  assert.deepEqual([...denied], [], 'nobody is accused');
  const played = await Promise.all(
    SEEN.map(async ({ what, path, query = '', judge }, at) => {
      const seconds = judge === false ? null : await judged(`${files.address(`v${at}`, path)}${query}`);
      return `${what}: ${seconds === null ? 'not played' : `${seconds.toFixed(1)} s played`} by ffmpeg`;
    }),
  );
  t.diagnostic(`\n${rows.join('\n')}\n${played.join('\n')}`);
});

test('coded anew: for ten times the rate it is seen; in a coding that is not known here, it cannot be told', {
  timeout: 300_000,
}, async (t) => {
  const { files, folder, server, publisher, reader } = await published(t).then(async (stream) => {
    const folder = join(stream.folder, 'packaged');
    await mkdir(folder);
    return { ...stream, folder, files: await startHlsFiles(t, folder) };
  });
  publisher.ensureStarted();
  await eventually('on air', async () => publisher.status.phase === 'live');
  const live = '-f hls -hls_time 6 -hls_list_size 4';
  // A small picture, filled up to its rate: coding it takes next to no time.
  const small = '-vf scale=160:90 -preset ultrafast';
  const x264 = `-c:v libx264 ${small} -b:v 6M -minrate 6M -maxrate 6M -bufsize 6M -x264-params nal-hrd=cbr:keyint=30`;
  const forms = {
    constant: { words: `-map 0 ${x264} -c:a aac ${live}`, file: 'live.m3u8' },
    h265: {
      words: `-map 0 -c:v libx265 ${small} -x265-params log-level=none:keyint=30 -c:a aac ${live}`,
      file: 'live.m3u8',
    },
  };
  await startPackager(t, { rtmpUrl: `${server.rtmpUrl}/room`, folder, forms });
  const [constant, h265] = Object.keys(forms).map((form) =>
    reader({ watchUrl: files.address(form, `${form}/live.m3u8`) }),
  );
  const seconds = await lampAfter('6 Mb/s', constant as Reader, 'solid', WITHIN_SECONDS);
  const isTold = async () => (h265 as Reader).readBack.status.reason?.code === 'cannotTell';
  await eventually('H.265 is told', isTold, WITHIN_SECONDS);
  const status = (h265 as Reader).readBack.status;
  assert.deepEqual([status.seen, status.reason?.values.what], ['unknown', 'H.265']);
  const { others } = files.given('constant');
  assert.ok(others > 3_000_000, `${others} bytes are more than the stream has`);
  t.diagnostic(
    `\n${tableRow('6 Mb/s', 'solid', seconds, constant as Reader)}\n${tableRow('H.265', 'slow', '', h265 as Reader)}`,
  );
});
