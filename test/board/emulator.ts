/** One machine in QEMU, from power-on to power-off. It ends with this process, even if this process is killed. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Before other work on this machine: emulated, it has no time to share. */
const NICE = -10;

export class Emulator {
  readonly #program: string;
  readonly #console: string;
  readonly #log: string;
  #process: ChildProcess | null = null;

  /** `folder`: for what it shows and says. */
  constructor(program: string, folder: string) {
    this.#program = program;
    this.#console = join(folder, 'console.log');
    this.#log = join(folder, 'qemu.log');
  }

  /** `words`: all but its first serial line, which is kept. */
  async start(words: string[]): Promise<void> {
    // Of an earlier boot.
    await rm(this.#console, { force: true });
    const log = openSync(this.#log, 'w');
    const first = ['--pdeathsig', 'KILL', 'nice', '-n', String(NICE)];
    const own = ['-no-reboot', '-display', 'none', '-serial', `file:${this.#console}`];
    this.#process = spawn('setpriv', [...first, this.#program, ...own, ...words], { stdio: ['ignore', log, log] });
    closeSync(log);
  }

  get isOn(): boolean {
    return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** What the machine has shown on its serial line since it was switched on. */
  shown(): Promise<string> {
    return readFile(this.#console, 'utf8').catch(() => '');
  }

  /** QEMU's own words. */
  complaint(): Promise<string> {
    return readFile(this.#log, 'utf8');
  }

  /** The plug is pulled. Safe twice. */
  async cut(): Promise<void> {
    const running = this.#process;
    if (!running || !this.isOn) return;
    const closed = once(running, 'close');
    running.kill('SIGKILL');
    await closed;
  }

  /** Resolves once the machine has switched itself off. */
  async switchedOff(patienceMs: number): Promise<void> {
    for (const deadline = performance.now() + patienceMs; this.isOn; await sleep(100)) {
      assert.ok(performance.now() < deadline, 'the board is still on');
    }
  }
}
