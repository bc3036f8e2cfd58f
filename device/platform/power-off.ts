/** Switches the machine off through logind, which ends every service in order first. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const MANAGER = ['org.freedesktop.login1', '/org/freedesktop/login1', 'org.freedesktop.login1.Manager'];
/** logind answers in milliseconds; polkit, which it asks, is started for it, which took more than 10 s on an emulated board. */
const ANSWER_MS = 30_000;

async function askLogind(method: string, ...values: string[]): Promise<string> {
  const words = ['--allow-interactive-authorization=false', 'call', ...MANAGER, method, ...values];
  const { stdout } = await run('busctl', words, { timeout: ANSWER_MS });
  return stdout.trim();
}

/**
 * Finds out whether this machine would switch off for us without asking anyone; null: it would, else the reason, for
 * the log.
 */
export async function whyNoPowerOff(): Promise<string | null> {
  try {
    const answer = await askLogind('CanPowerOff');
    return answer === 's "yes"' ? null : `logind says ${answer}`;
  } catch (error) {
    return (error as Error).message.trim();
  }
}

/** Resolves once logind has begun. @throws when it refuses. */
export async function powerOff(): Promise<void> {
  await askLogind('PowerOff', 'b', 'false');
}
