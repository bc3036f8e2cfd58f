/**
 * A room full of hostile machines while a talk is recorded and published: nothing breaks, nothing leaks, the technician
 * still gets in, and not one frame is lost.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../../image/server/local-server.ts';
import { type Device, PASSWORD, startDevice } from '../tools/box/device.ts';
import { type Ask, HostileClient } from '../tools/hostile/client.ts';
import { packetCounts, packetsOf } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { missingFrames } from '../tools/measures/missing-frames.ts';

const SECRET = '9a4be2175c0d4f86b3d1a8e67c20f395';
const TECHNICIAN = '127.0.0.1';
const BIG = '2026-01-05T10-00-00-big';
const BIG_BYTES = 300_000_000;
/**
 * V8 collects in its own time: six attacks in one life left 97, 89, 88, 98, 99 and 82 MB of 80, which is no growth. On a
 * quiet machine this test sees 1.10, beside other work up to 1.25; what is kept for good would grow with each phase.
 */
const MEMORY_BACK_WITHIN = 1.35;
const FRAMES_PER_SECOND = 30;
const SOUNDS_PER_SECOND = 48_000 / 1024;

/** Ways out of a folder, for whoever decodes once, twice, or by other rules. */
const WAYS_OUT = [
  '../auth.json',
  '..%2fauth.json',
  '..%2Fauth.json',
  '%2e%2e/auth.json',
  '%2e%2e%2fauth.json',
  '..%252fauth.json',
  '%252e%252e%252fauth.json',
  '..%c0%afauth.json',
  '..%e0%80%afauth.json',
  '..%5cauth.json',
  '..\\auth.json',
  '....//auth.json',
  '.%00./auth.json',
  '%00',
  '..;/auth.json',
  '/etc/passwd',
  '%2fetc%2fpasswd',
  '../../../../../../etc/passwd',
  'a'.repeat(5000),
  '%',
  '%zz',
];

const RUBBISH = [
  '{"nonsense":1}',
  '[]',
  'null',
  '"x"',
  '{"on":"yes","now":1,"title":{},"password":[]}',
  '{',
  '{"a":'.repeat(9000),
];

/** Resident memory of the service itself, without its workers. */
async function memoryMb({ pid }: Device): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Rss:\s+(\d+)/m.exec(text)?.[1]) / 1024;
}

/** Not `once`, which takes a reset connection for a failure: here it is an answer. */
function closed(socket: EventEmitter): Promise<void> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error('still open after a minute')), 60_000);
    socket.once('close', () => {
      clearTimeout(tooLong);
      resolve();
    });
  });
}

/** What a viewer of the real server receives, until it is told to end. */
async function view(t: TestContext, address: string, file: string): Promise<() => Promise<void>> {
  const child = spawn(
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      'ffmpeg',
      '-nostdin',
      '-v',
      'error',
      '-i',
      address,
      '-c',
      'copy',
      '-copyts',
      '-f',
      'flv',
      file,
    ],
    { stdio: 'ignore' },
  );
  const gone = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  return async () => {
    child.kill('SIGTERM');
    await gone;
  };
}

async function missingIn(file: string): Promise<{ pictures: number; sounds: number; seconds: number }> {
  const packets = await packetsOf(file);
  const times = (kind: 'video' | 'audio') => packets.filter((packet) => packet.kind === kind).map(({ dts }) => dts);
  const [pictures, sounds] = [times('video'), times('audio')];
  return {
    pictures: missingFrames(pictures, FRAMES_PER_SECOND),
    sounds: missingFrames(sounds, SOUNDS_PER_SECOND),
    seconds: (pictures.at(-1) ?? 0) - (pictures[0] ?? 0),
  };
}

const pictureBytes = async (file: string) =>
  (await packetsOf(file)).filter(({ kind }) => kind === 'video').map(({ bytes }) => bytes);

