/** CPU time and memory of a process and all its descendants, as Linux counts them. */
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: /proc states times in hundredths of a second on every Linux port in use. */
const TICKS_PER_SECOND = 100;

export interface ProcessTimes {
  pid: number;
  /** User and system time since its start, with that of its children that have ended and been waited for. */
  cpuSeconds: number;
}

/** The root first. What ends between two looks is in the time of its parent, so sums over the tree never lose any. */
export function processTree(rootPid: number): ProcessTimes[] {
  const childrenOf = new Map<number, ProcessTimes[]>();
  let root: ProcessTimes | null = null;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(Number(name));
    if (!stat) continue;
    const { parent, ...times } = stat;
    if (times.pid === rootPid) root = times;
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), times]);
  }
  const below = (process: ProcessTimes): ProcessTimes[] => [
    process,
    ...(childrenOf.get(process.pid) ?? []).flatMap(below),
  ];
  return root ? below(root) : [];
}

export function cpuSeconds(tree: ProcessTimes[]): number {
  return tree.reduce((sum, process) => sum + process.cpuSeconds, 0);
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

function readStat(pid: number): (ProcessTimes & { parent: number }) | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name, in brackets, may hold anything; fields are counted from behind it: 0 is the state.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
  const ticks = (user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0);
  return { pid, parent: Number(fields[1]), cpuSeconds: ticks / TICKS_PER_SECOND };
}
