/** Talks with a picture and talks of voice alone, one after the other and changed in the middle, as a real server's viewers get them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startServer } from '../../image/server/local-server.ts';
import { SMALL, startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { streamsOf } from '../tools/measures/ffprobe.ts';

const SECRET = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

test('voice alone and with a picture', { timeout: 300_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-voice-only-'));
  const server = await startServer({ folder, keys: { [SECRET]: 'room' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const main = {
    id: 'main',
    url: server.rtmpUrl,
    streamKey: server.streamKey('room'),
    watchUrl: server.hlsUrl('room'),
  };
  const device = await startDevice(t, { settings: { destinations: [main] } });

  const chooseCamera = async (change: object) =>
    assert.equal((await device.ask('PATCH', '/api/settings', { camera: change })).status, 200);
  const begin = async () => {
    await device.ask('POST', '/api/session/start', {});
    return (await device.waitFor('a talk', ({ session }) => session.phase === 'running')).session.id ?? '';
  };
  const end = async () => {
    await device.ask('POST', '/api/session/stop', { now: true });
    await device.waitFor('over', ({ session }) => session.phase === 'ready');
  };
  const areSeen = () => device.waitFor('viewers see it', ({ lamps }) => lamps.live === 'solid');
  const names = async (playlist: string) => {
    const answer = await fetch(playlist);
    return answer.ok ? [...(await answer.text()).matchAll(/^\S+\.ts$/gm)].map(([name]) => name) : [];
  };
  /** The newest segment of what has begun since has these, and no others. */
  const gives = async (playlist: string, codecs: string[]) => {
    const before = await names(playlist);
    await eventually(`${codecs.join()} in ${playlist}`, async () => {
      const name = (await names(playlist)).filter((one) => !before.includes(one)).at(-1);
      const streams = name ? await streamsOf(new URL(name, playlist).href).catch(() => []) : [];
      // nginx-rtmp's segments always name both.
      const given = streams.filter(({ nb_read_packets }) => Number(nb_read_packets) > 0);
      return (
        given
          .map(({ codec_name }) => codec_name)
          .sort()
          .join() === codecs.join()
      );
    });
  };
  /** At the server and in the room. */
  const areGiven = (codecs: string[]) =>
    Promise.all([server.hlsUrl('room'), `${device.url}/live/index.m3u8`].map((playlist) => gives(playlist, codecs)));

  await t.test('a talk with a picture', async () => {
    await begin();
    await areSeen();
    await areGiven(['aac', 'h264']);
    await end();
  });

  let voice = '';
  await t.test('then one of voice alone: viewers hear it, and nobody speaks of a camera', async () => {
    await chooseCamera({ device: 'none' });
    voice = await begin();
    const { camera, health } = await areSeen();
    assert.deepEqual(camera, { phase: 'none', name: '', framesPerSecond: 0, mode: null, reason: null });
    assert.equal(health.level, 'ok');
    await areGiven(['aac']);
    const [stream] = (await server.stat()).streams;
    assert.deepEqual([stream?.audio?.codec, stream?.video?.codec ?? ''], ['AAC', '']);
  });

  await t.test('a camera in the middle of it: viewers see it', async () => {
    await chooseCamera({ device: SMALL.device });
    await device.waitFor('the camera', ({ camera }) => camera.phase === 'ok' && camera.framesPerSecond > 5);
    await areGiven(['aac', 'h264']);
    await areSeen();
    assert.equal((await server.stat()).streams[0]?.video?.width, SMALL.width);
    assert.equal((await device.state()).destinations[0]?.reconnects, 0);
  });

  await t.test('and voice alone again: viewers go on hearing it', async () => {
    await chooseCamera({ device: 'none' });
    await areGiven(['aac']);
    await areSeen();
    await end();
  });

  await t.test('the recording has the voice throughout, and the picture while there was one', async () => {
    const file = join(device.recordingFolder(voice), 'recording.mp4');
    const streams = await eventually('the recording', () => streamsOf(file).catch(() => null));
    assert.deepEqual(streams.map(({ codec_name }) => codec_name).sort(), ['aac', 'h264']);
    const { body } = await device.ask('GET', '/api/recordings');
    assert.match(JSON.stringify(body), new RegExp(voice));
  });

  await t.test('no receipt of these counts as a crash', async () => {
    const metrics = await (await fetch(`${device.url}/metrics`)).text();
    const crashes = [...metrics.matchAll(/^pupitre_worker_crashes_total\{kind="other"\} (\d+)/gm)].map(([, n]) => n);
    assert.deepEqual(crashes, ['0']);
  });
});
