/** Many destinations at once, all but one of them bad: each says what is wrong, the good one and the recording never notice. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { assertNowhere } from '../tools/box/secrets.ts';
import { decodingErrors, packetCounts } from '../tools/measures/ffprobe.ts';
import { flvCounts, flvTags } from '../tools/measures/flv-counts.ts';
import { freePort } from '../tools/servers/free-port.ts';

const SECRET = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

async function tcpServer(t: TestContext, server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
  });
  return (server.address() as { port: number }).port;
}

function selfSigned(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const words = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=elsewhere.example'.split(
    ' ',
  );
  execFileSync('openssl', ['req', '-x509', ...words, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { certificate, key };
}

test('one good destination among seven bad ones', { timeout: 180_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-destinations-'));
  const server = await startServer({
    folder: join(folder, 'server'),
    keys: { [SECRET]: 'amphi-a' },
    tls: selfSigned(folder),
  });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const deaf = await tcpServer(
    t,
    createServer((socket) => socket.on('error', () => {}).resume()),
  );
  const web = new URL(server.httpUrl).host;
  const streamKey = `amphi-b?key=wrong-${SECRET}`;
  const bad = [
    ['wrong-key', server.rtmpUrl, 'refused', 'destinationRefused', /refuses the stream.*key/],
    ['wrong-app', server.rtmpUrl.replace('/live', '/elsewhere'), 'refused', 'destinationRefused', /refuses the stream/],
    [
      'no-name',
      'rtmp://nothing.invalid/live',
      'connecting',
      'destinationUnresolvable',
      /nothing\.invalid cannot be found/,
    ],
    [
      'no-server',
      `rtmp://127.0.0.1:${await freePort()}/live`,
      'connecting',
      'destinationUnreachable',
      /No server answers at 127\.0\.0\.1/,
    ],
    ['deaf', `rtmp://127.0.0.1:${deaf}/live`, 'connecting', 'destinationNoAnswer', /did not answer in time/],
    ['web', `rtmp://${web}/live`, 'connecting', 'destinationNotRtmp', /does not speak RTMP/],
    [
      'tls',
      server.rtmpsUrl as string,
      'connecting',
      'destinationTls',
      /secure connection to 127\.0\.0\.1 failed.*certificate/,
    ],
  ] as const;
  const destinations = [
    { id: 'good', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a') },
    ...bad.map(([id, url]) => ({ id, name: id, url, streamKey })),
  ];
  const device = await startDevice(t, { settings: { destinations } });

  device.press('short');
  const { session } = await device.waitFor(
    'every bad one has said why, the good one is live',
    ({ destinations: [good, ...others] }) =>
      good?.phase === 'live' && others.length === bad.length && others.every(({ reason }) => reason !== null),
  );

  // Each of them has by then been tried again, the slowest needs 5 s for a try.
  const state = await device.waitFor('20 s of recording', ({ recording }) => recording.seconds >= 20);

  await t.test('the good one had no reconnect and lost no frame', () => {
    const [good] = state.destinations;
    assert.deepEqual([good?.phase, good?.reconnects, good?.droppedFrames, good?.reason], ['live', 0, 0, null]);
    assert.ok((good?.kbps ?? 0) > 50, `${good?.kbps} kb/s`);
  });

  for (const [id, , phase, code, message] of bad) {
    await t.test(`${id}: ${code}`, async () => {
      const find = ({ destinations: all }: Awaited<ReturnType<typeof device.state>>) =>
        all.find((one) => one.id === id);
      // On a machine that others have too, the box may have been too busy for one of the tries.
      const one = find(await device.waitFor(code, (now) => find(now)?.reason?.code === code));
      assert.ok(one);
      assert.deepEqual([one.phase, one.reason?.code], [phase, code], JSON.stringify(one));
      assert.match(one.reason?.message ?? '', message);
      assert.match(one.reason?.message ?? '', /recording goes on/);
      const health = (await device.state()).health.items.find((item) => item.id === `destination-${id}`);
      assert.deepEqual([health?.level, health?.reason?.code], ['degraded', code]);
    });
  }

  await t.test('the lamps: recording is solid, live says that somebody must act', async () => {
    assert.deepEqual((await device.state()).lamps, { rec: 'solid', live: 'fast' });
  });

  await t.test('they are tried again and again, and none of that is in a hurry', () => {
    for (const [id] of bad) {
      const tries = device.lines.filter(
        (line) => line.includes(`"destination":"${id}"`) && line.includes('publication ended'),
      );
      assert.ok(tries.length >= 2 && tries.length <= 15, `${id} was tried ${tries.length} times in 20 s`);
    }
  });

  await t.test('the key is in no reason, log line, process list or answer', () => assertNowhere(device, SECRET));

  await t.test('the dry run names each that cannot be reached at all', async () => {
    const { body } = await device.ask('POST', '/api/checks');
    const { ok, checks } = body as {
      ok: boolean;
      checks: { id: string; level: string; reason: { code: string } | null }[];
    };
    assert.equal(ok, false);
    const of = (id: string) => checks.find((check) => check.id === `destination-${id}`);
    assert.equal(of('good')?.level, 'ok');
    assert.equal(of('no-name')?.reason?.code, 'destinationUnresolvable');
    assert.equal(of('no-server')?.reason?.code, 'destinationUnreachable');
    for (const id of ['camera', 'microphone', 'disk']) {
      const check = checks.find((one) => one.id === id);
      assert.equal(check?.level, 'ok', JSON.stringify(check));
    }
  });

  await t.test('the recording is one part without a gap', async () => {
    device.press('hold');
    await device.waitFor(
      'closed',
      ({ session: { phase }, recording }) => phase === 'ending' && recording.phase === 'off',
    );
    const id = session.id as string;
    const parts = await device.keepParts(id);
    assert.equal(parts.length, 1);
    const tags = await flvTags(parts[0] as string);
    for (const [kind, mostMs] of [
      ['audio', 100],
      ['video', 500],
    ] as const) {
      const times = tags
        .filter((tag) => tag.kind === kind && !tag.sequenceHeader)
        .map(({ timestampMs }) => timestampMs);
      const worst = Math.max(...times.slice(1).map((ms, index) => ms - (times[index] ?? 0)));
      assert.ok(worst <= mostMs, `${kind}: ${worst} ms without a frame`);
    }
    device.press('end');
    await device.waitForLine('joined', (line) => line.includes('recording joined'));
    const mp4 = join(device.recordingFolder(id), 'recording.mp4');
    assert.deepEqual(await packetCounts(mp4), await flvCounts(parts));
    assert.equal(await decodingErrors(mp4), '');
  });
});
