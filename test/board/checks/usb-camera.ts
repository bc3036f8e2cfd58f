/** A USB camera with its own microphone: found, pulled out on air, put back into this port and another, or hanging. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../../device/api/contract/status.ts';
import { eventually } from '../../tools/eventually.ts';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import { shownPictures } from '../../tools/measures/shown-pictures.ts';
import { toneOf } from '../../tools/measures/tone.ts';
import { type Load, loadOf } from '../load.ts';
import { measured } from '../measured.ts';
import { type Room, secondsSince } from '../room.ts';

/** On air, where each is looked at, and then with the box at rest. */
const CYCLES = { onAir: 3, atRest: 7 };
const PORTS = 2;
const REST_LOOKS = 4;
const HERTZ_OFF = 5;
/** Several times what one lost file, or 1 MB at each plug, would make of ten of them. */
const LEAK = { files: 4, megabytes: 8 };
/** Pictures before the camera hangs: past the start of a talk. */
const HANGS_AFTER = 150;
const GADGET = '/sys/kernel/config/usb_gadget/webcam';
/** What is taken in place of the USB camera and its microphone while it is there. */
const OTHERS = `echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind
  systemctl stop tone; echo snd_aloop.0 >/sys/bus/platform/drivers/snd_aloop/unbind`;

const hasBoth = ({ camera, microphone }: Status) =>
  camera.phase === 'ok' && camera.framesPerSecond > 0 && microphone.phase === 'ok' && microphone.rmsDb > -30;
const lacksBoth = ({ camera, microphone }: Status) => camera.phase === 'missing' && microphone.phase === 'missing';
const showsSlate = ({ camera, recording }: Status) => camera.phase === 'failed' && recording.phase === 'recording';

