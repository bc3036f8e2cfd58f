/** One service at a time in a state folder: two would write the same session. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, unlessReadOnly, writeDurably } from './durable-file.ts';

const lockFile = (folder: string) => join(folder, 'service.pid');

/**
 * Takes the folder for this process. A lock whose process is gone, or is by now some other program, is taken over; it
 * needs no release. On a read-only disk nobody can take it, nor can two write the same.
 * @returns the pid of the service that holds it, or null when it is ours.
 */
export async function lockState(folder: string): Promise<number | null> {
  const holder = await stateHolder(folder);
  if (holder !== null) return holder;
  await writeDurably(lockFile(folder), `${process.pid} ${await startTimeOf('self')}\n`).catch(unlessReadOnly);
  return null;
}

/** The pid of another process whose service holds the folder, or null. */
export async function stateHolder(folder: string): Promise<number | null> {
  // An unreadable lock holds nothing.
  const [pid, startedAt] = ((await readIfThere(lockFile(folder)).catch(() => null)) ?? '').trim().split(' ');
  const holds = pid && startedAt && Number(pid) !== process.pid && (await startTimeOf(pid)) === startedAt;
  return holds ? Number(pid) : null;
}

/** Start time in ticks since the kernel started: with the pid it names one process, even if pids are reused. */
async function startTimeOf(pid: string): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The second field is the program's name in brackets, which may hold spaces; the start time is the 22nd.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
