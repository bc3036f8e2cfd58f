/**
 * What the box says of its viewers, with a real server, a real publication, and between the server and the viewers what is met
 * there. Prints the table: case, what the LIVE lamp said, after how long.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QualityLevel } from '../../../device/media/publisher/quality-level.ts';
import { eventually } from '../../tools/eventually.ts';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import { freePort } from '../../tools/servers/free-port.ts';
import { type Front, startHlsFront } from '../../tools/servers/hls-front.ts';
import { lampAfter, published, type Reader, SECRET, tableRow } from '../../tools/streams/published-stream.ts';

test('seen from the press on: the shipped server, by roundabout ways, and coded anew', async (t) => {
  const { server, publisher, reader } = await published(t);
  const front = await startHlsFront(t, server.hlsUrl('room'));
  const cases: [what: string, Reader, delayKnown: boolean][] = [['the shipped server', reader({}), true]];
  for (const way of ['roundabout', 'transcoded'] as const) {
    front.become(way, way);
    cases.push([way, reader({ watchUrl: front.address(way) }), way !== 'transcoded']);
  }
  const inside = { watchUrl: `http://127.0.0.1:${await freePort()}/room.m3u8`, readBackUrl: server.hlsUrl('room') };
  cases.push(['out of reach, readBackUrl given', reader(inside), true]);
  publisher.ensureStarted();
  const rows = await Promise.all(
    cases.map(async ([what, one, delayKnown]) => {
      const seconds = await lampAfter(what, one, 'solid');
      const { viewerDelaySeconds: delay, seenBy, reason } = one.readBack.status;
      assert.deepEqual([seenBy, reason], ['segments', null]);
      if (delayKnown) assert.ok(delay !== null && delay > 6 && delay < 12, `${what}: ${delay} s behind`);
      return tableRow(what, 'solid', seconds, one);
    }),
  );
  await sleep(20_000);
  for (const [what, { log }] of cases)
    assert.equal(log.filter((line) => line.includes('"read back"')).length, 1, `${what} stays seen: ${log}`);
  t.diagnostic(`\n${rows.join('\n')}`);
});

/** Faults that are there from the press on: the lamp must never be solid. */
const NEVER: [Front, code: string][] = [
  ['notFound', 'readBackRefused'],
  ['loginPage', 'readBackNotPlaylist'],
  ['redirectsForEver', 'readBackRedirects'],
  ['mute', 'readBackGone'],
  ['huge', 'readBackSegment'],
  ['endless', 'readBackSegment'],
  ['garbage', 'readBackUndecodable'],
  ['silent', 'readBackSilent'],
  ['black', 'readBackBlack'],
];

test('a fault from the press on: never solid, and said why', async (t) => {
  const { server, publisher, reader } = await published(t);
  const front = await startHlsFront(t, server.hlsUrl('room'));
  // Of the talk before this one, as a cache keeps it.
  publisher.ensureStarted();
  await eventually('a playlist', async () => (await fetch(server.hlsUrl('room'))).ok);
  front.become('old', 'cached');
  assert.equal((await fetch(front.address('old'))).status, 200);
  await publisher.ensureStopped();
  const tls = await selfSigned(t);
  const untrusted = await startHlsFront(t, server.hlsUrl('room'), tls);
  const cases: [string, Reader, string][] = NEVER.map(([way, code]) => {
    front.become(way, way);
    return [way, reader({ watchUrl: front.address(way) }), code];
  });
  cases.push(['an old playlist from a cache', reader({ watchUrl: front.address('old') }), 'readBackStands']);
  cases.push(['a certificate that is wrong', reader({ watchUrl: untrusted.address('tls') }), 'readBackTls']);
  const nothing = `http://127.0.0.1:${await freePort()}/room.m3u8`;
  cases.push(['out of reach from the room', reader({ watchUrl: nothing }), 'readBackUnreachable']);
  const solid = new Set<string>();
  const watching = setInterval(() => {
    for (const [what, { lamp }] of cases) if (lamp() === 'solid') solid.add(what);
  }, 50);
  t.after(async () => clearInterval(watching));
  publisher.ensureStarted();
  const startedMs = performance.now();
  const rows = await Promise.all(
    cases.map(async ([what, one, code]) => {
      await eventually(`${what}: ${code}`, async () => one.readBack.status.reason?.code === code, 90).catch(
        (error: Error) => {
          throw new Error(`${error.message}; ${JSON.stringify(one.readBack.status)}`);
        },
      );
      return tableRow(what, one.lamp(), (performance.now() - startedMs) / 1000, one);
    }),
  );
  assert.deepEqual([...solid], []);
  for (const way of ['huge', 'endless']) assert.ok(process.memoryUsage().rss < 1e9, way);
  t.diagnostic(`\n${rows.join('\n')}`);
});

/** Faults in mid-talk: not solid before long (the table says when), solid again once it is over. */
const LOST: [Front, code: string][][] = [
  [
    ['cached', 'readBackStands'],
    ['sameSegment', 'readBackFrozen'],
    ['noSegments', 'readBackSegment'],
    ['notFound', 'readBackRefused'],
    ['mute', 'readBackGone'],
  ],
  [
    ['silent', 'readBackSilent'],
    ['noSound', 'readBackSilent'],
    ['black', 'readBackBlack'],
    ['other', 'readBackOther'],
  ],
];

