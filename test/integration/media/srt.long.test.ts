/** A talk published over SRT, to servers of Debian's libsrt that are late, die, refuse, and lie behind links that lose. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TagHub } from '../../../device/media/hub/tag-hub.ts';
import type { Publisher, PublisherStatus } from '../../../device/media/publisher/publisher.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { sentence } from '../../../device/reason.ts';
import type { Destination } from '../../../device/settings/settings-schema.ts';
import { eventually } from '../../tools/eventually.ts';
import { startUdpLink } from '../../tools/links/udp-link.ts';
import { decodingErrors, type Packet, packetsOf, streamsOf } from '../../tools/measures/ffprobe.ts';
import { startRtmpServer } from '../../tools/servers/rtmp-server.ts';
import { freeUdpPort, startSrtRefuser, startSrtServer } from '../../tools/servers/srt-server.ts';
import { captureInto } from '../../tools/streams/capture-into.ts';
import { liveHub } from '../../tools/streams/live-hub.ts';
import { type MediaWorkers, mediaWorkers } from '../../tools/streams/media-workers.ts';
import { destinationAt, publisherTo } from '../../tools/streams/publisher-to.ts';

const PASSPHRASE = 'correct horse battery';
/** With everything that could be taken for a part of an address, of a pipeline or of JSON. */
const STREAM_ID = '#!::r=live/s3cret "q" \\ %41 é,m=publish';

interface Air {
  workers: MediaWorkers;
  hub: TagHub;
}

function onAir(t: TestContext): Air {
  const workers = mediaWorkers(t);
  return { workers, hub: liveHub(t, workers) };
}

function publishedTo(t: TestContext, to: Partial<Destination> & { url: string }, { workers, hub }: Air = onAir(t)) {
  const log: string[] = [];
  const phases: string[] = [];
  const pids: number[] = [];
  const publisher: Publisher = publisherTo(t, destinationAt({ streamKey: '', ...to }), {
    logger: createLog((line) => log.push(line)).logger,
    hub,
    workers: {
      acquire: (role) => {
        const worker = workers.acquire(role);
        if (worker.pid !== undefined) pids.push(worker.pid);
        return worker;
      },
    },
    onChange: () => {
      const { phase } = publisher.status;
      if (phases.at(-1) !== phase) phases.push(phase);
    },
  });
  publisher.ensureStarted();
  const until = (what: string, fits: (status: PublisherStatus) => boolean, seconds = 90) =>
    eventually(
      `${what}; ${JSON.stringify(publisher.status)}`,
      async () => fits(publisher.status) && publisher.status,
      seconds,
    );
  return { publisher, log, phases, pids, until };
}

const of = (packets: Packet[], kind: Packet['kind']) => packets.filter((one) => one.kind === kind);

/** Times go up, nothing is missing between them, and all of it decodes. */
async function assertWhole(file: string, { picture = true, seconds = 3, longestGap = 0.2 } = {}): Promise<Packet[]> {
  const packets = await packetsOf(file);
  const kinds = picture ? (['audio', 'video'] as const) : (['audio'] as const);
  for (const kind of kinds) {
    const times = of(packets, kind).map(({ dts }) => dts);
    const gaps = times.slice(1).map((dts, index) => dts - (times[index] ?? 0));
    assert.ok(
      gaps.every((gap) => gap > 0),
      `${kind} goes back`,
    );
    assert.ok(Math.max(...gaps) < longestGap, `${kind} misses ${Math.max(...gaps)} s`);
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) >= seconds, `${kind}: ${times.length}`);
  }
  assert.equal(await decodingErrors(file), '');
  if (picture) assert.equal(of(packets, 'video')[0]?.keyframe, true, 'begins with a keyframe');
  return packets;
}

test('on air: both tracks as players want them, encrypted, under the stream id, and nothing secret to be seen', async (t) => {
  const server = await startSrtServer(t, { passphrase: PASSPHRASE });
  const to = { url: `${server.url}?latency=300`, streamKey: STREAM_ID, passphrase: PASSPHRASE };
  const { publisher, phases, log, pids, until } = publishedTo(t, to);
  await until('live', ({ phase }) => phase === 'live');
  await sleep(6000);
  assert.ok(publisher.status.kbps > 200, `${publisher.status.kbps} kb/s`);
  for (const pid of pids)
    for (const what of ['cmdline', 'environ']) {
      const text = await readFile(`/proc/${pid}/${what}`, 'latin1');
      assert.ok(!text.includes('correct horse') && !text.includes('s3cret'), what);
    }
  await publisher.ensureStopped();
  assert.deepEqual(phases, ['connecting', 'live', 'off']);
  assert.ok(!/correct horse|s3cret/.test(log.join()), log.join());
  await sleep(1000);
  await assertWhole(server.file, { seconds: 5 });
  const streams = await streamsOf(server.file);
  assert.deepEqual(streams.map(({ codec_name }) => codec_name).sort(), ['aac', 'h264']);
  t.diagnostic(`${JSON.stringify(streams.map(({ codec_name, nb_read_packets }) => [codec_name, nb_read_packets]))}`);
});

