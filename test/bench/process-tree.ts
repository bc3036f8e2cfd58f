/** CPU time and memory of a process and all its descendants, as Linux counts them, and which of it is x264's. */
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: /proc states times in hundredths of a second on every Linux port in use. */
const TICKS_PER_SECOND = 100;

export interface ProcessTimes {
  pid: number;
  /** User and system time since its start, with that of its children that have ended and been waited for. */
  cpuSeconds: number;
  /** Time of the threads in it that are x264's; 0 in a process that encodes nothing. */
  encoderCpuSeconds: number;
}

/** The root first. A process that ends between two looks is in the time of its parent, so sums over the tree do not lose it. */
export function processTree(rootPid: number): ProcessTimes[] {
  const childrenOf = new Map<number, Stat[]>();
  let root: Stat | null = null;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(Number(name));
    if (!stat) continue;
    if (stat.pid === rootPid) root = stat;
    childrenOf.set(stat.parent, [...(childrenOf.get(stat.parent) ?? []), stat]);
  }
  const below = (process: Stat): Stat[] => [process, ...(childrenOf.get(process.pid) ?? []).flatMap(below)];
  return root ? below(root).map(timesOf) : [];
}

export function cpuSeconds(tree: ProcessTimes[]): number {
  return tree.reduce((sum, process) => sum + process.cpuSeconds, 0);
}

export function encoderCpuSeconds(tree: ProcessTimes[]): number {
  return tree.reduce((sum, process) => sum + process.encoderCpuSeconds, 0);
}

/** Proportional set size in MB (10^6 bytes): a page that n processes share counts 1/n in each. 0 when it has ended. */
export function pssMegabytes(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return (Number(kilobytes ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

/** Whether a process outside the tree has this library loaded, and so carries a part of its pages. */
export function isSharedOutside(library: string, tree: ProcessTimes[]): boolean {
  const own = new Set(tree.map(({ pid }) => String(pid)));
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name) || own.has(name)) return false;
    try {
      return readFileSync(`/proc/${name}/maps`, 'utf8').includes(library);
    } catch {
      return false;
    }
  });
}

/** Time that all processors of the machine were not idle, since boot. */
export function machineCpuSeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .join('')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

interface Stat {
  pid: number;
  parent: number;
  /** Time of its children that have ended, in hundredths of a second. */
  endedChildrenSeconds: number;
}

function readStat(pid: number): Stat | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name, in brackets, may hold anything; fields are counted from behind it: 0 is the state.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [childrenUser, childrenSystem] = fields.slice(13, 15).map(Number);
  return {
    pid,
    parent: Number(fields[1]),
    endedChildrenSeconds: ((childrenUser ?? 0) + (childrenSystem ?? 0)) / TICKS_PER_SECOND,
  };
}

/** By the scheduler's own account, in nanoseconds. A thread that has ended is in it no more: in a window none of these end. */
function timesOf({ pid, endedChildrenSeconds }: Stat): ProcessTimes {
  const threads = threadsOf(pid);
  const sum = (of: Thread[]) => of.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0);
  return {
    pid,
    cpuSeconds: endedChildrenSeconds + sum(threads),
    encoderCpuSeconds: sum(encoderThreads(threads)),
  };
}

interface Thread {
  tid: number;
  name: string;
  cpuSeconds: number;
}

function threadsOf(pid: number): Thread[] {
  let tids: string[] = [];
  try {
    tids = readdirSync(`/proc/${pid}/task`);
  } catch {
    // It has ended.
  }
  return tids.flatMap((tid) => {
    const folder = `/proc/${pid}/task/${tid}`;
    try {
      const ranNanoseconds = Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ', 1)[0]);
      const name = readFileSync(`${folder}/comm`, 'utf8').trim();
      return [{ tid: Number(tid), name, cpuSeconds: ranNanoseconds / 1e9 }];
    } catch {
      return [];
    }
  });
}

/** x264 made four threads on two cores, in GStreamer 1.22 as in ffmpeg 5.1; nothing else there makes as many of one name. */
const FEWEST = 3;

/**
 * x264's threads have the name of the thread that opened it: a stream of GStreamer's (`queue1:src`), node's own where a stream is
 * changed by a command, or `ffmpeg`. They come after the first stream, or after the main thread of ffmpeg.
 */
function encoderThreads(threads: Thread[]): Thread[] {
  const isStream = ({ name }: Thread) => name.endsWith(':src');
  const first = threads.filter((thread) => isStream(thread) || thread.name === 'ffmpeg').map(({ tid }) => tid);
  const later = threads.filter(({ tid }) => tid > Math.min(...first)).sort((one, other) => one.tid - other.tid);
  const groups = [...new Set(later.map(({ name }) => name))].map((name) => {
    const alike = later.filter((thread) => thread.name === name);
    // The first of a stream's name is the stream.
    return alike.slice(alike.some(isStream) ? 1 : 0);
  });
  const largest = groups.toSorted((one, other) => other.length - one.length)[0] ?? [];
  return largest.length >= FEWEST ? largest : [];
}
