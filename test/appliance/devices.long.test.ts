/** Cameras, microphones and files that are not there or are broken: the talk goes on, and the page says what is wrong. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Status } from '../../device/api/contract/status.ts';
import { startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { packetCounts } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { makeFlv } from '../tools/samples/make-flv.ts';
import { startRtmpServer } from '../tools/servers/rtmp-server.ts';

test('one session through everything that can be wrong with its sources', { timeout: 240_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-devices-'));
  const viewer = await startRtmpServer('accept');
  t.after(async () => {
    await viewer.close();
    await rm(folder, { recursive: true });
  });
  const [good, rubbish, voice, stream] = ['good.flv', 'rubbish.mp4', 'voice.flv', 'stream.ts'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  makeFlv(good);
  makeFlv(voice, { picture: false });
  await writeFile(rubbish, Buffer.alloc(200_000, 'this is no media '));

  const device = await startDevice(t, {
    settings: {
      camera: { device: '/dev/video99', width: 320, height: 180, framesPerSecond: 15 },
      destinations: [{ id: 'main', url: viewer.url, streamKey: 'key' }],
    },
  });
  const count = (kind: 'audio' | 'video') =>
    viewer.tags.filter((tag) => tag.kind === kind && tag.bytes[1] === 1).length;

  /** Waits until the box says so, and then sees that disk and viewers go on getting media. */
  async function becomes(
    what: string,
    fits: (status: Status) => boolean,
    kinds: ('audio' | 'video')[] = ['audio', 'video'],
  ): Promise<Status> {
    await device.waitFor(what, fits);
    const [before, counts] = [await device.state(), kinds.map(count)];
    await device.waitFor(
      `${what}, and the recording goes on`,
      ({ recording }) => recording.phase === 'recording' && recording.seconds >= before.recording.seconds + 1,
    );
    await eventually(`${what}, and viewers get ${kinds.join(' and ')}`, async () =>
      kinds.every((kind, at) => count(kind) > (counts[at] ?? 0) + 10),
    );
    // A picture that comes or goes in mid-talk makes a publication of its own, which is no reconnect.
    const status = await device.waitFor(
      `${what}, and it is on air`,
      ({ destinations }) => destinations[0]?.phase === 'live',
    );
    assert.equal(status.session.phase, 'running');
    assert.deepEqual([status.destinations[0]?.phase, status.destinations[0]?.reconnects], ['live', 0], what);
    return status;
  }
  const change = async (settings: object) =>
    assert.equal((await device.ask('PATCH', '/api/settings', settings)).status, 200);

  device.press('short');

  await t.test('a camera that is not there: the slate, with voice', async () => {
    const { camera, microphone, health } = await becomes('missing', ({ camera: { phase } }) => phase === 'missing');
    assert.equal(camera.reason?.code, 'cameraNotFound');
    assert.match(camera.reason?.message ?? '', /\/dev\/video99 is not there: viewers see a slate\. Plug it in/);
    assert.equal(microphone.phase, 'ok');
    assert.ok(microphone.rmsDb > -30);
    assert.equal(health.level, 'degraded');
  });

  await t.test('a microphone that is not there as well: silence, with the slate', async () => {
    await change({ microphone: { device: 'plughw:CARD=None' } });
    const { microphone, lamps } = await becomes(
      'missing',
      ({ microphone: { phase, rmsDb } }) => phase === 'missing' && rmsDb === -100,
    );
    assert.equal(microphone.reason?.code, 'microphoneNotFound');
    assert.match(microphone.reason?.message ?? '', /plughw:CARD=None is not there: the talk has no sound\. Plug it in/);
    assert.equal(lamps.rec, 'solid', 'frames do reach the disk');
  });

  await t.test('back again without a press', async () => {
    await change({ microphone: { device: 'test' }, camera: { device: 'test' } });
    const { camera, microphone, health } = await becomes(
      'ok',
      ({ camera: { phase }, microphone: { rmsDb } }) => phase === 'ok' && rmsDb > -30,
    );
    assert.deepEqual([camera.reason, microphone.reason, health.level], [null, null, 'ok']);
  });

  await t.test('a file to replay that is not there', async () => {
    await change({ camera: { device: `replay:${folder}/nothing.mp4` } });
    const { camera } = await becomes('missing', ({ camera: { phase } }) => phase === 'missing');
    assert.equal(camera.reason?.code, 'replayUnreadable');
    assert.match(camera.reason?.message ?? '', /nothing\.mp4, cannot be read\. Check its name/);
  });

  await t.test('the file comes: it is the camera', async () => {
    await link(good, `${folder}/nothing.mp4`);
    const { camera } = await becomes(
      'there',
      ({ camera: { phase, framesPerSecond } }) => phase === 'ok' && framesPerSecond > 10,
    );
    assert.equal(camera.reason, null);
  });

  await t.test('a file that is no media, for picture and sound', async () => {
    await change({ camera: { device: `replay:${rubbish}` }, microphone: { device: `replay:${rubbish}` } });
    const { camera, microphone } = await becomes(
      'failed',
      ({ camera: one, microphone: other }) => one.phase === 'failed' && other.phase === 'failed',
    );
    assert.deepEqual([camera.reason?.code, microphone.reason?.code], ['replayUnplayable', 'replayUnplayable']);
    assert.match(microphone.reason?.message ?? '', /rubbish\.mp4, does not play on this box.*Turn it into an MP4/);
  });

  await t.test('a file without a picture as camera', async () => {
    await change({ camera: { device: `replay:${voice}` }, microphone: { device: `replay:${voice}` } });
    const { camera } = await becomes(
      'failed',
      ({ camera: { phase }, microphone: { phase: other, rmsDb } }) =>
        phase === 'failed' && other === 'ok' && rmsDb > -30,
    );
    assert.equal(camera.reason?.code, 'replayWithoutPicture');
  });

  await t.test('a good file, again and again', async () => {
    await change({ camera: { device: `replay:${good}` }, microphone: { device: `replay:${good}` } });
    const { camera, microphone } = await becomes(
      'ok',
      ({ camera: { phase, framesPerSecond }, microphone: { rmsDb } }) =>
        phase === 'ok' && framesPerSecond > 10 && rmsDb > -30,
    );
    assert.deepEqual([camera.reason, microphone.reason], [null, null]);
    assert.equal(camera.name, good);
  });

  await t.test('a file that cannot be sent back to its start is begun anew', async () => {
    execFileSync('ffmpeg', ['-v', 'error', '-i', good, '-c', 'copy', stream]);
    await change({ camera: { device: `replay:${stream}` }, microphone: { device: `replay:${stream}` } });
    const isWell = ({ camera, microphone }: Status) =>
      camera.phase === 'ok' && camera.framesPerSecond > 5 && microphone.rmsDb > -30;
    const first = await becomes('the stream', isWell);
    const { camera, microphone } = await becomes(
      'after its end',
      (status) => isWell(status) && status.recording.seconds > first.recording.seconds + 6,
    );
    assert.deepEqual([camera.reason, microphone.reason], [null, null]);
  });

  await t.test(
    'an encoder that this machine does not have: another one, and it is said',
    { skip: existsSync('/dev/video11') && 'it has it' },
    async () => {
      await change({ camera: { device: 'test' }, microphone: { device: 'test' }, encoder: { kind: 'v4l2h264' } });
      const { health } = await becomes(
        'another encoder',
        ({ health: { items }, camera }) => camera.phase === 'ok' && items.some(({ id }) => id === 'encoderUnusable'),
      );
      const { reason } = health.items.find(({ id }) => id === 'encoderUnusable') ?? {};
      assert.match(reason?.message ?? '', /v4l2h264 does not work on this box: x264 is used.*Choose auto/);
      await change({ encoder: { kind: 'auto' } });
      await becomes('the wish is gone', ({ health: { items } }) => items.every(({ id }) => id !== 'encoderUnusable'));
    },
  );

  await t.test('settings that are not right change nothing', async () => {
    const { status, body } = await device.ask('PATCH', '/api/settings', {
      camera: { width: 641 },
      microphone: { device: 'none' },
    });
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /camera\.width/);
    await becomes('as before', ({ microphone: { rmsDb } }) => rmsDb > -30);
  });

  await t.test('voice only, in the middle of a session', async () => {
    await change({ camera: { device: 'none' } });
    const pictures = async () => count('video');
    await becomes('voice only', ({ camera: { framesPerSecond } }) => framesPerSecond === 0, ['audio']);
    const before = await pictures();
    await becomes('still', () => true, ['audio']);
    assert.equal(await pictures(), before);
  });

  await t.test('all of it is one recording, with every frame', async () => {
    device.press('hold');
    const { session } = await device.waitFor(
      'closed',
      ({ session: { phase }, recording }) => phase === 'ending' && recording.phase === 'off',
    );
    const id = session.id as string;
    const parts = await device.keepParts(id);
    device.press('end');
    await device.waitForLine('joined', (line) => line.includes('recording joined'));
    assert.deepEqual(await packetCounts(join(device.recordingFolder(id), 'recording.mp4')), await flvCounts(parts));
    const { body } = await device.ask('GET', `/api/recordings/${id}`);
    assert.equal((body as { state: string }).state, 'ready');
  });
});