test('a server that is late is published to by itself; one that dies and comes back gets a keyframe first', async (t) => {
  const port = await freeUdpPort();
  const { publisher, phases, until } = publishedTo(t, { url: `srt://127.0.0.1:${port}` });
  const { reason } = await until('it is missed', ({ reason: why }) => why?.code === 'destinationNothingListens');
  assert.match(reason ? sentence(reason, 'en') : '', new RegExp(`nothing listens on its port ${port}`));
  const first = await startSrtServer(t, { port });
  await until('live', ({ phase, reason: why }) => phase === 'live' && why === null);
  await sleep(4000);
  const diedMs = performance.now();
  await first.stop();
  const cut = await until('the end is noticed', ({ phase }) => phase !== 'live');
  t.diagnostic(`noticed after ${Math.round(performance.now() - diedMs)} ms: ${cut.reason?.code}`);
  assert.ok(['destinationStalled', 'destinationClosed'].includes(cut.reason?.code ?? ''), cut.reason?.code);
  const second = await startSrtServer(t, { port });
  const backMs = performance.now();
  await until('live again', ({ phase }) => phase === 'live');
  t.diagnostic(`live again ${Math.round(performance.now() - backMs)} ms after it was back`);
  await sleep(4000);
  assert.equal(publisher.status.reconnects, 1);
  await publisher.ensureStopped();
  assert.deepEqual(phases, ['connecting', 'live', 'reconnecting', 'live', 'off']);
  await sleep(1000);
  for (const { file } of [first, second]) await assertWhole(file, { seconds: 2.5 });
});

test('a server that says goodbye is a cut, and is published to again at once', async (t) => {
  const port = await freeUdpPort();
  const server = await startSrtServer(t, { port });
  const { until } = publishedTo(t, { url: `srt://127.0.0.1:${port}` });
  await until('live', ({ phase }) => phase === 'live');
  server.kill('SIGTERM');
  const cut = await until('cut', ({ phase }) => phase !== 'live');
  assert.equal(cut.reason?.code, 'destinationClosed');
  await server.stop();
  await startSrtServer(t, { port });
  await until('live again', ({ phase, reconnects }) => phase === 'live' && reconnects === 1);
});

test('each refusal has its own sentence', async (t) => {
  const air = onAir(t);
  const locked = await startSrtServer(t, { passphrase: PASSPHRASE });
  const open = await startSrtServer(t);
  for (const [url, passphrase, code] of [
    [locked.url, 'another one, as long', 'destinationPassphraseWrong'],
    [locked.url, '', 'destinationPassphraseMissing'],
    [open.url, PASSPHRASE, 'destinationPassphraseUnexpected'],
  ] as const) {
    const { publisher, until, log } = publishedTo(t, { url, passphrase }, air);
    const status = await until(code, ({ reason }) => reason?.code === code);
    assert.equal(status.phase, 'refused');
    assert.ok(!log.join().includes('another one') && !log.join().includes(PASSPHRASE));
    await publisher.ensureStopped();
  }
  for (const [reason, phase, code] of [
    [1403, 'refused', 'destinationRefused'],
    [1404, 'refused', 'destinationRefused'],
    [2001, 'refused', 'destinationRefused'],
    [1409, 'connecting', 'destinationStillHeld'],
    [1402, 'connecting', 'destinationOverloaded'],
  ] as const) {
    const server = await startSrtRefuser(t, reason);
    const { publisher, until } = publishedTo(
      t,
      { url: `${server.url}?streamid=${encodeURIComponent(STREAM_ID)}` },
      air,
    );
    const status = await until(`${reason}`, ({ reason: why }) => why?.code === code);
    assert.equal(status.phase, phase);
    assert.equal(server.streamIds[0], STREAM_ID);
    await publisher.ensureStopped();
    await server.stop();
  }
});