test('hostile machines on the network, a talk on air', { timeout: 400_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-hostile-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [SECRET]: 'amphi-a' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const big = join(folder, 'device/state/recordings', BIG);
  await mkdir(big, { recursive: true });
  await writeFile(join(big, 'session.json'), '{"title":null,"startedAt":"2026-01-05T10:00:00.000Z","marks":[]}');
  const video = await open(join(big, 'recording.mp4'), 'w');
  await video.truncate(BIG_BYTES);
  await video.close();
  const device = await startDevice(t, {
    folder: join(folder, 'device'),
    asUnit: true,
    settings: {
      camera: { device: 'test' },
      destinations: [{ id: 'main', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a') }],
    },
  });
  const technician = await device.logIn();
  const secrets = [SECRET, PASSWORD, technician.cookie.split('=')[1] ?? '', 'root:x:0'];
  const client = new HostileClient(device.port, secrets);
  const asTechnician = (ask: Ask) => client.ask({ ...ask, headers: { ...technician, ...ask.headers } });

  device.press('short');
  const { session } = await device.waitFor(
    'on air and on the disk',
    ({ recording, destinations }) => recording.seconds >= 10 && destinations[0]?.phase === 'live',
  );
  const id = session.id as string;
  const received = join(folder, 'received.flv');
  const endView = await view(t, `${server.rtmpUrl}/amphi-a`, received);
  // What a calm room asks for, so that everything is loaded that ever is.
  const calm = [
    '/',
    '/api/openapi.json',
    '/api/settings',
    '/api/recordings',
    '/api/log',
    '/api/history',
    '/api/nothing',
  ];
  for (const path of [...calm, `/api/recordings/${id}/video`]) await asTechnician({ path });
  await client.burst(300, 4, () => ({ path: '/api/state' }));
  const page = client.socket(TECHNICIAN, technician);
  page.on('open', () => page.send('{"type":"preview","on":true}'));
  await new Promise<void>((resolve) => {
    page.on('message', (_data, isBinary) => isBinary && resolve());
  });
  page.terminate();
  const before = await memoryMb(device);
  const figures: string[] = [];
  const phase = async (name: string, run: () => Promise<void>) => {
    await t.test(name, async () => {
      const startedMs = performance.now();
      await run();
      figures.push(
        `${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s, ${(await memoryMb(device)).toFixed(0)} MB`,
      );
      const now = await device.state();
      assert.deepEqual([now.session.id, now.session.phase], [id, 'running']);
    });
  };

  await phase('rubbish for every route, logged in and not', async () => {
    const document = JSON.parse((await client.ask({ path: '/api/openapi.json' }))?.body ?? '') as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    );
    assert.ok(routes.length > 20);
    for (const { path, method } of routes) {
      for (const body of method === 'GET' ? ['{"nonsense":1}'] : RUBBISH) {
        const ask = { method, path: path.replace(/\{\w+\}/g, 'nothing'), body };
        await client.ask({ ...ask, from: '127.0.0.9' });
        // Without a body to check these do what they say.
        if (!/logout|checks|trial/.test(path)) await asTechnician({ ...ask, from: '127.0.0.8' });
      }
    }
    const body = Buffer.alloc(10_000_000, 0x20);
    for (const path of ['/api/login', '/api/settings', '/api/session/start', '/nothing']) {
      const answer = await asTechnician({ method: path.includes('settings') ? 'PATCH' : 'POST', path, body });
      // 429: the rubbish before it was as many wrong passwords.
      const refusals: (number | undefined)[] = [undefined, 413, 404, ...(path === '/api/login' ? [429] : [])];
      assert.ok(refusals.includes(answer?.status), `${path} ${answer?.status}`);
    }
  });

  await phase('no way out of a folder', async () => {
    for (const way of WAYS_OUT) {
      for (const path of [
        `/${way}`,
        `/assets/${way}`,
        `/api/recordings/${way}`,
        `/api/recordings/${way}/video`,
        `/api/recordings/${BIG}/${way}`,
        `/api/recordings/${BIG}/video?part=${way}`,
        `/api/tokens/${way}`,
      ]) {
        const method = path.includes('tokens') ? 'DELETE' : 'GET';
        const answer = await asTechnician({ method, path });
        const isPage = answer?.status === 200 && answer.body.startsWith('<!doctype html>');
        assert.ok(isPage || (answer && answer.status >= 400), `${path} ${answer?.status}`);
        assert.doesNotMatch(answer?.body ?? '', /root:|"hash"/, path);
      }
    }
  });

  await phase('forged log-ins, foreign pages, guessed passwords', async () => {
    const own = technician.cookie;
    for (const cookie of [`${own}x`, own.slice(0, -1), 'pupitre=', 'pupitre=__proto__', `pupitre=${'A'.repeat(43)}`]) {
      for (const path of ['/api/settings', '/api/recordings', `/api/recordings/${BIG}/video`, '/api/log']) {
        assert.equal((await client.ask({ path, headers: { cookie } }))?.status, 401, `${cookie} ${path}`);
      }
    }
    const evil = { origin: 'http://evil.example' };
    assert.equal((await asTechnician({ method: 'POST', path: '/api/session/stop', headers: evil }))?.status, 403);
    assert.equal(await client.getsStatus(TECHNICIAN, { ...technician, ...evil }), false);
    const rebound = { origin: 'http://evil.example', host: 'evil.example' };
    assert.equal((await asTechnician({ method: 'POST', path: '/api/session/stop', headers: rebound }))?.status, 421);
    await client.burst(200, 100, (index) => ({
      method: 'POST',
      path: '/api/login',
      body: JSON.stringify({ password: `guess number ${index}` }),
      from: `127.0.1.${(index % 10) + 1}`,
    }));
    assert.ok((client.statuses.get(429) ?? 0) >= 100, 'guesses are held back');
  });

  await phase('5000 requests at once', () =>
    client.burst(5000, 200, (index) => ({
      path: ['/api/state', '/', '/api/nothing', '/api/settings', '/api/history'][index % 5] ?? '',
      from: `127.0.2.${(index % 4) + 1}`,
    })),
  );

  await phase('500 idle connections and 200 idle pages: the technician still gets in', async () => {
    const idle = Array.from({ length: 500 }, () => client.open('127.0.3.1'));
    const pages = Array.from({ length: 200 }, (_, index) => client.socket(`127.0.4.${(index % 2) + 1}`));
    await sleep(2000);
    assert.ok(await client.getsStatus(TECHNICIAN, technician), 'a page that is logged in');
    const login = await client.ask({
      method: 'POST',
      path: '/api/login',
      body: JSON.stringify({ password: PASSWORD }),
    });
    assert.equal(login?.status, 200);
    assert.ok(idle.filter(({ readyState }) => readyState === 'open').length <= 120);
    assert.ok(pages.filter(({ readyState }) => readyState === 1).length < 64);
    assert.ok((client.statuses.get(503) ?? 0) > 0, 'told when to come back');
    for (const socket of idle) socket.destroy();
    for (const page of pages) page.terminate();
  });

  await phase('floods of messages, and pages that never read', async () => {
    const ends: Promise<void>[] = [];
    for (let index = 0; index < 20; index += 1) {
      const socket = client.socket('127.0.5.1', index % 2 === 0 ? technician : {});
      ends.push(closed(socket));
      socket.on('open', () => {
        if (index === 0) return socket.send(Buffer.alloc(5_000_000));
        for (let sent = 0; sent < 5000; sent += 1) socket.send(`{"type":"preview","on":${sent % 2 === 0}}`);
      });
    }
    await Promise.all(ends);
    const deaf = Array.from({ length: 10 }, () => client.socket('127.0.5.2', technician));
    await Promise.all(
      deaf.map(async (socket) => {
        await once(socket, 'open');
        socket.send('{"type":"preview","on":true}');
        socket.pause();
      }),
    );
    await sleep(5000);
    for (const socket of deaf) socket.terminate();
  });

  await phase('slow heads, slow bodies, slow readers', async () => {
    const slow = Array.from({ length: 60 }, (_, index) => {
      const socket = client.open('127.0.6.1');
      const head = 'POST /api/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900\r\n';
      socket.write(index % 2 === 0 ? head : `${head}\r\n{`);
      const drip = setInterval(() => socket.write(index % 2 === 0 ? 'x-a: b\r\n' : ' '), 1000);
      socket.on('close', () => clearInterval(drip));
      return closed(socket);
    });
    const readers = Array.from({ length: 30 }, () => {
      const socket = client.open('127.0.6.2');
      socket.write(`GET /api/recordings/${BIG}/video HTTP/1.1\r\nhost: x\r\ncookie: ${technician.cookie}\r\n\r\n`);
      socket.once('data', () => socket.pause());
      return socket;
    });
    await Promise.all(slow);
    for (const socket of readers) socket.destroy();
  });

  await t.test('nothing broke and nothing leaked', async () => {
    assert.deepEqual(client.faults, []);
    assert.deepEqual(client.leaked, []);
    const said = `${device.lines.join('\n')}\n${device.said}`;
    for (const secret of secrets) assert.ok(!said.includes(secret), 'a secret is in the log');
    assert.equal(device.lines.filter((line) => line.includes('request failed')).length, 0);
  });

  await t.test('memory comes back', async () => {
    const startedMs = performance.now();
    const passedMs = () => performance.now() - startedMs;
    let after = await memoryMb(device);
    // V8 collects what is old in its own time.
    while (after > before * MEMORY_BACK_WITHIN && passedMs() < 60_000) {
      await sleep(1000);
      after = await memoryMb(device);
    }
    const figure = `${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after ${(passedMs() / 1000).toFixed(0)} s`;
    figures.push(`memory of the service: ${figure}`);
    assert.ok(after <= before * MEMORY_BACK_WITHIN, figures.join('\n'));
  });

  await t.test('not one frame is lost, recorded or published', async () => {
    const { destinations, health } = await device.state();
    assert.deepEqual(
      [destinations[0]?.phase, destinations[0]?.reconnects, destinations[0]?.droppedFrames],
      ['live', 0, 0],
    );
    assert.equal(health.level, 'ok', JSON.stringify(health));
    const history = JSON.parse((await client.ask({ path: '/api/history' }))?.body ?? '');
    const [main] = history.destinations;
    assert.ok(main.kbps.length >= 10 && main.kbps.length === main.delaySeconds.length, JSON.stringify(history));
    assert.ok(main.kbps.slice(5).every((kbps: number) => kbps > 0));
    assert.ok(main.droppedFrames.every((frames: number) => frames === 0));
    await endView();
    const parts = await device.keepParts(id);
    device.press('end');
    await device.waitForLine('joined', (line) => line.includes('recording joined'));
    assert.equal(parts.length, 1, 'the recording was never interrupted');
    const mp4 = join(device.recordingFolder(id), 'recording.mp4');
    assert.deepEqual(await flvCounts(parts), await packetCounts(mp4));
    const recorded = await missingIn(parts[0] as string);
    const published = await missingIn(received);
    figures.push(`recorded ${JSON.stringify(recorded)}`, `published ${JSON.stringify(published)}`);
    assert.ok(published.seconds > 20);
    assert.deepEqual([recorded.sounds, published.sounds], [0, 0]);
    // Other work on the machine may starve the encoder, attackers or not; what it made arrives, to the last frame.
    assert.ok(recorded.pictures <= 0.01 * FRAMES_PER_SECOND * recorded.seconds, `${recorded.pictures} pictures`);
    const [made, arrived] = [await pictureBytes(parts[0] as string), await pictureBytes(received)];
    const from = made.findIndex((_, index) =>
      arrived.slice(0, 20).every((bytes, more) => bytes === made[index + more]),
    );
    assert.deepEqual(arrived, made.slice(from, from + arrived.length), 'the viewer received every picture');
    assert.equal(device.lines.filter((line) => line.includes('lost frames')).length, 0);
  });
  t.diagnostic(figures.join('; '));
});
