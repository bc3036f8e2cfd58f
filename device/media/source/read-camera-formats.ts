import { execFile } from 'node:child_process';

/** An answer takes 20-50 ms; a camera that hangs inside the kernel never answers. */
const DEADLINE_MS = 3000;
/** vivid's list of every format takes 150 kB. */
const MOST_BYTES = 1_000_000;

/** Nodes whose v4l2-ctl the kernel still holds: asking again would only add a second one. */
const unanswered = new Set<string>();

/**
 * What v4l2-ctl says about a node's formats; '' where it is not installed, fails or is too slow. Never rejects.
 * @param node such as `/dev/video0`
 */
export function readCameraFormats(node: string, program = 'v4l2-ctl', deadlineMs = DEADLINE_MS): Promise<string> {
  if (unanswered.has(node)) return Promise.resolve('');
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ['-d', node, '--list-formats-ext'],
      { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: MOST_BYTES, killSignal: 'SIGKILL' },
      (_error, stdout) => {
        clearTimeout(deadline);
        unanswered.delete(node);
        // Also after an error: what was said before it is true.
        resolve(stdout);
      },
    );
    // Not execFile's own time-out: it waits for the child's end, which SIGKILL does not bring while the kernel holds it.
    const deadline = setTimeout(() => {
      unanswered.add(node);
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve('');
    }, deadlineMs);
  });
}
