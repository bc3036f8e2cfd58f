/** Folders in memory, for files that are written all the time and not worth a write to the memory card. */
import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';

const SHARED_MEMORY = '/dev/shm';

/** A path for this state folder's service alone, the same at each start; the folder need not be there. */
export function volatileFolder(stateFolder: string, env: NodeJS.ProcessEnv = process.env): string {
  const runtime = runtimeFolder(env);
  if (runtime !== null) return join(runtime, 'lan');
  try {
    accessSync(SHARED_MEMORY, constants.W_OK | constants.X_OK);
  } catch {
    // Falls back to the disk, so that a machine without such memory still shows the room its talk.
    return join(stateFolder, 'lan');
  }
  const own = createHash('sha256').update(resolve(stateFolder)).digest('hex').slice(0, 12);
  return join(SHARED_MEMORY, `pupitre-${own}`);
}

/** The folder in /run, which is memory, that systemd makes for the service (`systemd/pupitre.service`); null where it makes none. */
export function runtimeFolder(env: NodeJS.ProcessEnv = process.env): string | null {
  return (env.RUNTIME_DIRECTORY ?? '').split(':')[0] || null;
}