export function usbCameraChecks(room: () => Room): void {
  /** The USB camera and nothing else. `count`: pictures at each start, -1 for ever. */
  const plugAlone = async (port: number, count = -1) => {
    await room().settle();
    await room().board.sh(`${OTHERS}
      if [ ! -e ${GADGET} ]; then usbcam create; elif grep -q . ${GADGET}/UDC; then usbcam unplug; fi
      usbcam plug ${port} ${count}`);
    return eventually('the kernel has it, udev has named it', async () => {
      const { cameras, microphones } = await room().devices();
      const isNamed = cameras.some(({ device }) => device.startsWith('/dev/v4l/by-path/'));
      return isNamed && microphones.length > 0 && { cameras, microphones };
    });
  };
  const unplug = () => room().board.sh('usbcam unplug');

  test('a USB camera with a microphone: found with its modes, before others', async (t) => {
    const { cameras, microphones } = await plugAlone(0);
    const [camera] = cameras;
    assert.match(camera?.device ?? '', /^\/dev\/v4l\/by-path\/.*usb.*-video-index0$/, JSON.stringify(cameras));
    const { width } = room().picture;
    assert.ok(
      camera?.modes.some((mode) => mode.format === 'jpeg' && mode.width === width),
      JSON.stringify(camera?.modes),
    );
    assert.equal(cameras.length, 1, "the gadget's own end is no camera");
    const [own] = microphones;
    assert.equal(own?.where, camera?.where);
    t.diagnostic(`${camera?.name}, ${camera?.where}, ${camera?.modes.length} modes; ${own?.device}`);
    await room().settle();
    await room().waitFor('the other microphone', ({ microphone }) => microphone.phase === 'ok');
    const both = await room().devices();
    assert.match(both.cameras.find(({ isAutomatic }) => isAutomatic)?.device ?? '', /usb/, 'before the other camera');
    const automatic = both.microphones.find(({ isAutomatic }) => isAutomatic);
    assert.notEqual(automatic?.device, own?.device, 'another microphone is better than that of the camera');
    await unplug();
  });

  test('unplugged on air and plugged in at another port with another node number; ten times without a leak', async (t) => {
    const { board } = room();
    await plugAlone(0);
    const id = await room().startTalk();
    await room().waitFor('both', hasBoth);
    const [gone, slate, back]: [number[], number[], number[]] = [[], [], []];
    const nodes: string[] = [];
    for (let cycle = 1; cycle <= CYCLES.onAir; cycle++) {
      const node = await board.sh('readlink -f /dev/v4l/by-path/*usb*-video-index0 | head -n 1');
      nodes.push(node);
      // Somebody still has the old node open, so the next gets another number.
      await board.sh(`systemd-run -q --collect --unit=holder${cycle} sh -c 'exec sleep 600 <${node}'
        until readlink /proc/$(systemctl show holder${cycle} -p MainPID --value)/fd/0 | grep -q video; do sleep 0.1; done`);
      await unplug();
      gone.push(await secondsUntil('unplugged', lacksBoth));
      slate.push(
        await secondsUntil('the slate', ({ camera }) => camera.phase === 'missing' && camera.framesPerSecond > 0),
      );
      await room().recordsPictures(id);
      await board.sh(`usbcam plug ${cycle % PORTS}`);
      back.push(await secondsUntil('plugged in', hasBoth));
      await room().goesOn();
    }
    await board.sh('systemctl stop "holder*"');
    t.diagnostic(
      `on air: unplugged, said after ${shown(gone)} s, slate ${shown(slate)} s later; plugged in, picture and voice after ${shown(back)} s`,
    );
    t.diagnostic(`nodes ${nodes.join(' ')} at ${PORTS} ports`);
    assert.equal(new Set(nodes).size, CYCLES.onAir, 'another node number each time');
    const { mp4 } = await room().stopTalk(id);
    await tellRecorded(t, mp4);

    const before = await loadAtRest();
    for (let cycle = 1; cycle <= CYCLES.atRest; cycle++) {
      await unplug();
      await room().waitFor('unplugged', lacksBoth);
      await board.sh(`usbcam plug ${cycle % PORTS}`);
      await room().waitFor(
        'plugged in',
        ({ camera, microphone }) => camera.phase === 'ok' && microphone.phase === 'ok',
      );
    }
    const after = await loadAtRest();
    t.diagnostic(
      `after ${CYCLES.onAir} times and ${CYCLES.atRest} more: processes ${before.processes}, ${after.processes}; files ${before.files}, ${after.files}; service ${before.megabytes.toFixed(1)}, ${after.megabytes.toFixed(1)} MB`,
    );
    assert.ok(after.files <= before.files + LEAK.files, 'nothing is left open');
    assert.ok(after.processes <= before.processes, 'no process is left over');
    assert.ok(after.megabytes <= before.megabytes + LEAK.megabytes, 'no memory is lost');
    await unplug();
  });

  async function tellRecorded(t: TestContext, mp4: string): Promise<void> {
    const stretches = await shownPictures(mp4, 'noCamera-en.png');
    const slates = stretches.filter(({ isSlate }) => isSlate);
    const toSlate = slates.map(({ from }) => from - (stretches.findLast(({ to }) => to < from)?.to ?? from));
    const toPicture = slates.map(({ to }) => (stretches.find(({ from }) => from > to)?.from ?? to) - to);
    t.diagnostic(`recorded: last picture to slate ${shown(toSlate)} s; slate to picture ${shown(toPicture)} s`);
    assert.equal(slates.length, CYCLES.onAir, JSON.stringify(stretches));
    const times = (await packetsOf(mp4)).filter(({ kind }) => kind === 'audio').map(({ pts }) => pts);
    const soundGap = Math.max(...times.map((at, index) => at - (times[index - 1] ?? at)));
    const { hertz } = await toneOf(mp4, Math.max(...times) - 2, 1.5);
    t.diagnostic(
      `recorded: longest time without any sound, silence included, ${soundGap.toFixed(2)} s; then ${hertz.toFixed(0)} Hz`,
    );
    assert.ok(Math.abs(hertz - (room().toneHertz ?? 0)) < HERTZ_OFF, 'the voice of the camera is back');
  }

  test('a camera that gives no picture: the talk starts with the slate and says why; another port, the picture', async (t) => {
    await plugAlone(1, 0);
    const startedMs = performance.now();
    assert.equal((await room().box.ask('POST', '/api/session/start', {})).status, 200);
    await room().waitFor('recorded', ({ recording }) => recording.phase === 'recording' && recording.seconds > 0);
    t.diagnostic(`recorded ${secondsSince(startedMs).toFixed(1)} s after the press`);
    const { camera, session } = await room().waitFor('the slate', showsSlate);
    t.diagnostic(`slate ${secondsSince(startedMs).toFixed(1)} s after the press: ${camera.reason?.message}`);
    assert.equal(camera.reason?.code, 'cameraFailed');
    await room().onAir();
    await unplug();
    await room().board.sh('usbcam plug 0');
    await measured(t, room(), 'one that works plugged in: picture', hasBoth);
    await room().goesOn();
    const { mp4 } = await room().stopTalk(session.id as string);
    const shownThings = (await shownPictures(mp4, 'noCamera-en.png')).map(({ isSlate }) => isSlate);
    assert.deepEqual([shownThings.at(0), shownThings.at(-1)], [true, false]);
    await unplug();
  });

  test('a camera that hangs on air: the slate, and the voice of the other microphone goes on', async (t) => {
    await plugAlone(0, HANGS_AFTER);
    await room().settle();
    await room().board.sh('echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind');
    const id = await room().startTalk();
    await room().waitFor('a picture', ({ camera }) => camera.phase === 'ok' && camera.framesPerSecond > 0);
    const { camera } = await measured(t, room(), 'it hangs: said', showsSlate);
    assert.match(camera.reason?.message ?? '', /stopped giving pictures/);
    await room().goesOn();
    const { mp4 } = await room().stopTalk(id);
    const { longestGap } = await toneOf(mp4, 1, Math.max(...(await packetsOf(mp4)).map(({ pts }) => pts)) - 2);
    t.diagnostic(`longest time without voice ${longestGap.toFixed(2)} s`);
    await unplug();
    await room().settle();
  });

  /** Once no process comes or goes any more: workers that were lost are replaced a few seconds later. */
  async function loadAtRest(): Promise<Load> {
    const loads: Load[] = [];
    return eventually('processes that stay', async () => {
      loads.push(await loadOf(room().board));
      await sleep(1000);
      const last = loads.slice(-REST_LOOKS);
      return (
        last.length === REST_LOOKS &&
        new Set(last.map(({ processes }) => processes)).size === 1 &&
        (last.at(-1) ?? false)
      );
    });
  }

  async function secondsUntil(what: string, fits: (status: Status) => boolean): Promise<number> {
    const startedMs = performance.now();
    await room().waitFor(what, fits);
    return secondsSince(startedMs);
  }
}

/** Median and largest. */
function shown(values: number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `${median.toFixed(1)} (at most ${(sorted.at(-1) ?? 0).toFixed(1)})`;
}
