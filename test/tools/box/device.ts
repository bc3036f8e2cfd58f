/** The real service for tests: its own folder and port, its status, its button, its processes; gone when the test is over. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../../device/api/contract/status.ts';
import type { Ending } from '../ending.ts';
import { freePort } from '../servers/free-port.ts';
import { SERVICE_UNIT } from './service-unit.ts';
import { type WorkerRole, workersOf } from './workers.ts';

export { freePort };

/** Another build than the one of this tree, such as an installed package, can be tested in its place. */
const DIST = resolve(process.env.PUPITRE_DIST ?? join(import.meta.dirname, '../../../dist'));
export const DEVICE = join(DIST, 'device.mjs');
/** Several times what two busy cores take for anything here; waiting ends as soon as what is awaited is there. */
const PATIENCE_MS = 40_000;
const KEYS = { short: ' ', double: 'o', hold: 'h', end: 'H', startUpHold: 'R' } as const;
export const PASSWORD = 'a password of the test';

/** A small picture costs little; everything else is as on the box. */
export const SMALL = { device: 'test', width: 320, height: 180, framesPerSecond: 15 };

export interface DeviceOptions {
  /** Merged over a small test camera, a test tone and a free port; a text is written as it is. */
  settings?: Record<string, unknown> | string;
  /** Default: a new folder. */
  folder?: string;
  /** Free where none is given. */
  port?: number;
  /** More in its environment. */
  env?: NodeJS.ProcessEnv;
  /** With the priority and the environment that systemd gives it on a box. */
  asUnit?: boolean;
  /** A PEM certificate that the service's machine trusts, and no other. Needs a user who may mount. */
  trusts?: string;
  /** Without the rights of root: to read and write what its owner may not, to listen below port 1024. */
  asOwner?: boolean;
  /** A folder in the place of that where systemd-timesyncd says whether the clock is set. Needs a user who may mount. */
  timesync?: string;
}

interface Machine {
  env?: NodeJS.ProcessEnv | undefined;
  asUnit?: boolean | undefined;
  trusts?: string | undefined;
  asOwner?: boolean | undefined;
  timesync?: string | undefined;
}