test('what is no SRT server is told as such, and silence as silence', async (t) => {
  const air = onAir(t);
  const overTcp = await startRtmpServer('accept');
  t.after(() => overTcp.close());
  const chatty = createSocket('udp4');
  chatty.on('message', (_, from) => chatty.send('SIP/2.0 400 Bad Request', from.port, from.address));
  chatty.bind(0, '127.0.0.1');
  const mute = createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([once(chatty, 'listening'), once(mute, 'listening')]);
  t.after(() => {
    for (const socket of [chatty, mute]) socket.close();
  });
  await Promise.all(
    (
      [
        [Number(/:(\d+)\//.exec(overTcp.url)?.[1]), 'destinationNotSrt'],
        [chatty.address().port, 'destinationNotSrt'],
        [mute.address().port, 'destinationSilent'],
      ] as const
    ).map(async ([port, code]) => {
      const { until } = publishedTo(t, { url: `srt://127.0.0.1:${port}` }, air);
      await until(code, ({ reason }) => reason?.code === code);
    }),
  );
  const { until } = publishedTo(t, { url: 'srt://nothing.invalid:9000' }, air);
  await until('no such name', ({ reason }) => reason?.code === 'destinationUnresolvable');
});

test('one packet in ten lost, 100 ms there and back: nothing is missing', async (t) => {
  const server = await startSrtServer(t);
  const link = await startUdpLink(t, server.port, { lossPart: 0.1, delayMs: 50 });
  const { publisher, until } = publishedTo(t, { url: `srt://127.0.0.1:${link.port}` });
  await until('live', ({ phase }) => phase === 'live');
  await sleep(15_000);
  assert.equal(publisher.status.level, 'full');
  await publisher.ensureStopped();
  await sleep(1500);
  const packets = await assertWhole(server.file, { seconds: 13 });
  t.diagnostic(`${link.counts.lost} of ${link.counts.sent} packets lost; ${packets.length} frames arrived`);
  assert.ok(link.counts.lost > 50, JSON.stringify(link.counts));
});

test('a box without the plugin says what to install, and its other destinations go on', async (t) => {
  const { stdout } = spawnSync('gst-inspect-1.0', ['srtsink'], { encoding: 'utf8' });
  const plugins = dirname(/Filename\s+(\S+)/.exec(stdout)?.[1] ?? assert.fail(stdout));
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-plugins-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of await readdir(plugins))
    if (name.endsWith('.so') && name !== 'libgstsrt.so') await symlink(join(plugins, name), join(folder, name));
  const names = { GST_PLUGIN_SYSTEM_PATH_1_0: folder, GST_REGISTRY_1_0: join(folder, 'registry') };
  const before = Object.keys(names).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, names);
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  const air = onAir(t);
  const rtmp = await startRtmpServer('accept');
  t.after(() => rtmp.close());
  const srt = publishedTo(t, { url: `srt://127.0.0.1:${await freeUdpPort()}` }, air);
  const other = publishedTo(t, { url: rtmp.url, streamKey: 'key' }, air);
  const { reason, phase } = await srt.until('told', ({ reason: why }) => why?.code === 'destinationNotInstalled');
  assert.equal(phase, 'connecting');
  assert.match(reason ? sentence(reason, 'en') : '', /gstreamer1\.0-plugins-bad/);
  await other.until('the other is live', (status) => status.phase === 'live');
});

test('the voice alone; and a picture that comes late', async (t) => {
  const workers = mediaWorkers(t);
  const voice = liveHub(t, workers, { hasPicture: false });
  const alone = await startSrtServer(t);
  const one = publishedTo(t, { url: alone.url }, { workers, hub: voice });
  await one.until('live', ({ phase }) => phase === 'live');

  const hub = new TagHub({ clock: systemClock });
  hub.begin({ encoder: 'test' }, { hasPicture: true });
  captureInto(t, hub, { worker: workers.spawn(), spec: { tracks: ['audio'] } });
  const late = await startSrtServer(t);
  const other = publishedTo(t, { url: late.url }, { workers, hub });
  await other.until('live with the voice', ({ phase }) => phase === 'live');
  await sleep(4000);
  captureInto(t, hub, { worker: workers.spawn(), spec: { tracks: ['video'] } });
  await sleep(6000);
  await Promise.all([one.publisher.ensureStopped(), other.publisher.ensureStopped()]);
  await sleep(1000);
  await assertWhole(alone.file, { picture: false });
  const packets = await assertWhole(late.file);
  const [sound, picture] = [of(packets, 'audio')[0]?.pts ?? 0, of(packets, 'video')[0]?.pts ?? 0];
  assert.ok(picture - sound > 3, `the picture begins ${picture - sound} s after the sound`);
});
