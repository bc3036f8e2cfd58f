/** The shipped server configuration in a real nginx, with real publishers. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type LocalServerOptions, startServer } from '../../../image/server/local-server.ts';
import { isAlive, workersOf } from '../../tools/box/workers.ts';
import { eventually } from '../../tools/eventually.ts';
import { publish } from './publisher.ts';

const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const OTHER_KEY = 'aa9c1e0b7a52d8846c0f5e9b21a7d4c3';
const KEYS = { [KEY]: 'amphi-a', [OTHER_KEY]: 'amphi-b' };

async function server(t: TestContext, options: Partial<LocalServerOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-server-'));
  const started = await startServer({ folder, keys: KEYS, ...options });
  t.after(async () => {
    await started.stop();
    await rm(folder, { recursive: true });
  });
  return { ...started, folder };
}

async function playlist(address: string) {
  const answer = await fetch(address);
  const text = await answer.text();
  if (!answer.ok) return null;
  return {
    text,
    sequence: Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]),
    segments: text.split('\n').filter((line) => line.endsWith('.ts')),
    headers: answer.headers,
  };
}

const withSegments = async (address: string, count: number) => {
  const list = await playlist(address);
  return list !== null && list.segments.length >= count && list;
};

test('the right key puts the room on air under its public name, and the key shows nowhere', async (t) => {
  const { rtmpUrl, streamKey, hlsUrl, httpUrl, watchUrl, stat, folder } = await server(t);
  assert.equal(await playlist(hlsUrl('amphi-a')), null);
  publish(t, `${rtmpUrl}/${streamKey('amphi-a')}`);

  const first = await eventually('two segments', () => withSegments(hlsUrl('amphi-a'), 2));
  const later = await eventually('two more segments', () => withSegments(hlsUrl('amphi-a'), first.segments.length + 2));
  assert.deepEqual(later.segments.slice(0, first.segments.length), first.segments);
  assert.equal(later.headers.get('cache-control'), 'no-cache');
  assert.equal(later.headers.get('access-control-allow-origin'), '*');

  const segment = await fetch(new URL(later.segments[0] ?? '', hlsUrl('amphi-a')));
  assert.equal(segment.headers.get('content-type'), 'video/mp2t');
  assert.equal(segment.headers.get('access-control-allow-origin'), '*');
  assert.ok((await segment.arrayBuffer()).byteLength > 1_000);

  const { streams } = await stat();
  assert.deepEqual(
    streams.map(({ name, publishing, video, audio }) => [name, publishing, video?.codec, video?.height, audio?.codec]),
    [['amphi-a', true, 'H264', 180, 'AAC']],
  );
  assert.ok((streams[0]?.bytesIn ?? 0) > 10_000);

  const page = await (await fetch(watchUrl('amphi-a'))).text();
  assert.match(page, /<video/);
  const seen = [later.text, page, JSON.stringify(await stat()), await readFile(join(folder, 'publish.log'), 'utf8')];
  assert.ok(!seen.join().includes(KEY), 'the key must not be readable anywhere');
  assert.ok(!(await readdir(join(folder, 'web/live'))).join().includes(KEY));
  // What nginx keeps for itself is not for viewers.
  assert.equal((await fetch(`${httpUrl}/stat`)).status, 404);
  assert.equal((await fetch(`${httpUrl}/publish?key=${KEY}&name=amphi-a`)).status, 404);
});

test('a wrong, foreign, missing or misplaced key is refused', async (t) => {
  const { rtmpUrl, folder, stat } = await server(t);
  for (const key of [
    `amphi-a?key=${KEY}0`,
    `amphi-a?key=${OTHER_KEY}`,
    'amphi-a',
    KEY,
    `${KEY}?key=${KEY}`,
    'amphi-a?key=',
  ]) {
    const { failed } = await publish(t, `${rtmpUrl}/${key}`).ended;
    assert.ok(failed, `${key} was taken`);
  }
  assert.deepEqual((await stat()).streams, []);
  assert.deepEqual(await readdir(join(folder, 'web/live')), []);
  assert.match(await readFile(join(folder, 'publish.log'), 'utf8'), /^(\S+ 127\.0\.0\.1 room="[a-z-]*" 403\n){6}$/);
});

test('a second publisher of a room is refused and the first one never notices', async (t) => {
  const { rtmpUrl, streamKey, hlsUrl, stat } = await server(t);
  const address = `${rtmpUrl}/${streamKey('amphi-a')}`;
  const first = publish(t, address);
  const before = await eventually('a segment', () => withSegments(hlsUrl('amphi-a'), 1));

  const second = await publish(t, address).ended;
  assert.ok(second.failed);
  assert.match(second.said, /Already publishing/);

  const after = await eventually('two more', () => withSegments(hlsUrl('amphi-a'), before.segments.length + 2));
  assert.equal(after.text.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 1, 'only the one at the start');
  assert.equal((await stat()).streams.length, 1);
  await first.stop();
  await eventually('the room free again', async () => (await stat()).streams.every((stream) => !stream.publishing));
});

test('after a crash of the server and a new publisher the playlist goes on where it was', async (t) => {
  const box = await server(t);
  const address = `${box.rtmpUrl}/${box.streamKey('amphi-a')}`;
  const first = publish(t, address);
  const before = await eventually('two segments', () => withSegments(box.hlsUrl('amphi-a'), 2));
  box.kill('SIGKILL');
  assert.ok((await first.ended).failed, 'the publisher must notice the crash');
  await assert.rejects(box.stat());

  await box.restart();
  publish(t, address);
  const after = await eventually('more segments', () =>
    withSegments(box.hlsUrl('amphi-a'), before.segments.length + 2),
  );
  assert.equal(after.sequence, before.sequence);
  assert.deepEqual(after.segments.slice(0, before.segments.length), before.segments);
  assert.equal(after.text.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 2, 'the start and the crash');
});

test('RTMPS takes the same keys, and does not open RTMP playing', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-tls-'));
  t.after(() => rm(folder, { recursive: true }));
  const tls = {
    certificate: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
  };
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout ${tls.key} -out ${tls.certificate}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  const { rtmpsUrl, rtmpUrl, streamKey, hlsUrl } = await server(t, { tls });
  publish(t, `${rtmpsUrl}/${streamKey('amphi-a')}`);
  await eventually('a segment', () => withSegments(hlsUrl('amphi-a'), 1));
  assert.ok(plays(`${rtmpUrl}/amphi-a`), 'this machine may play over RTMP');
  assert.ok(!plays(`${rtmpsUrl}/amphi-a`), 'others use HLS');
});

function plays(address: string): boolean {
  try {
    return execFileSync('ffprobe', ['-v', 'error', '-show_streams', address], {
      timeout: 20_000,
      stdio: 'pipe',
    }).includes('h264');
  } catch {
    return false;
  }
}

test('a server that cannot start says why in its own words', async (t) => {
  const { httpUrl, folder } = await server(t);
  const taken = Number(new URL(httpUrl).port);
  await assert.rejects(startServer({ folder: join(folder, 'second'), keys: {}, httpPort: taken }), (error: Error) => {
    assert.match(
      error.message,
      new RegExp(`nginx did not start: .*127\\.0\\.0\\.1:${taken} failed .*Address already in use`),
    );
    return true;
  });
  await assert.rejects(startServer({ folder: join(folder, 'third'), keys: { 'a;b': 'x' } }), /publishing key/);
  await assert.rejects(startServer({ folder: join(folder, 'third'), keys: { abc: '../x' } }), /room/);
});

test('stop ends all of nginx, a frozen one too', async (t) => {
  const { pid, stop, kill } = await server(t);
  // Whether its ports answer would tell less: the next test may have been given the same ones.
  const processes = [pid, ...(await workersOf(pid)).map((worker) => worker.pid)];
  assert.ok(processes.length > 1, 'a master and its worker');
  kill('SIGSTOP');
  await stop();
  await stop();
  for (const each of processes) assert.equal(await isAlive(each), false, `process ${each}`);
});
