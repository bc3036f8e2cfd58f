/** A USB camera with its own microphone, plugged in and pulled out while a talk runs. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Status } from '../../../device/api/contract/status.ts';
import { eventually } from '../../integration/server/eventually.ts';
import { flvTags } from '../../tools/flv-counts.ts';
import { PICTURE, type Room, secondsSince } from '../room.ts';

const CYCLES = 5;
/** The camera on the platform bus would be taken in its place. */
const OTHER_CAMERA = '/sys/bus/platform/drivers/vivid';

const hasBoth = ({ camera, microphone }: Status) =>
  camera.phase === 'ok' && camera.framesPerSecond > 0 && microphone.phase !== 'missing';
const lacksBoth = ({ camera, microphone }: Status) => camera.phase === 'missing' && microphone.phase === 'missing';

export function usbCameraChecks(room: () => Room): void {
  test('a USB camera with a microphone: found with its modes, unplugged and plugged in again on air', async (t) => {
    const { board } = room();
    await room().settle();
    await board.sh(`usbcam create; echo vivid.0 >${OTHER_CAMERA}/unbind; usbcam plug`);
    const { cameras, microphones } = await eventually('the kernel has it, udev has named it', async () => {
      const devices = await room().devices();
      const isNamed = devices.cameras.some(({ device }) => device.startsWith('/dev/v4l/by-path/'));
      return isNamed && devices.microphones.length > 1 && devices;
    });
    const camera = cameras.find(({ isAutomatic }) => isAutomatic);
    assert.match(camera?.device ?? '', /^\/dev\/v4l\/by-path\/.*usb.*-video-index0$/, JSON.stringify(cameras));
    assert.ok(
      camera?.modes.some(({ format, width }) => format === 'jpeg' && width === PICTURE.width),
      JSON.stringify(camera?.modes),
    );
    assert.equal(cameras.length, 1, "the gadget's own end is no camera");
    const own = microphones.find(({ where }) => where === camera?.where);
    assert.ok(own, JSON.stringify(microphones.map(({ device, where }) => [device, where])));
    assert.ok(microphones[0] !== own, 'another microphone is better than that of the camera');
    t.diagnostic(`${camera?.name}, ${camera?.where}, ${camera?.modes.length} modes; ${own.device}`);

    await room().change({ microphone: { device: own.device } });
    const id = await room().startTalk();
    await room().waitFor('both', hasBoth);
    const processes = await threadsAndFiles();
    const [gone, back]: number[][] = [[], []];
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      await board.sh('usbcam unplug');
      gone?.push(await secondsUntil('unplugged', lacksBoth));
      await room().goesOn();
      await board.sh('usbcam plug');
      back?.push(await secondsUntil('plugged in', hasBoth));
      await room().goesOn();
    }
    t.diagnostic(
      `unplugged: said after ${median(gone)} s; plugged in: picture after ${median(back)} s (${CYCLES} times, medians)`,
    );
    const after = await threadsAndFiles();
    t.diagnostic(
      `open files of the service ${processes.files}, then ${after.files}; processes ${processes.count}, then ${after.count}`,
    );
    assert.ok(after.files <= processes.files + 2, 'nothing is left open');
    assert.ok(after.count <= processes.count, 'no process is left over');

    const { parts } = await room().stopTalk(id);
    const times = { video: [] as number[], audio: [] as number[] };
    for (const part of parts) {
      for (const { kind, timestampMs } of await flvTags(part))
        if (kind === 'video' || kind === 'audio') times[kind].push(timestampMs);
    }
    for (const kind of ['video', 'audio'] as const) {
      const gaps = times[kind].map((at, index) => at - (times[kind][index - 1] ?? at));
      t.diagnostic(`longest gap in the recorded ${kind}: ${Math.max(...gaps)} ms`);
    }
    await room().change({ microphone: { device: 'auto' } });
    await board.sh(`usbcam unplug; echo vivid.0 >${OTHER_CAMERA}/bind`);
    await room().waitFor('the other camera', ({ camera }) => camera.phase !== 'missing');
  });

  async function secondsUntil(what: string, fits: (status: Status) => boolean): Promise<number> {
    const startedMs = performance.now();
    await room().waitFor(what, fits);
    return secondsSince(startedMs);
  }

  async function threadsAndFiles(): Promise<{ files: number; count: number }> {
    const said = await room().board.sh(`ls /proc/$(systemctl show pupitre -p MainPID --value)/fd | wc -l
      wc -l </sys/fs/cgroup/system.slice/pupitre.service/cgroup.procs`);
    const [files = 0, count = 0] = said.split('\n').map(Number);
    return { files, count };
  }
}

function median(values: number[] = []): string {
  const sorted = values.toSorted((one, other) => one - other);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1);
}
