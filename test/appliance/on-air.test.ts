/** One press: recorded on the box and received by a real server. The service as it ships, nginx-rtmp as it ships. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { assertNowhere } from '../tools/box/secrets.ts';
import { isAlive } from '../tools/box/workers.ts';
import { eventually } from '../tools/eventually.ts';
import { decodingErrors, packetCounts, packetsOf } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { assertForward, pictureAfterVoiceMs } from '../tools/measures/forward.ts';
import { startRtmpServer } from '../tools/servers/rtmp-server.ts';

const SECRET = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

/** What viewers get is looked at for so long; `on-air.long` looks for a minute. */
const VIEWED_SECONDS = 10;

test('one press: on air and on the disk', { timeout: 240_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-on-air-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [SECRET]: 'amphi-a' } });
  const second = await startRtmpServer('accept');
  t.after(async () => {
    await server.stop();
    await second.close();
    await rm(folder, { recursive: true });
  });
  const main = { id: 'main', name: 'Server', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a') };
  const late = { id: 'late', url: second.url, streamKey: `second-${SECRET}`, enabled: false };
  const device = await startDevice(t, { settings: { camera: { device: 'test' }, destinations: [main, late] } });

  await t.test('ready: one lamp says so, nothing is sent', async () => {
    const state = await device.state();
    assert.equal(state.session.phase, 'ready');
    assert.deepEqual(state.lamps, { rec: 'ready', live: 'off' });
    assert.deepEqual((await server.stat()).streams, []);
  });

  device.press('short');
  const { session } = await device.waitFor(
    'on air and on the disk',
    ({ session: { phase }, recording, destinations }) =>
      phase === 'running' && recording.phase === 'recording' && destinations[0]?.phase === 'live',
  );
  const id = session.id as string;

  await t.test('the server has H.264 and AAC, the box says what it does', async () => {
    const state = await device.waitFor(
      'all is well',
      ({ camera, microphone, lamps }) =>
        camera.phase === 'ok' && camera.framesPerSecond > 25 && microphone.phase === 'ok' && lamps.rec === 'solid',
    );
    assert.match(id, /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-pupitre$/);
    assert.equal(state.session.startedBy, 'button');
    assert.equal(state.health.level, 'ok');
    assert.ok(Math.abs(state.microphone.rmsDb + 16.8) < 2, `${state.microphone.rmsDb} dB`);
    // Without an address for viewers nothing can be read back: solid would be a claim.
    assert.equal(state.lamps.live, 'slow');
    assert.equal(state.destinations[1]?.phase, 'off');
    const [stream] = (await server.stat()).streams;
    assert.deepEqual(
      [stream?.name, stream?.publishing, stream?.video?.codec, stream?.video?.height, stream?.audio?.codec],
      ['amphi-a', true, 'H264', 720, 'AAC'],
    );
  });

  /** While this is read, the rest happens. */
  const reading = (async () => {
    await device.waitFor('some segments', ({ recording }) => recording.seconds >= 4);
    return packetsOf(server.hlsUrl('amphi-a'), { seconds: VIEWED_SECONDS + 2 });
  })();
  // Its failure is told where it is awaited.
  reading.catch(() => {});

  await t.test('a player that comes late starts on a keyframe', async () => {
    const packets = await packetsOf(`${server.rtmpUrl}/amphi-a`, { count: 200 });
    const pictures = packets.filter(({ kind }) => kind === 'video');
    assert.ok(pictures.length > 5, `${pictures.length} pictures`);
    assert.equal(pictures[0]?.keyframe, true);
  });

  await t.test('a destination enabled in mid-session gets a picture at once, voice in step with it', async () => {
    const change = {
      destinations: [
        { ...main, streamKey: { set: true } },
        { ...late, streamKey: { set: true }, enabled: true },
      ],
    };
    assert.equal((await device.ask('PATCH', '/api/settings', change)).status, 200);
    await device.waitFor('both are live', ({ destinations }) => destinations.every(({ phase }) => phase === 'live'));
    await device.waitFor('some media', () => second.tags.length > 60);
    const first = second.tags.find(({ kind, bytes }) => kind === 'video' && bytes[1] === 1);
    const voice = second.tags.find(({ kind, bytes }) => kind === 'audio' && bytes[1] === 1);
    assert.equal((first?.bytes[0] ?? 0) >> 4, 1, 'a keyframe');
    assert.equal(first?.timestampMs, 0, 'it starts a timeline of its own');
    assert.ok((voice?.timestampMs ?? 99) < 80, `voice at ${voice?.timestampMs} ms`);
    const [one] = (await device.state()).destinations;
    assert.deepEqual([one?.reconnects, one?.droppedFrames], [0, 0], 'the first destination never noticed');
    assert.deepEqual(second.published, [`second-${SECRET}`], 'the key that was not given again is still known');
  });

  await t.test(
    'a page that looks gets small pictures and ten levels a second, and costs nothing once it is gone',
    async () => {
      const { cookie } = await device.logIn();
      const socket = new WebSocket(`${device.url.replace('http', 'ws')}/api/live`, { headers: { cookie } });
      const pictures: Buffer[] = [];
      const levels: number[] = [];
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) pictures.push(data);
        else if (data.includes('"levels"')) levels.push(performance.now());
      });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'preview', on: true }));
      await eventually('pictures', async () => pictures.length >= 8);
      await eventually('levels', async () => levels.length >= 20);
      const [first, last] = [levels[0] ?? 0, levels.at(-1) ?? 0];
      const perSecond = ((levels.length - 1) * 1000) / (last - first);
      assert.ok(perSecond > 5 && perSecond < 15, `${perSecond} levels a second`);
      for (const picture of pictures) assert.deepEqual([...picture.subarray(0, 2)], [0xff, 0xd8]);
      socket.terminate();
    },
  );

  await t.test('the stream key is nowhere to be seen', async () => {
    await assertNowhere(device, SECRET);
    for (const file of [device.settingsFile, join(device.stateFolder, 'session.json')])
      assert.equal((await stat(file)).mode & 0o777, 0o600, file);
  });

  await t.test('what viewers get goes forward, voice and picture in step', async () => {
    const packets = await reading;
    assertForward(packets, 'video', VIEWED_SECONDS);
    assertForward(packets, 'audio', VIEWED_SECONDS);
    assert.equal(packets.find(({ kind }) => kind === 'video')?.keyframe, true);
    const offsetMs = pictureAfterVoiceMs(packets);
    t.diagnostic(`HLS: picture ${offsetMs} ms after voice`);
    assert.ok(Math.abs(offsetMs) < 80, `${offsetMs} ms`);
  });

  await t.test('after the end there is one MP4 with every frame of the journal, and the page gives it', async () => {
    device.press('hold');
    await device.waitFor(
      'the recording is closed',
      ({ session: { phase }, recording }) => phase === 'ending' && recording.phase === 'off',
    );
    const parts = await device.keepParts(id);
    assert.equal(parts.length, 1);
    const journal = await flvCounts(parts);
    device.press('end');
    const { lamps } = await device.waitFor('ready', ({ session: { phase } }) => phase === 'ready');
    assert.deepEqual(lamps, { rec: 'ready', live: 'off' });
    await device.waitForLine('joined', (line) => line.includes('recording joined'));

    const mp4 = join(device.recordingFolder(id), 'recording.mp4');
    assert.deepEqual(await packetCounts(mp4), journal);
    const packets = await packetsOf(mp4);
    assertForward(packets, 'video', VIEWED_SECONDS);
    assertForward(packets, 'audio', VIEWED_SECONDS);
    const offsetMs = pictureAfterVoiceMs(packets);
    t.diagnostic(`MP4: ${JSON.stringify(journal)}, picture ${offsetMs} ms after voice`);
    assert.ok(Math.abs(offsetMs) < 80, `${offsetMs} ms`);
    assert.equal(await decodingErrors(mp4), '');

    const { body } = await device.ask('GET', `/api/recordings/${id}`);
    const recording = body as { state: string; seconds: number; bytes: number; hasPoster: boolean };
    assert.equal(recording.state, 'ready');
    assert.equal(recording.hasPoster, true);
    assert.ok(recording.seconds > VIEWED_SECONDS);
    assert.equal(recording.bytes, (await readFile(mp4)).length);
    await device.waitFor('publishers are gone', ({ destinations }) =>
      destinations.every(({ phase }) => phase === 'off'),
    );
    assert.ok(
      (await device.workers()).every(({ role }) => role !== 'publisher' && role !== 'camera' && role !== 'microphone'),
    );
  });

  await t.test('SIGTERM in the middle of a session closes everything within 5 s and leaves no process', async () => {
    device.press('short');
    const running = await device.waitFor(
      'on air again',
      ({ recording, destinations }) =>
        recording.phase === 'recording' && destinations.every(({ phase }) => phase === 'live'),
    );
    const again = running.session.id as string;
    assert.notEqual(again, id);
    await sleep(1000);
    const workers = await device.workers();
    const { code, ms } = await device.stop('SIGTERM');
    t.diagnostic(`SIGTERM: ended after ${Math.round(ms)} ms`);
    assert.equal(code, 0);
    assert.ok(ms < 5000, `${ms} ms`);
    await eventually(
      'no worker is left',
      async () => !(await Promise.all(workers.map(({ pid }) => isAlive(pid)))).includes(true),
    );
    const part = join(device.recordingFolder(again), 'part-0001.flv');
    assert.equal(await decodingErrors(part), '');
    assert.ok((await flvCounts([part])).video > 20);
    // The talk is still wanted: who starts the service again gets it back.
    assert.equal(JSON.parse(await readFile(join(device.stateFolder, 'session.json'), 'utf8')).session.id, again);
    const left = (await server.stat()).streams.filter(({ publishing }) => publishing);
    assert.deepEqual(left, [], 'the server has been told');
  });
});
