/** The system's part of an update (`systemd/update`), where this service was started by `systemd/launch`. */
import { execFile } from 'node:child_process';
import { runtimeFolder } from './volatile-folder.ts';

export interface UpdateProgram {
  program: string;
  /** Folder of the versions, and of the last update's outcome. */
  versionsFolder: string;
  /** File of the update's progress. */
  progressFile: string;
  /** File that asks for an update: the system waits for it. */
  requestFile: string;
}

/** Reading a signature takes a second on a slow board. */
const ANSWER_MS = 120_000;

/** Finds the program; null where nobody would install anything. */
export function updateProgram(env: NodeJS.ProcessEnv = process.env): UpdateProgram | null {
  const { PUPITRE_UPDATE: program, PUPITRE_VERSIONS: versionsFolder } = env;
  const runtime = runtimeFolder(env);
  if (!program || !versionsFolder || runtime === null) return null;
  const progressFile = env.PUPITRE_PROGRESS || '/run/pupitre-update/progress';
  return { program, versionsFolder, progressFile, requestFile: `${runtime}/update-request` };
}

/** The version in use that did not start, replaced by the package's own; null where all is well. */
export function unusedVersion(env: NodeJS.ProcessEnv = process.env): string | null {
  return env.PUPITRE_UNUSED_VERSION || null;
}

/** Runs it for its answer and exit code. @throws when it cannot be run. */
export function askUpdateProgram(program: string, args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: ANSWER_MS }, (error, out) => {
      if (!error) resolve({ code: 0, out });
      else if (typeof error.code === 'number') resolve({ code: error.code, out });
      else reject(error);
    });
  });
}
