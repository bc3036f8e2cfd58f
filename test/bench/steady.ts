/** One contender on air and recording, looked at from outside over two windows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { workersOf } from '../tools/box/workers.ts';
import type { Contender, Picture, Recording } from './contender.ts';
import {
  cpuSeconds,
  encoderCpuSeconds,
  isSharedOutside,
  machineCpuSeconds,
  type ProcessTimes,
  processTree,
  pssMegabytes,
} from './process-tree.ts';
import { onAir, type Stage } from './stage.ts';

/** Seconds on air at which each window begins. */
export const WINDOWS = {
  /** The box parks its spare worker 3 s after the press, which then loads. V8 still compiles what has become hot. */
  early: 6,
  /** As it is for the rest of a talk. */
  late: 24,
};
export type WindowName = keyof typeof WINDOWS;

/** What one contender took in a window, or had at its end. */
export interface Look {
  /** Of one core, of all processes. */
  cpuPercent: number;
  /** Of these, x264's own threads. They do the same work for everybody, so what they take more is the machine's noise. */
  encoderCpuPercent: number;
  pssMegabytes: number;
  /** Of these, processes that only wait to be needed. */
  parkedPssMegabytes: number;
  processes: { does: string; cpuPercent: number; pssMegabytes: number }[];
  /** What everybody else on this machine used meanwhile, the server and this bench included: of one core. */
  othersCpuPercent: number;
  /** Another program had GStreamer loaded: part of its pages was not counted here. */
  sharesGstreamer: boolean;
}

export interface Steady {
  early: Look;
  late: Look;
  recording: Recording;
}

export async function steady(stage: Stage, contender: Contender, picture: Picture, seconds: number): Promise<Steady> {
  const ready = await contender.open(picture);
  try {
    const session = await ready.begin();
    try {
      const onAirMs = await onAir(stage, contender.room);
      const window = async (name: WindowName) => {
        await sleep(Math.max(0, onAirMs + WINDOWS[name] * 1000 - performance.now()));
        return look(session.pid, seconds);
      };
      const [early, late] = [await window('early'), await window('late')];
      return { early, late, recording: await session.end() };
    } catch (error) {
      // Tells what the contender itself said, if it ended.
      await session.end();
      throw error;
    }
  } finally {
    await ready.close();
  }
}

async function look(pid: number, seconds: number): Promise<Look> {
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
    encoderCpuPercent: percent(encoderCpuSeconds(after) - encoderCpuSeconds(before)),
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
