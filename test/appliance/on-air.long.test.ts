/** A minute on air: what viewers get and what is kept of it go forward all the time, voice and picture in step. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { decodingErrors, type Packet, packetsOf } from '../tools/measures/ffprobe.ts';
import { assertForward, pictureAfterVoiceMs } from '../tools/measures/forward.ts';

const SECRET = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

test('a minute on air', { timeout: 240_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-on-air-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [SECRET]: 'amphi-a' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const main = { id: 'main', name: 'Server', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a') };
  const device = await startDevice(t, { settings: { camera: { device: 'test' }, destinations: [main] } });
  const goForward = (what: string, packets: Packet[]) => {
    assertForward(packets, 'video', 60);
    assertForward(packets, 'audio', 60);
    const offsetMs = pictureAfterVoiceMs(packets);
    t.diagnostic(`${what}: picture ${offsetMs} ms after voice`);
    assert.ok(Math.abs(offsetMs) < 80, `${what}: ${offsetMs} ms`);
  };
  device.press('short');
  const { session } = await device.waitFor(
    'on air, with some segments',
    ({ recording, destinations }) => destinations[0]?.phase === 'live' && recording.seconds >= 4,
  );

  await t.test('what viewers get', async () => {
    const packets = await packetsOf(server.hlsUrl('amphi-a'), { seconds: 62 });
    goForward('HLS', packets);
    assert.equal(packets.find(({ kind }) => kind === 'video')?.keyframe, true);
    const [one] = (await device.state()).destinations;
    assert.deepEqual([one?.phase, one?.reconnects, one?.droppedFrames], ['live', 0, 0]);
  });

  await t.test('what is kept', async () => {
    device.press('end');
    await device.waitForLine('joined', (line) => line.includes('recording joined'));
    const mp4 = join(device.recordingFolder(session.id as string), 'recording.mp4');
    goForward('MP4', await packetsOf(mp4));
    assert.equal(await decodingErrors(mp4), '');
  });
});
