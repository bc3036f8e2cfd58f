/** One contender on air and recording, looked at from outside over one window. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender, Picture, Recording } from './contender.ts';
import {
  cpuSeconds,
  isSharedOutside,
  machineCpuSeconds,
  type ProcessTimes,
  processTree,
  pssMegabytes,
} from './process-tree.ts';
import { onAir, type Stage } from './stage.ts';

/** The box parks its spare worker 3 s after the press; two seconds more for that worker to load. */
export const WARM_UP_SECONDS = 5;
/** A process that used less than this part of the window sat parked: the publisher uses 1 % of a core. */
const IDLE_SHARE = 0.003;

export interface Steady {
  /** Of one core, of all processes. */
  cpuPercent: number;
  pssMegabytes: number;
  /** Of these, processes that only wait to be needed. */
  parkedPssMegabytes: number;
  processes: { does: string; cpuPercent: number; pssMegabytes: number }[];
  /** What everybody else on this machine used meanwhile, the server and this bench included: of one core. */
  othersCpuPercent: number;
  /** Another program had GStreamer loaded: part of its pages was not counted here. */
  sharesGstreamer: boolean;
  recording: Recording;
}

export async function steady(stage: Stage, contender: Contender, picture: Picture, seconds: number): Promise<Steady> {
  const ready = await contender.open(picture);
  try {
    const session = await ready.begin();
    try {
      await onAir(stage, contender.room);
      await sleep(WARM_UP_SECONDS * 1000);
      const looked = await look(session.pid, seconds);
      return { ...looked, recording: await session.end() };
    } catch (error) {
      // Tells what the contender itself said, if it ended.
      await session.end();
      throw error;
    }
  } finally {
    await ready.close();
  }
}

async function look(pid: number, seconds: number): Promise<Omit<Steady, 'recording'>> {
  const [before, machineBefore, startMs] = [processTree(pid), machineCpuSeconds(), performance.now()];
  await sleep(seconds * 1000);
  const [after, machineAfter, endMs] = [processTree(pid), machineCpuSeconds(), performance.now()];
  const windowSeconds = (endMs - startMs) / 1000;
  const percent = (used: number) => (100 * used) / windowSeconds;
  const used = cpuSeconds(after) - cpuSeconds(before);
  const processes = roles(before, after, windowSeconds).map(({ pid: each, does, used: own }) => ({
    does,
    cpuPercent: percent(own),
    pssMegabytes: pssMegabytes(each),
  }));
  const pss = (those: typeof processes) => those.reduce((sum, each) => sum + each.pssMegabytes, 0);
  return {
    cpuPercent: percent(used),
    pssMegabytes: pss(processes),
    parkedPssMegabytes: pss(processes.filter(({ does }) => does === 'parked')),
    processes,
    // Rounded differently: a hundredth below nothing is nothing.
    othersCpuPercent: Math.max(0, percent(machineAfter - machineBefore - used)),
    sharesGstreamer: isSharedOutside('/libgstreamer-1.0', after),
  };
}

/** Which process does what, told by its place and the work it had: the encoder's is by far the hardest. */
function roles(before: ProcessTimes[], after: ProcessTimes[], windowSeconds: number) {
  const [main, ...children] = after.map(({ pid, cpuSeconds: now }) => ({
    pid,
    used: now - (before.find((earlier) => earlier.pid === pid)?.cpuSeconds ?? 0),
  }));
  const busiest = Math.max(...children.map(({ used }) => used));
  const does = (used: number) => {
    if (used < IDLE_SHARE * windowSeconds) return 'parked';
    return used === busiest ? 'capture' : 'publisher';
  };
  return [
    ...(main ? [{ ...main, does: 'main' }] : []),
    ...children.map((child) => ({ ...child, does: does(child.used) })),
  ];
}
