import { execFile } from 'node:child_process';

/** An answer takes 20-50 ms; a camera that hangs inside the kernel never answers. */
const DEADLINE_MS = 3000;
/** vivid's list of every format takes 150 kB. */
const MOST_BYTES = 256 * 1024;

/** Nodes whose v4l2-ctl the kernel still holds: asking again would only add a second one. */
const unanswered = new Set<string>();

export interface V4l2Answer {
  /** Its output, also after an error, as the text before that is true. */
  text: string;
  /** False where it is not installed, fails or is too slow. */
  done: boolean;
}

export interface V4l2Options {
  program?: string;
  deadlineMs?: number;
}

/**
 * Asks v4l2-ctl about a node. Never rejects.
 * @param node such as `/dev/video0`
 */
export function v4l2Ctl(
  node: string,
  args: string[],
  { program = 'v4l2-ctl', deadlineMs = DEADLINE_MS }: V4l2Options = {},
): Promise<V4l2Answer> {
  if (unanswered.has(node)) return Promise.resolve({ text: '', done: false });
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ['-d', node, ...args],
      { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: MOST_BYTES, killSignal: 'SIGKILL' },
      (error, stdout) => {
        clearTimeout(deadline);
        unanswered.delete(node);
        resolve({ text: stdout, done: error === null });
      },
    );
    // Not execFile's own time-out: it waits for the child's end, which SIGKILL does not bring while the kernel holds it.
    const deadline = setTimeout(() => {
      unanswered.add(node);
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve({ text: '', done: false });
    }, deadlineMs);
  });
}
