/** The built device as a child process, with its button on standard input. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../device/api/contract/status.ts';

/** Ready means that the page answers: in less than a second on a laptop. */
const READY_LIMIT_MS = 30_000;
/** The service promises to end within 5 s. */
const STOP_LIMIT_MS = 8_000;
const ANSWER_LIMIT_MS = 2_000;
const LOG_TAIL_LINES = 10;
/** Beginning of a line of level error, as pino writes it. */
const ERROR_LINE = '{"level":"error",';

/** End of a line with the outcome of a dry run. */
const DRY_RUN = '"msg":"dry run"';

export interface DemoDevice {
  readonly url: string;
  readonly recordings: string;
  readonly log: string;
  /** Bytes for `--keyboard`: space, o, h, H. */
  press(bytes: string): void;
  /** Null while it does not answer. Throws once it has ended by itself. */
  status(): Promise<Status | null>;
  /** The finished MP4 of a session that has ended, or null when that takes longer than the limit. */
  finished(id: string, limitMs: number): Promise<string | null>;
  /** The last trouble in the device's own log, or null. */
  lastTrouble(): Promise<string | null>;
  stop(): Promise<void>;
}

export interface DemoDeviceOptions {
  folder: string;
  entry: string;
  webPort: number;
  /** A dry run by the button is over. @param bad failing lines, as `4 clock (why)` */
  onDryRun(bad: string[]): void;
}

/** No way to logind: whoever powers off the demo's box wants to keep the machine on. */
const NO_LOGIND = 'unix:path=/nonexistent/pupitre-demo';

export async function startDevice({ folder, entry, webPort, onDryRun }: DemoDeviceOptions): Promise<DemoDevice> {
  const log = join(folder, 'device.log');
  const state = join(folder, 'state');
  const words = [process.execPath, entry, '--settings', join(folder, 'settings.json'), '--state', state, '--keyboard'];
  // setpriv: the device ends with the demo, even if the demo is killed. In a group of its own, because Ctrl-C is the
  // demo's to handle.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...words], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: NO_LOGIND },
  });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const bad = line.includes(DRY_RUN) ? badOf(line) : null;
    if (bad) onDryRun(bad);
  });
  child.stdin.on('error', () => {});
  let failure: string | null = null;
  child.on('error', (error) => {
    failure = error.message;
  });

  const url = `http://127.0.0.1:${webPort}/`;
  const hasEnded = () => failure !== null || child.exitCode !== null || child.signalCode !== null;
  const status = async (): Promise<Status | null> => {
    if (hasEnded()) throw new Error(await lastWords(child, failure, log));
    try {
      const answer = await fetch(`${url}api/state`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
      return answer.ok ? ((await answer.json()) as Status) : null;
    } catch {
      return null;
    }
  };
  const stop = async () => {
    if (hasEnded()) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(timer);
  };

  const recordings = join(state, 'recordings');
  const deadline = performance.now() + READY_LIMIT_MS;
  while ((await status()) === null) {
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`the device did not answer within ${READY_LIMIT_MS / 1000} s; its log: ${log}`);
    }
    await sleep(50);
  }
  return {
    url,
    recordings,
    log,
    press: (bytes) => child.stdin.write(bytes),
    status,
    async finished(id, limitMs) {
      const recording = join(recordings, id, 'recording.mp4');
      const limit = performance.now() + limitMs;
      while (performance.now() < limit) {
        const now = await status();
        if (now?.session.phase === 'ready' && existsSync(recording)) return recording;
        await sleep(100);
      }
      return null;
    },
    async lastTrouble() {
      const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith(ERROR_LINE));
      const { msg, tech } = JSON.parse(lines.at(-1) ?? '{}') as { msg?: string; tech?: string };
      return msg === undefined ? null : (`${msg}: ${tech ?? ''}`.split('\n')[0] ?? null);
    },
    stop,
  };
}

function badOf(line: string): string[] | null {
  try {
    const { bad } = JSON.parse(line) as { bad: { line: number; id: string; tech: string }[] };
    return bad.map(({ line, id, tech }) => `${line} ${id} (${tech})`);
  } catch {
    return null;
  }
}

async function lastWords(child: ChildProcess, failure: string | null, log: string): Promise<string> {
  const how = failure ?? (child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`);
  const tail = (await readFile(log, 'utf8')).trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  return `the device ended by itself (${how}); its last words:\n${tail}`;
}
