/** The way to the servers tried with real workers: the shipped server, a thin link to it, and servers that behave badly. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { flvFileHeader } from '../../../device/media/flv/flv-writer.ts';
import { Rehearsal } from '../../../device/media/rehearsal/rehearsal.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import type { Destination, Settings } from '../../../device/settings/settings-schema.ts';
import { startServer } from '../../../image/server/local-server.ts';
import { isAlive } from '../../tools/box/workers.ts';
import { eventually } from '../../tools/eventually.ts';
import { startShapedRelay } from '../../tools/links/shaped-relay.ts';
import { decodingErrors, packetsOf, pictureSizes } from '../../tools/measures/ffprobe.ts';
import { tag } from '../../tools/samples/flv-samples.ts';
import { freePort } from '../../tools/servers/free-port.ts';
import { startRtmpServer } from '../../tools/servers/rtmp-server.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

const LIVE_KBPS = 2000;
const AUDIO_KBPS = 96;
const THIN_KBPS = 800;
const LIMITS = { hasPicture: true, hasReduced: true, fullKbps: LIVE_KBPS, floorKbps: 250 };

const destination = (id: string, url: string, streamKey: string, more: Partial<Destination> = {}): Destination => ({
  id,
  name: '',
  url,
  streamKey,
  passphrase: '',
  watchUrl: '',
  readBackUrl: '',
  readBack: 'auto',
  dryRunPublish: 'auto',
  enabled: true,
  ...more,
});

function rehearsalOf(t: TestContext, destinations: Destination[]) {
  const workers = mediaWorkers(t);
  const pids: number[] = [];
  const settings = {
    room: { name: 'Amphi A', language: 'en' },
    encoder: { liveKbps: LIVE_KBPS, audioKbps: AUDIO_KBPS },
    destinations,
  } as unknown as Settings;
  const rehearsal = new Rehearsal({
    clock: systemClock,
    settings: () => settings,
    limits: () => LIMITS,
    workers: {
      spawn: () => {
        const worker = workers.spawn();
        pids.push(worker.pid as number);
        return worker;
      },
      gstreamer: Promise.resolve({ major: 1, minor: 22 }),
    },
  });
  return { rehearsal, pids, workersLeft: async () => (await Promise.all(pids.map(isAlive))).filter(Boolean).length };
}

function selfSigned(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const words = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=elsewhere.example'.split(
    ' ',
  );
  execFileSync('openssl', ['req', '-x509', ...words, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { certificate, key };
}

test('many servers at once: each tells how it went, the thin link what it carries, and nothing is left', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-rehearsal-'));
  const shipped = await startServer({
    folder: join(folder, 'server'),
    keys: { goodsecret: 'good', thinsecret: 'thin', offsecret: 'off' },
    tls: selfSigned(folder),
  });
  const relay = await startShapedRelay({ port: Number(/:(\d+)\//.exec(shipped.rtmpUrl)?.[1]) }, THIN_KBPS);
  const [taker, deaf] = await Promise.all([startRtmpServer('accept'), startRtmpServer('deaf')]);
  t.after(async () => {
    await Promise.all([relay.close(), taker.close(), deaf.close(), shipped.stop()]);
    await rm(folder, { recursive: true });
  });
  const { rehearsal, pids, workersLeft } = rehearsalOf(t, [
    destination('good', shipped.rtmpUrl, shipped.streamKey('good')),
    destination('thin', `rtmp://127.0.0.1:${relay.port}/live`, shipped.streamKey('thin')),
    destination('taker', taker.url, 'room'),
    destination('wrong-key', shipped.rtmpUrl, 'good?key=wrong'),
    destination('tls', shipped.rtmpsUrl as string, shipped.streamKey('good')),
    destination('nobody', `rtmp://127.0.0.1:${await freePort()}/live`, 'room'),
    destination('no-name', 'rtmp://nothing.invalid/live', 'room'),
    destination('deaf', deaf.url, 'room'),
    destination('off', shipped.rtmpUrl, shipped.streamKey('off'), { dryRunPublish: 'off' }),
    destination('disabled', shipped.rtmpUrl, shipped.streamKey('off'), { enabled: false }),
  ]);
  const seen = new Set<string>();
  const looking = setInterval(() => {
    void shipped.stat().then(
      ({ streams }) => streams.forEach(({ name }) => void seen.add(name)),
      () => {},
    );
  }, 250);
  const outcomes = await rehearsal.run({ mayPublish: true });
  clearInterval(looking);

  await t.test('each way in which a server fails has its own name', () => {
    const told = Object.fromEntries([...outcomes].map(([id, one]) => [id, one.how === 'failed' ? one.why : one.how]));
    // On a machine that others have too, it was the box that had no time for it.
    if (told.deaf === 'boxBusy') told.deaf = 'noAnswer';
    assert.deepEqual(told, {
      good: 'accepted',
      thin: 'accepted',
      taker: 'accepted',
      'wrong-key': 'refused',
      tls: 'tls',
      nobody: 'unreachable',
      'no-name': 'unresolvable',
      deaf: 'noAnswer',
      off: 'reached',
    });
    assert.ok(!JSON.stringify([...outcomes]).includes('secret'));
  });

  await t.test(
    'the thin link carries what it is known to carry; what is offered is half as much again as needed',
    () => {
      const thin = outcomes.get('thin');
      assert.ok(thin?.how === 'accepted' && thin.carriedKbps !== null);
      assert.ok(Math.abs(thin.carriedKbps / THIN_KBPS - 1) < 0.25, `${thin.carriedKbps} of ${THIN_KBPS} kb/s`);
      assert.equal(thin.offeredKbps, 1.5 * (LIVE_KBPS + AUDIO_KBPS));
    },
  );

  await t.test('nothing is left: no publication, no worker', async () => {
    assert.equal(await workersLeft(), 0);
    // The slate, and one for each that could be reached and is to be published to.
    assert.equal(pids.length, 7);
    assert.deepEqual([...seen].sort(), ['good', 'thin']);
    // What was on its way through the thin link is there within a second.
    await eventually('no stream', async () => (await shipped.stat()).streams.length === 0);
  });

  await t.test('what was published can be decoded, filler and all, and is a slate with silence', async () => {
    const file = join(folder, 'taken.flv');
    const kinds = { audio: 'audio', video: 'video', metadata: 'script' } as const;
    const tags = taker.tags.map(({ kind, timestampMs, bytes }) => tag(kinds[kind], timestampMs, bytes));
    await writeFile(file, Buffer.concat([flvFileHeader({ audio: true, video: true }), ...tags]));
    assert.equal(await decodingErrors(file), '');
    assert.deepEqual([...(await pictureSizes(file)).keys()], ['640x360']);
    const pictures = (await packetsOf(file)).filter(({ kind }) => kind === 'video');
    const bytes = pictures.map((one) => one.bytes).sort((one, other) => one - other);
    const wanted = ((1.5 * (LIVE_KBPS + AUDIO_KBPS) - AUDIO_KBPS) * 1000) / 8 / 10;
    assert.ok(Math.abs((bytes[bytes.length >> 1] ?? 0) - wanted) < 100, `${bytes} of ${wanted}`);
    const { stderr } = spawnSync('ffmpeg', ['-i', file, '-vn', '-af', 'volumedetect', '-f', 'null', '-']);
    const loudestDb = Number(/max_volume: (-?[\d.]+|-inf) dB/.exec(String(stderr))?.[1]?.replace('-inf', '-99'));
    assert.ok(loudestDb < -80, `${loudestDb} dB`);
  });
});

test('a talk that begins has the server to itself at once', async (t) => {
  const server = await startRtmpServer('accept');
  t.after(() => server.close());
  const { rehearsal, workersLeft } = rehearsalOf(t, [destination('main', server.url, 'room')]);
  const running = rehearsal.run({ mayPublish: true });
  await eventually('media', async () => server.tags.length > 20);
  rehearsal.interrupt();
  assert.deepEqual(await running, new Map([['main', { how: 'interrupted' }]]));
  assert.equal(await workersLeft(), 0);
});
