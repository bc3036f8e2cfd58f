/** A lock that lasts while a process or its children live; Node has no call for it, util-linux has a program. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Long enough for an orphaned process to end. */
const PATIENCE_SECONDS = 60;
/** Descriptor that the program locks. */
const FILE = 3;

/**
 * Waits until nobody else has the lock. The open file holds it until it is closed here and in every child that was
 * given it.
 * @param file descriptor of a file or folder. @throws when another still has it after a minute
 */
export async function lockFile(file: number): Promise<void> {
  const args = ['--exclusive', '--wait', String(PATIENCE_SECONDS), String(FILE)];
  const [code] = await once(spawn('flock', args, { stdio: ['ignore', 'ignore', 'ignore', file] }), 'close');
  if (code !== 0) throw new Error('another process has not ended yet');
}