for (const group of LOST) {
  test(`a fault in mid-talk: ${group.map(([way]) => way).join(', ')}`, async (t) => {
    const { server, publisher, reader } = await published(t);
    const front = await startHlsFront(t, server.hlsUrl('room'));
    const readers = group.map(([way, code]) => ({ way, code, one: reader({ watchUrl: front.address(way) }) }));
    publisher.ensureStarted();
    await Promise.all(readers.map(({ way, one }) => lampAfter(way, one, 'solid')));
    await sleep(5000);
    for (const { way } of readers) front.become(way, way);
    const rows = await Promise.all(
      readers.map(async ({ way, code, one }) => {
        const seconds = await lampAfter(way, one, 'slow');
        assert.equal(one.readBack.status.reason?.code, code, JSON.stringify(one.readBack.status));
        const said = tableRow(way, 'slow', seconds, one);
        front.become(way, 'honest');
        const back = await lampAfter(way, one, 'solid');
        return `${said}\n${tableRow('  over', 'solid', back, one)}`;
      }),
    );
    t.diagnostic(`\n${rows.join('\n')}`);
  });
}

test('a picture that stands still behind a server that codes anew', async (t) => {
  const { server, publisher, reader } = await published(t);
  const front = await startHlsFront(t, server.hlsUrl('room'));
  front.become('room', 'transcoded');
  const one = reader({ watchUrl: front.address('room') });
  publisher.ensureStarted();
  await lampAfter('transcoded', one, 'solid');
  front.become('room', 'still');
  const seconds = await lampAfter('still', one, 'slow');
  assert.equal(one.readBack.status.reason?.code, 'readBackFrozen');
  t.diagnostic(`\n${tableRow('still', 'slow', seconds, one)}`);
});

test('on a metered or thin link: one segment, then playlists alone, and it says so', async (t) => {
  const { server, publisher, reader } = await published(t);
  const front = await startHlsFront(t, server.hlsUrl('room'));
  const metered = reader({ watchUrl: front.address('metered'), readBack: 'playlist' });
  const usual = reader({ watchUrl: front.address('usual') });
  const stream: { level: QualityLevel; hasPicture: boolean; kbps: number } = {
    level: 'full',
    hasPicture: true,
    kbps: 1000,
  };
  const thin = reader({ watchUrl: front.address('thin') }, stream);
  publisher.ensureStarted();
  await lampAfter('metered', metered, 'solid');
  await lampAfter('usual', usual, 'solid');
  await lampAfter('thin', thin, 'solid');
  stream.level = 'stills';
  const thinBefore = front.given('thin').segments;
  const before = front.given('metered').segments;
  const usualBefore = front.given('usual').segments;
  await sleep(20_000);
  assert.equal(metered.readBack.status.seenBy, 'playlist');
  assert.equal(usual.readBack.status.seenBy, 'segments');
  assert.equal(thin.readBack.status.seenBy, 'playlist');
  assert.ok(thin.readBack.status.viewerDelaySeconds !== null, 'the delay is counted on');
  assert.equal(front.given('metered').segments, before, 'no segment more');
  assert.equal(front.given('thin').segments, thinBefore, 'no segment more');
  assert.ok(front.given('usual').segments > usualBefore);
  front.become('metered', 'cached');
  const seconds = await lampAfter('metered, the playlist stands', metered, 'slow');
  t.diagnostic(
    `not solid after ${seconds.toFixed(1)} s; given in 20 s: ${JSON.stringify({ metered: front.given('metered'), usual: front.given('usual') })}`,
  );
});

test('the delay is that of the content: a keyframe is known by its bytes, at the time that the stream itself says', async (t) => {
  const { folder, server, publisher, marks, keyframes } = await published(t);
  publisher.ensureStarted();
  await eventually('some segments', async () => keyframes.size >= 5);
  const playlist = await (await fetch(server.hlsUrl('room'))).text();
  const names = playlist.match(/^\S+\.ts$/gm) ?? [];
  assert.ok(names.length >= 3);
  for (const name of names) {
    const bytes = Buffer.from(await (await fetch(new URL(name, server.hlsUrl('room')))).arrayBuffer());
    const { dated, video, audio } = marks.find(bytes);
    const [first] = (await packetsOf(join(folder, 'web/live', name))).filter(({ kind }) => kind === 'video');
    // nginx-rtmp keeps the times of RTMP, 0.7 s later.
    const capturedMs = keyframes.get(Math.round((first?.pts ?? 0) * 1000) - 700);
    assert.ok(capturedMs !== undefined, `${first?.pts} s among ${[...keyframes.keys()]}`);
    assert.deepEqual([dated?.kind, dated?.atMs, video, audio], ['video', capturedMs, true, true]);
  }
});

test('a token is in no log', async (t) => {
  const { server, publisher, reader } = await published(t);
  const front = await startHlsFront(t, server.hlsUrl('room'));
  front.become('room', 'notFound');
  const { log, readBack } = reader({ watchUrl: `${front.address('room')}?token=${SECRET}` });
  publisher.ensureStarted();
  await eventually('it says why', async () => readBack.status.reason?.code === 'readBackRefused', 90);
  assert.ok(!`${log}${JSON.stringify(readBack.status)}`.includes(SECRET));
});

async function selfSigned(t: TestContext): Promise<{ certificate: string; key: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=stream -addext subjectAltName=IP:127.0.0.1';
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
}
