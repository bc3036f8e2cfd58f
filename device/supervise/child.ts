/**
 * One child process with one life: it starts, sends messages, and ends exactly once with a stated end. Knows nothing of
 * video.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import { LastWords } from './last-words.ts';

export interface ChildSpec {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** File descriptors from 3 on that are stream pipes. The message channel comes after them. */
  streamPipes: number;
  /** The process starts programs itself. They are killed with it. */
  startsPrograms?: boolean;
}

export type ChildEnd =
  | { how: 'exited'; code: number; lastWords: string[] }
  | { how: 'killed'; signal: NodeJS.Signals; lastWords: string[] }
  | { how: 'notStarted'; error: string; lastWords: string[] };

export class Child {
  readonly name: string;
  /** Resolves once, when the process is gone; never rejects. */
  readonly ended: Promise<ChildEnd>;
  #process: ChildProcess;
  readonly #isGroup: boolean;
  #lastWords = new LastWords();
  #gone = false;
  #wasAsked = false;
  #listeners: ((message: unknown) => void)[] = [];
  #early: unknown[] = [];

  constructor(spec: ChildSpec) {
    this.name = spec.name;
    this.#isGroup = spec.startsPrograms === true;
    this.#process = spawn(spec.command, spec.args, {
      env: spec.env,
      detached: this.#isGroup,
      stdio: ['ignore', 'inherit', 'pipe', ...Array<'pipe'>(spec.streamPipes).fill('pipe'), 'ipc'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => this.#lastWords.push(text));
    this.#process.on('message', (message) => {
      if (this.#listeners.length === 0) this.#early.push(message);
      for (const listener of this.#listeners) listener(message);
    });
    // Writing to a pipe whose reader died must not crash the service: `ended` reports that end.
    for (const stream of this.#process.stdio) stream?.on('error', () => {});
    this.ended = new Promise((resolve) => {
      const end = (how: ChildEnd) => {
        this.#gone = true;
        resolve(how);
      };
      this.#process.once('error', (error) => {
        if (this.#process.pid === undefined) end({ how: 'notStarted', error: error.message, lastWords: [] });
      });
      this.#process.once('close', (code, signal) =>
        end(
          signal
            ? { how: 'killed', signal, lastWords: this.#lastWords.lines }
            : { how: 'exited', code: code ?? -1, lastWords: this.#lastWords.lines },
        ),
      );
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isGone(): boolean {
    return this.#gone;
  }

  /** True when this side asked it to stop or killed it. */
  get wasAsked(): boolean {
    return this.#wasAsked;
  }

  /** The duplex pipe behind the child's file descriptor `fd` (3 and up). */
  pipe(fd: number): Duplex {
    return this.#process.stdio[fd] as unknown as Duplex;
  }

  /** Adds a listener. The first one gets all messages that came before it at once. */
  onMessage(listener: (message: unknown) => void): void {
    this.#listeners.push(listener);
    for (const message of this.#early.splice(0)) listener(message);
  }

  /** A message to a child that is gone is lost silently: `ended` reports its end. */
  send(message: object): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#wasAsked = true;
    if (this.#gone) return;
    if (this.#isGroup && this.pid !== undefined) process.kill(-this.pid, signal);
    else this.#process.kill(signal);
  }

  /** Asks politely, then kills after the deadline. Resolves when the process is gone. Safe to call twice. */
  async stop(options: { clock: Clock; ask: () => void; deadlineMs: number }): Promise<ChildEnd> {
    this.#wasAsked = true;
    const disarm = options.clock.after(options.deadlineMs, () => this.kill());
    options.ask();
    const end = await this.ended;
    disarm();
    return end;
  }
}

/** One line for a log. */
export function describeEnd(end: ChildEnd): string {
  const words = end.lastWords.length > 0 ? `; last words: ${end.lastWords.join(' | ')}` : '';
  switch (end.how) {
    case 'exited':
      return `exited with ${end.code}${words}`;
    case 'killed':
      return `killed by ${end.signal}${words}`;
    case 'notStarted':
      return `could not be started: ${end.error}`;
  }
}
