/** What the processes of a service hold: memory, files, threads; and what of them is dead and not buried. */
import { readdirSync, readFileSync } from 'node:fs';
import { workersOf } from '../box/workers.ts';

export interface ProcessUsage {
  pid: number;
  /**
   * Of its own, without what is mapped from files: the share of those in a library grows when another process that has it
   * open ends, whoever's that is.
   */
  megabytes: number;
  files: number;
  threads: number;
}

/** By what each does: `service`, or what a worker does. */
export type ServiceUsage = Map<string, ProcessUsage>;

/** Of all that runs; what ends while it is looked at is left out. */
export async function usageOf(servicePid: number): Promise<ServiceUsage> {
  const workers = await workersOf(servicePid);
  const all = [{ pid: servicePid, role: 'service' }, ...workers];
  return new Map(
    all.flatMap(({ pid, role }) => {
      const usage = usageOfProcess(pid);
      return usage ? [[role, usage] as const] : [];
    }),
  );
}

/** Children of a process that have ended and were not waited for. */
export function zombiesOf(parentPid: number): number {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    const [state, parent] = statFields(name);
    return state === 'Z' && Number(parent) === parentPid;
  }).length;
}

/** See `ProcessUsage`. @throws where the process is gone. */
export function megabytesOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return (Number(/^Pss_Anon:\s+(\d+) kB$/m.exec(text)?.[1]) * 1024) / 1e6;
}

function usageOfProcess(pid: number): ProcessUsage | null {
  try {
    const count = (what: string) => readdirSync(`/proc/${pid}/${what}`).length;
    return { pid, megabytes: megabytesOf(pid), files: count('fd'), threads: count('task') };
  } catch {
    return null;
  }
}

/** From behind the name, which may hold anything: the state, the parent. */
function statFields(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
