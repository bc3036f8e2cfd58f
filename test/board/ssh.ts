/** Commands and files to and from a board, through one connection: emulated, each new one takes seconds. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PATIENCE_MS } from './board.ts';

const run = promisify(execFile);
const CONNECT_MS = 30_000;
/** So long without an answer, and the board is off or cut. */
const ALIVE = { ServerAliveInterval: '5', ServerAliveCountMax: '6' };

export class Ssh {
  readonly #words: string[];
  readonly #control: string[];
  #master: ChildProcess | null = null;
  /** What comes before a command that needs root. */
  #asRoot: string[] = [];

  /** `words`: as `ssh` takes them, the last being `user@host`. `socket`: a path for the connection. */
  constructor(words: string[], socket: string) {
    this.#words = words;
    this.#control = ['-o', `ControlPath=${socket}`, '-o', 'LogLevel=ERROR'];
  }

  /** @throws what ssh says when it cannot be reached, or when its user cannot become root without a password. */
  async connect(): Promise<void> {
    await this.close();
    const alive = Object.entries(ALIVE).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const options = ['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_MS / 1000}`, '-o', 'ControlPersist=no'];
    // It ends with this process, even if this process is killed.
    const words = ['--pdeathsig', 'KILL', 'ssh', '-M', '-N', ...this.#control, ...alive, ...options, ...this.#words];
    const master = spawn('setpriv', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#master = master;
    let said = '';
    master.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    for (const deadline = performance.now() + CONNECT_MS; ; await sleep(100)) {
      if (await this.isConnected()) break;
      assert.ok(this.#isUp && performance.now() < deadline, `the board is not reached by ssh: ${said}`);
    }
    const user = (await this.#run(['id -u'])).trim();
    this.#asRoot = user === '0' ? [] : ['sudo', '-n'];
    await this.sh('true');
  }

  isConnected(): Promise<boolean> {
    return run('ssh', [...this.#control, '-O', 'check', ...this.#words]).then(
      () => true,
      () => false,
    );
  }

  async sh(script: string, limitMs = PATIENCE_MS): Promise<string> {
    const limit = ['timeout', '-k', '2', String(Math.ceil(limitMs / 1000))];
    const command = [...this.#asRoot, ...limit, 'sh', '-ec', quoted(script)].join(' ');
    // The board's own limit comes first: it says which command it was.
    return (await this.#run([command], limitMs + 10_000)).trim();
  }

  put(from: string, to: string): Promise<void> {
    const there = [...this.#asRoot, 'sh', '-c', quoted(`mkdir -p ${to} && tar -C ${to} -xf -`)].join(' ');
    return this.#pipe(`tar -C ${quoted(from)} --owner=0 --group=0 -cf - . | ssh "$@" ${quoted(there)}`);
  }

  get(from: string, to: string): Promise<void> {
    const there = [...this.#asRoot, 'tar', '-C', from, '-cf', '-', '.'].join(' ');
    return this.#pipe(`ssh "$@" ${quoted(there)} | tar -C ${quoted(to)} -xf -`);
  }

  /** `127.0.0.1:here` of this machine is from now on `127.0.0.1:there` of the board. */
  async forwardTo(here: number, there: number): Promise<void> {
    await run('ssh', [...this.#control, '-O', 'forward', '-L', `127.0.0.1:${here}:127.0.0.1:${there}`, ...this.#words]);
  }

  /** Resolves with the port of the board's loopback that is from now on `127.0.0.1:here` of this machine; 0: a free one. */
  async forwardFrom(here: number, there = 0): Promise<number> {
    const words = ['-O', 'forward', '-R', `127.0.0.1:${there}:127.0.0.1:${here}`];
    const { stdout } = await run('ssh', [...this.#control, ...words, ...this.#words]);
    return there || Number(stdout);
  }

  /** Safe twice. */
  async close(): Promise<void> {
    const master = this.#master;
    this.#master = null;
    if (!master || master.exitCode !== null || master.signalCode !== null) return;
    const closed = once(master, 'close');
    master.kill();
    await closed;
  }

  get #isUp(): boolean {
    return this.#master !== null && this.#master.exitCode === null && this.#master.signalCode === null;
  }

  async #run(words: string[], timeout = PATIENCE_MS): Promise<string> {
    const { stdout } = await run('ssh', [...this.#control, ...this.#words, ...words], {
      timeout,
      maxBuffer: 50_000_000,
    });
    return stdout;
  }

  async #pipe(script: string): Promise<void> {
    const words = ['-o', 'pipefail', '-c', script, 'pipe', ...this.#control, ...this.#words];
    await run('bash', words, { timeout: PATIENCE_MS });
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
