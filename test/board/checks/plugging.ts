/** Camera and microphone that go and come back while a talk runs, or are not there when it starts. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Status } from '../../../device/api/contract/status.ts';
import { eventually } from '../../tools/eventually.ts';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import { shownPictures } from '../../tools/measures/shown-pictures.ts';
import { type Tone, toneOf } from '../../tools/measures/tone.ts';
import { measured } from '../measured.ts';
import type { Room } from '../room.ts';

const CAMERA = '/sys/bus/platform/drivers/vivid';
const MICROPHONE = '/sys/bus/platform/drivers/snd_aloop';
/** As if it were unplugged and plugged in again. */
const cameraGoes = (room: Room) => room.board.sh(`echo vivid.0 >${CAMERA}/unbind`);
const cameraComes = (room: Room) => room.board.sh(`echo vivid.0 >${CAMERA}/bind`);

const hasCamera = ({ camera }: Status) => camera.phase === 'ok' && camera.framesPerSecond > 0;
const lacksCamera = ({ camera }: Status) => camera.phase === 'missing';

export function pluggingChecks(room: () => Room): void {
  test('the camera unplugged and plugged in again on air', async (t) => {
    await room().settle();
    const id = await room().startTalk();
    await cameraGoes(room());
    await measured(t, room(), 'camera gone: said', lacksCamera);
    const { camera } = await room().waitFor('why', (status) => status.camera.reason?.code === 'noCamera');
    assert.match(camera.reason?.message ?? '', /Plug/);
    await room().waitFor(
      'the slate, and the voice goes on',
      (status) => lacksCamera(status) && status.camera.framesPerSecond > 0 && status.microphone.rmsDb > -30,
    );
    await room().recordsPictures(id);
    await cameraComes(room());
    await measured(t, room(), 'camera back: picture', hasCamera);
    await room().goesOn();
    const { mp4 } = await room().stopTalk(id);
    const { duration, loud, gaps, longestStep } = await heard(mp4);
    const shown = await shownPictures(mp4, 'noCamera-en.png');
    const times = (from: number, to: number) => `${from.toFixed(1)}-${to.toFixed(1)}`;
    t.diagnostic(
      `the voice is there in ${(loud * 100).toFixed(1)} % of ${duration.toFixed(0)} s, ` +
        `not at ${gaps.map(([from, to]) => times(from, to)).join(', ') || 'any time'}; ` +
        `at most ${longestStep.toFixed(2)} s from one piece of sound to the next; ` +
        shown.map(({ isSlate, from, to }) => `${isSlate ? 'slate' : 'camera'} ${times(from, to)}`).join(', '),
    );
    assert.ok(loud > 0.95, 'the voice goes on without the camera');
    const slates = shown.filter(({ isSlate }) => isSlate);
    assert.equal(slates.length, 1, 'the slate, and the picture again');
  });

  test('a camera that refuses to start is asked for less, and the page tells what it gives', async (t) => {
    await room().settle();
    // The driver's own way to be a bus without room: the next STREAMON fails.
    await room().board.sh('v4l2-ctl -d /dev/video0 -c inject_vidioc_streamon_error=1');
    const id = await room().startTalk();
    const { camera } = await room().waitFor('a picture of the camera', hasCamera);
    t.diagnostic(`taken: ${JSON.stringify(camera.mode)}`);
    const { width, height, framesPerSecond } = room().picture;
    assert.ok(camera.mode, 'the mode is told');
    const taken = camera.mode.width * camera.mode.height * camera.mode.framesPerSecond;
    assert.ok(taken > 0 && taken < width * height * framesPerSecond, JSON.stringify(camera.mode));
    await room().stopTalk(id);
    // What was refused is forgotten when something is plugged in.
    await cameraGoes(room());
    await room().waitFor('gone', lacksCamera);
    await cameraComes(room());
  });

  test('the microphone unplugged and plugged in again on air', async (t) => {
    await room().settle();
    const id = await room().startTalk();
    await room().waitFor('it hears', ({ microphone }) => microphone.rmsDb > -30);
    // The kernel waits for who has it open; the player is one of them.
    await room().board.sh(`systemctl stop tone; echo snd_aloop.0 >${MICROPHONE}/unbind`);
    await measured(t, room(), 'microphone gone: said', (status) => status.microphone.phase === 'missing');
    await room().waitFor('why', ({ microphone }) => microphone.reason?.code === 'noMicrophone');
    await room().waitFor('the picture goes on without the voice', hasCamera);
    await room().goesOn();
    await room().board.sh(`echo snd_aloop.0 >${MICROPHONE}/bind`);
    await measured(t, room(), 'microphone back', (status) => status.microphone.phase === 'ok');
    await room().plugIn();
    await measured(t, room(), 'voice back', (status) => status.microphone.rmsDb > -30);
    await room().goesOn();
    const { mp4 } = await room().stopTalk(id);
    const { duration } = await heard(mp4);
    const { hertz } = await toneOf(mp4, duration - 2, 1.5);
    assert.ok(Math.abs(hertz - (room().toneHertz ?? 0)) < 5, `${hertz} Hz`);
  });

  test('no camera when the talk starts: the slate, with voice; plugged in later, the picture', async (t) => {
    await room().settle();
    await cameraGoes(room());
    await room().waitFor('it is said', lacksCamera);
    const id = await room().startTalk();
    const { camera, lamps } = await room().goesOn();
    assert.match(camera.reason?.message ?? '', /camera/i);
    assert.equal(lamps.rec, 'solid');
    await cameraComes(room());
    await measured(t, room(), 'camera plugged in: picture', hasCamera);
    await room().goesOn();
    await room().stopTalk(id);
  });

  test('what the settings ask of the camera is set, and set again after it was unplugged', async () => {
    const { board } = room();
    await room().settle();
    const [chosen] = (await room().devices()).cameras;
    const control = chosen?.controls.find(({ name }) => name === 'brightness');
    assert.ok(control, JSON.stringify(chosen?.controls.map(({ name }) => name)));
    const wanted = control.value === 77 ? 78 : 77;
    const read = async () => Number((await board.sh('v4l2-ctl -d /dev/video0 -C brightness')).split(':')[1]);
    await room().change({ camera: { controls: { brightness: wanted } } });
    const id = await room().startTalk();
    await eventually('set', async () => (await read()) === wanted);
    assert.equal(
      (await room().devices()).cameras[0]?.controls.find(({ name }) => name === 'brightness')?.value,
      wanted,
    );
    await cameraGoes(room());
    await room().waitFor('gone', lacksCamera);
    await cameraComes(room());
    await room().waitFor('back', hasCamera);
    await eventually('set again', async () => (await read()) === wanted);
    await room().stopTalk(id);
    await room().change({ camera: { controls: { brightness: null } } });
  });
}

async function heard(mp4: string): Promise<Tone & { duration: number; longestStep: number }> {
  const packets = await packetsOf(mp4);
  const duration = Math.max(...packets.map(({ pts }) => pts));
  const sound = packets.filter(({ kind }) => kind === 'audio').map(({ pts }) => pts);
  const longestStep = Math.max(...sound.slice(1).map((pts, index) => pts - (sound[index] ?? pts)));
  return { duration, longestStep, ...(await toneOf(mp4, 2, duration - 3)) };
}
