/** One contender on air and recording, looked at from outside over one window. */
import { setTimeout as sleep } from 'node:timers/promises';
import { workersOf } from '../tools/workers.ts';
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
  const processes = (await roles(before, after)).map(({ pid: each, does, used: own }) => ({
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

/** What each process does: the box's workers by their threads, the first of a contender is its main one. */
async function roles(before: ProcessTimes[], after: ProcessTimes[]) {
  const workers = new Map((await workersOf(after[0]?.pid ?? 0)).map(({ pid, role }) => [pid, role]));
  return after.map(({ pid, cpuSeconds: now }) => ({
    pid,
    does: workers.get(pid) ?? 'main',
    used: now - (before.find((earlier) => earlier.pid === pid)?.cpuSeconds ?? 0),
  }));
}
