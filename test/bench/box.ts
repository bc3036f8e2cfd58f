/** The box as a contender: the built service with its parked workers, its button pressed through its keyboard. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Device, freePort } from '../tools/box/device.ts';
import type { Contender, OnAir, Picture, Ready, Recording } from './contender.ts';
import { AUDIO_KBPS, GOP_SECONDS, VIDEO_KBPS } from './peers.ts';
import { cpuSeconds, processTree } from './process-tree.ts';
import { FRAMES_PER_SECOND, HEIGHT, offAir, type Stage, WIDTH } from './stage.ts';

/** A worker that was taken is replaced 3 s later: longer than that without change is rest. */
const REST_MS = 4_000;
const REST_LOOK_MS = 500;
/** The service at rest looks at its devices and its disk now and then: 10 to 20 ms of work in a second. */
const REST_CPU_SECONDS = 0.03;
/** An MP4 of a minute is joined in a second. */
const REST_LIMIT_MS = 40_000;

/** What the box said of frames that a slow reader did not get and of recordings that were not joined, in the whole bench. */
export const troubles: string[] = [];

export function box(stage: Stage): Contender {
  return { name: 'ours', room: 'ours', open: (picture) => openBox(stage, picture) };
}

/** As most boxes are: the microphone is another device than the camera, and systemd starts the service. */
export function boxInRoom(stage: Stage): Contender {
  const open = () => openBox(stage, 'movie', { microphone: `replay:${stage.sound}`, asUnit: true });
  return { name: 'ours', room: 'ours', open };
}

export interface ReadyBox extends Ready {
  readonly device: Device;
  /** As it stands in a room: nothing going on, its workers parked. */
  rest(): Promise<void>;
  /** As it is at worst: no worker parked, so a press has to start them. */
  killParked(): Promise<void>;
}

let boxes = 0;

export interface BoxOptions {
  /** Called with its folder before anything is in it. */
  prepare?: (folder: string) => Promise<void>;
  /** With the environment and the priority that systemd gives it on a box. */
  asUnit?: boolean;
  /** `microphone.device`, where it is not the device of the picture. */
  microphone?: string;
}

export async function openBox(
  stage: Stage,
  picture: Picture,
  { prepare = async () => {}, asUnit = false, microphone }: BoxOptions = {},
): Promise<ReadyBox> {
  const device = new Device(join(stage.folder, `box-${++boxes}`), await freePort(), { asUnit });
  const source = picture === 'test' ? 'test' : `replay:${stage.movie}`;
  await mkdir(device.folder, { recursive: true });
  await prepare(device.folder);
  await device.writeSettings({
    room: { name: 'Bench', language: 'en' },
    camera: { device: source, width: WIDTH, height: HEIGHT, framesPerSecond: FRAMES_PER_SECOND },
    microphone: { device: microphone ?? source },
    encoder: {
      kind: 'x264',
      archiveKbps: VIDEO_KBPS,
      liveKbps: VIDEO_KBPS,
      audioKbps: AUDIO_KBPS,
      keyframeSeconds: GOP_SECONDS,
    },
    destinations: [
      { id: 'main', name: 'Server', url: stage.server.rtmpUrl, streamKey: stage.server.streamKey('ours') },
    ],
  });
  await device.start();
  const box: ReadyBox = {
    device,
    begin: () => begin(stage, device),
    rest: () => rest(device),
    killParked: () => killParked(device),
    close: async () => {
      await device.stop();
      troubles.push(...device.lines.filter((line) => line.includes('lost frames')));
    },
  };
  try {
    await device.waitForPage();
    await box.rest();
  } catch (error) {
    await device.kill();
    throw error;
  }
  return box;
}

async function begin(stage: Stage, device: Device): Promise<OnAir> {
  const startedMs = performance.now();
  device.press('short');
  return {
    pid: device.pid,
    startedMs,
    end: async (): Promise<Recording> => {
      const { session } = await device.waitFor(
        'the recording to run',
        ({ recording }) => recording.phase === 'recording',
      );
      const id = session.id ?? '';
      const flv = await device.keepParts(id);
      device.press('end');
      await device.waitFor('the end of the session', ({ session }) => session.phase === 'ready');
      await offAir(stage, 'ours');
      return { by: 'ours', flv, mp4: await joined(device, id) };
    },
  };
}

/** Null where the box could not join it: the parts then stay, and the log says why. */
async function joined(device: Device, id: string): Promise<string | null> {
  const isVerdict = (line: string) => line.includes(id) && /recording (not )?joined/.test(line);
  const line = await device.waitForLine('the recording joined or not', isVerdict);
  if (line.includes('recording joined')) return join(device.recordingFolder(id), 'recording.mp4');
  troubles.push(line);
  return null;
}

async function rest(device: Device): Promise<void> {
  const deadline = performance.now() + REST_LIMIT_MS;
  let restMs = 0;
  for (let before = processTree(device.pid); restMs < REST_MS; ) {
    if (performance.now() > deadline) throw new Error('the box does not come to rest');
    await sleep(REST_LOOK_MS);
    const now = processTree(device.pid);
    const isQuiet = now.length === before.length && cpuSeconds(now) - cpuSeconds(before) < REST_CPU_SECONDS;
    restMs = isQuiet ? restMs + REST_LOOK_MS : 0;
    before = now;
  }
}

async function killParked(device: Device): Promise<void> {
  for (const { pid } of processTree(device.pid).slice(1)) process.kill(pid, 'SIGKILL');
  // Gone and heard of; the service parks new ones 3 s later.
  await sleep(300);
  if (processTree(device.pid).length > 1) throw new Error('a worker that was killed is still there');
}