/** A command of `device.mjs` that is run to its end. */
export async function runDevice(
  t: Ending,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; out: string; said: string }> {
  const child = spawnDevice(args, { env });
  t.after(() => end(child));
  const [out, said] = [collected(child.stdout), collected(child.stderr)];
  const [code] = await once(child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
  return { code: code ?? -1, out: out(), said: said() };
}

export async function startDevice(t: Ending, options: DeviceOptions = {}): Promise<Device> {
  const device = await prepareDevice(t, options);
  await device.start();
  await device.waitForPage();
  return device;
}

/** Everything but the start. */
export async function prepareDevice(
  t: Ending,
  { settings = {}, folder, port, env, asUnit, trusts, asOwner, timesync }: DeviceOptions,
): Promise<Device> {
  const own = folder ?? (await mkdtemp(join(tmpdir(), 'pupitre-device-')));
  const device = new Device(own, port ?? (await freePort()), { env, asUnit, trusts, asOwner, timesync });
  t.after(async () => {
    await device.kill();
    if (folder === undefined) await rm(own, { recursive: true, force: true });
  });
  await mkdir(own, { recursive: true });
  await device.writeSettings(settings);
  return device;
}

export class Device {
  readonly folder: string;
  readonly settingsFile: string;
  readonly stateFolder: string;
  readonly url: string;
  readonly port: number;
  /** Each line of the log, of all lives, as it was written. */
  readonly lines: string[] = [];
  #said = '';
  readonly #machine: Machine;
  #child: ChildProcess | null = null;
  #cookie = '';

  constructor(folder: string, port: number, machine: Machine = {}) {
    this.#machine = machine;
    this.folder = folder;
    this.settingsFile = join(folder, 'settings.json');
    this.stateFolder = join(folder, 'state');
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  async writeSettings(settings: Record<string, unknown> | string): Promise<void> {
    const whole =
      typeof settings === 'string'
        ? settings
        : JSON.stringify({
            room: { language: 'en' },
            camera: SMALL,
            microphone: { device: 'test' },
            web: { host: '127.0.0.1', port: this.port },
            ...settings,
          });
    await writeFile(this.settingsFile, whole);
  }

  /** Starts the process; `waitForPage` says when it is there. */
  async start(): Promise<void> {
    const child = spawnDevice(
      ['--settings', this.settingsFile, '--state', this.stateFolder, '--keyboard'],
      this.#machine,
    );
    this.#child = child;
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
    await once(child, 'spawn');
  }

  get pid(): number {
    assert.ok(this.#child?.pid, 'the service runs');
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it wrote on its error output, in all its lives. */
  get said(): string {
    return this.#said;
  }

  press(gesture: keyof typeof KEYS): void {
    this.#child?.stdin?.write(KEYS[gesture]);
  }

  async state(): Promise<Status> {
    const answer = await fetch(`${this.url}/api/state`);
    assert.equal(answer.status, 200);
    return (await answer.json()) as Status;
  }

  /** Asks until the status fits, and returns it. */
  async waitFor(what: string, fits: (status: Status) => boolean, patienceMs = PATIENCE_MS): Promise<Status> {
    let last: Status | null = null;
    return this.#eventually(
      what,
      async () => {
        last = await this.state().catch(() => null);
        return last !== null && fits(last) ? last : null;
      },
      () => `the last status was ${JSON.stringify(last)}`,
      patienceMs,
    );
  }

  /** The first line that fits among those written since `from` lines had been written. */
  waitForLine(what: string, fits: (line: string) => boolean, from = 0): Promise<string> {
    return this.#eventually(`a log line: ${what}`, async () => this.lines.slice(from).find(fits) ?? null);
  }

  async waitForPage(): Promise<void> {
    await this.#eventually('the page is open', async () => {
      assert.ok(this.isRunning, `the service ended: ${this.#said}`);
      return (await fetch(`${this.url}/healthz`).catch(() => null)) !== null || null;
    });
  }

  /** Resolves with how it ended and how long that took after the signal. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ code: number | null; ms: number }> {
    const child = this.#child;
    if (!child || !this.isRunning) return { code: child?.exitCode ?? null, ms: 0 };
    const startedMs = performance.now();
    const closed = once(child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
    child.kill(signal);
    await closed;
    return { code: child.exitCode, ms: performance.now() - startedMs };
  }

  /** As if the process had crashed. */
  async kill(): Promise<void> {
    if (this.#child) await end(this.#child);
  }

  /** Resolves with the exit code of a service that ends by itself. */
  async ended(): Promise<number | null> {
    const child = this.#child;
    if (child && this.isRunning) await once(child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return child?.exitCode ?? null;
  }

  workers(): Promise<{ pid: number; role: WorkerRole }[]> {
    return workersOf(this.pid);
  }

  /** Pid of the first worker that does this now. */
  worker(role: WorkerRole): Promise<number> {
    return this.#eventually(
      `a worker does ${role}`,
      async () => (await this.workers()).find((worker) => worker.role === role)?.pid ?? null,
    );
  }

  /** Chooses the password, or gives it where it is known. */
  async logIn(): Promise<{ cookie: string }> {
    const claimed = await this.#fetch('POST', '/api/claim', { password: PASSWORD });
    const answer = claimed.status === 409 ? await this.#fetch('POST', '/api/login', { password: PASSWORD }) : claimed;
    this.#cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.ok(this.#cookie, `logged in: ${answer.status} ${await answer.text()}`);
    return { cookie: this.#cookie };
  }

  /** As the technician's page asks; chooses the password or logs in first. */
  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    if (this.#cookie === '') await this.logIn();
    const answer = await this.#fetch(method, path, body);
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  recordingFolder(id: string): string {
    return join(this.stateFolder, 'recordings', id);
  }

  /** A second name for each part there is now: the content stays readable after the joiner has removed the parts. */
  async keepParts(id: string): Promise<string[]> {
    const folder = this.recordingFolder(id);
    const kept = join(this.folder, `kept-${id}`);
    await mkdir(kept, { recursive: true });
    const names = (await readdir(folder)).filter((name) => name.endsWith('.flv')).sort();
    await Promise.all(
      names.map((name) =>
        link(join(folder, name), join(kept, name)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        }),
      ),
    );
    return names.map((name) => join(kept, name));
  }

  #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: { cookie: this.#cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #eventually<T>(
    what: string,
    ask: () => Promise<T | null>,
    detail = () => '',
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const answer = await ask();
      if (answer !== null) return answer;
      await sleep(50);
    }
    const log = this.lines.slice(-15).join('\n');
    assert.fail(`not within ${patienceMs / 1000} s: ${what}\n${detail()}\nit said: ${this.#said}\nits log: ${log}`);
  }
}

/** Where Debian's GnuTLS looks for what it trusts. */
const TRUSTED = '/etc/ssl/certs/ca-certificates.crt';

/** It ends with this process, even if this process is killed. */
function spawnDevice(
  args: string[],
  { env, asUnit = false, trusts, asOwner = false, timesync }: Machine = {},
): ChildProcess {
  // Who may not raise it is told so and goes on.
  const first = asUnit ? ['nice', '-n', String(SERVICE_UNIT.nice)] : [];
  const rights = '-dac_override,-dac_read_search,-net_bind_service';
  const less = asOwner && process.getuid?.() === 0 ? ['--bounding-set', rights, '--inh-caps', rights] : [];
  const device = [...first, 'setpriv', ...less, '--pdeathsig', 'KILL', process.execPath, DEVICE, ...args];
  const trusting = ['unshare', '-rm', 'sh', '-ec', 'mount --bind "$0" "$1"; shift; exec "$@"', trusts ?? '', TRUSTED];
  const script = 'mount -t tmpfs none /run; mkdir /run/systemd; ln -s "$0" /run/systemd/timesync; exec "$@"';
  const unset = ['unshare', '-rm', 'sh', '-ec', script, timesync ?? ''];
  const [command = '', ...words] = [
    ...(trusts === undefined ? [] : trusting),
    ...(timesync === undefined ? [] : unset),
    ...device,
  ];
  const child = spawn(command, words, {
    // What it says is read in English, wherever the tests run.
    env: { ...process.env, LC_ALL: 'C', ...(asUnit ? SERVICE_UNIT.env : {}), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // The button is pressed on a service that has just been killed: no matter.
  child.stdin?.on('error', () => {});
  return child;
}

function collected(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  return () => text;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
