/** What each worker process of a service is doing, told by the names that GStreamer gives to its threads, and by their program. */
import { readdir, readFile } from 'node:fs/promises';

export type WorkerRole = 'camera' | 'microphone' | 'publisher' | 'joiner' | 'lan' | 'trial' | 'readBack' | 'parked';

export async function workersOf(servicePid: number): Promise<{ pid: number; role: WorkerRole }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const workers = await Promise.all(
    pids.map(async (pid) => ((await parentOf(pid)) === servicePid ? { pid, role: await roleOf(pid) } : null)),
  );
  return workers.filter((worker) => worker !== null);
}

/** False also for one that has ended and is only waited for by its parent. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await parentOf(pid)) !== null;
}

async function parentOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return parent === undefined || state === 'Z' ? null : Number(parent);
}

async function roleOf(pid: number): Promise<WorkerRole> {
  if ((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('join-worker')) return 'joiner';
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const names = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/comm`, 'utf8').catch(() => '')),
  );
  return roleOfThreads(names.map((name) => name.trim()));
}

/** A thread is named after the element and the pad whose stream it carries. */
export function roleOfThreads(names: string[]): WorkerRole {
  const has = (thread: string) => names.includes(thread);
  if (has('picture-out:src')) return 'camera';
  if (has('sound-out:src')) return 'microphone';
  if (has('fdsrc0:src')) return 'publisher';
  if (has('lan:src')) return 'lan';
  if (has('segment:src')) return 'readBack';
  if (has('camera:src') || has('microphone:src') || has('multiqueue0:src')) return 'trial';
  return 'parked';
}
