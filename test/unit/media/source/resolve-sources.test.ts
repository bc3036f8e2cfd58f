import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type DeviceLists, resolveSources } from '../../../../device/media/source/resolve-sources.ts';
import { sentence } from '../../../../device/reason.ts';

const HD = { width: 1280, height: 720, framesPerSecond: 30 };

function settings(camera: string, microphone: string): Parameters<typeof resolveSources>[0] {
  return {
    camera: { device: camera, ...HD, controls: {} },
    microphone: { device: microphone, gainDb: 0, noiseSuppression: false },
  };
}

const nothingPluggedIn: DeviceLists = { cameras: async () => [], microphones: async () => [] };
const mustNotLook: DeviceLists = {
  cameras: () => assert.fail('looked for cameras'),
  microphones: () => assert.fail('looked for microphones'),
};

async function mediaFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('with cameras and microphones, each setting gets its own', async () => {
  const { video, audio } = await resolveSources(settings('auto', 'hw:CARD=Device'), {
    cameras: async () => [
      {
        device: '/dev/video0',
        node: '/dev/video0',
        links: [],
        name: 'Cam',
        driver: 'uvcvideo',
        usbPort: '1-1',
        isGrabber: false,
        modes: [],
      },
    ],
    microphones: async () => [{ device: 'plughw:CARD=Device,DEV=0', name: 'Mic', usbPort: '1-2', onCamera: false }],
  });
  assert.deepEqual(video.source, { kind: 'camera', device: '/dev/video0', name: 'Cam', format: 'jpeg', ...HD });
  assert.deepEqual(audio.source, { kind: 'alsa', device: 'hw:CARD=Device', name: 'Mic' });
  assert.deepEqual([video.reason, audio.reason], [null, null]);
});

test('this machine, whatever it has, resolves without an error', async () => {
  const { video, audio } = await resolveSources(settings('auto', 'auto'));
  assert.ok(video.source.kind === 'camera' || video.reason !== null);
  assert.ok(audio.source.kind === 'alsa' || audio.reason !== null);
});

test('voice only without a microphone is still a session: nothing thrown, one reason', async () => {
  const { video, audio } = await resolveSources(settings('none', 'auto'), nothingPluggedIn);
  assert.deepEqual(video, { source: { kind: 'none' }, name: '', reason: null });
  assert.deepEqual([audio.source, audio.reason?.code], [{ kind: 'silence' }, 'noMicrophone']);
});

test('no device is looked for where the settings need none', async (t) => {
  const file = join(await mediaFolder(t), 'talk.mp4');
  await writeFile(file, 'x');
  await resolveSources(settings('test', 'test'), mustNotLook);
  await resolveSources(settings('none', 'none'), mustNotLook);
  await resolveSources(settings(`replay:${file}`, `replay:${file}`), mustNotLook);
});

test('a replay file is taken by its absolute name', async (t) => {
  const file = join(await mediaFolder(t), "l'exposé 1.flv");
  await writeFile(file, 'FLV');
  const { video, audio } = await resolveSources(
    settings(`replay:${relative(process.cwd(), file)}`, `replay:${file}`),
    mustNotLook,
  );
  assert.deepEqual(video, { source: { kind: 'replay', file }, name: file, reason: null });
  assert.deepEqual(audio, { source: { kind: 'replay', file }, name: file, reason: null });
});

test('a replay file that cannot be read: slate, silence and a sentence that names it', async (t) => {
  const folder = await mediaFolder(t);
  const pipe = join(folder, 'pipe.mp4');
  execFileSync('mkfifo', [pipe]);
  const unreadable = [join(folder, 'missing.mp4'), folder, pipe, join(folder, 'nul\0.mp4'), ''];
  const locked = join(folder, 'locked.mp4');
  await writeFile(locked, 'x');
  await chmod(locked, 0o000);
  // The superuser may read it all the same.
  if (process.getuid?.() !== 0) unreadable.push(locked);
  for (const file of unreadable) {
    const { video, audio } = await resolveSources(settings(`replay:${file}`, `replay:${file}`), mustNotLook);
    assert.deepEqual([video.source, video.reason?.code], [{ kind: 'slate' }, 'replayUnreadable'], file);
    assert.deepEqual([audio.source, audio.reason?.code], [{ kind: 'silence' }, 'replayUnreadable'], file);
  }
  const { video } = await resolveSources(settings(`replay:${folder}/missing.mp4`, 'test'), mustNotLook);
  assert.match(video.reason?.tech ?? '', /ENOENT/);
  for (const language of ['fr', 'en'] as const) {
    assert.ok(video.reason && sentence(video.reason, language).includes('missing.mp4'));
  }
});
