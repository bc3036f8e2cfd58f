/**
 * A program of Debian's gpiod that holds a line of the header while it runs. When it ends unasked it is started again,
 * at once the first time; each time that it cannot hold the line the pause before the next is twice as long. The kernel
 * ends it with this process: an orphan would keep the line.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Messages in English, whatever the machine speaks. */
export const environment = () => ({ ...process.env, LC_ALL: 'C.UTF-8' });

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A slow board starts a small program in 0.1 s; one without any output by then hangs. */
const START_MS = 20_000;
/** Last part of its error output that is kept: a sentence. */
const SAID_CHARACTERS = 300;

export interface GpiodProgramOptions {
  /** Gives the program and its arguments, before each start while nobody has the line. */
  command(): Promise<string[]>;
  /** A line of its output. */
  onLine(line: string): void;
  /** It holds the line, at first and each time again. */
  onHeld(): void;
  /** So many starts in a row have failed, with the reason of the last. It is tried again later. */
  onFault(failures: number, error: Error): void;
}

export class GpiodProgram {
  readonly #options: GpiodProgramOptions;
  #child: ChildProcess | null = null;
  #startedMs = 0;
  #failures = 0;
  #retry: NodeJS.Timeout | null = null;
  #isRenewing = false;
  #isClosed = false;

  constructor(options: GpiodProgramOptions) {
    this.#options = options;
  }

  /** Resolves once it has the line. @throws with its output, if it ended instead. */
  async start(): Promise<void> {
    const words = await this.#options.command();
    const args = ['--pdeathsig', 'KILL', ...words];
    const child = spawn('setpriv', args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment() });
    this.#child = child;
    this.#isRenewing = false;
    this.#startedMs = performance.now();
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-SAID_CHARACTERS);
    });
    await new Promise<void>((resolve, reject) => {
      const hanging = setTimeout(() => child.kill('SIGKILL'), START_MS);
      let isReady = false;
      let rest = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = (lines.pop() ?? '').slice(-SAID_CHARACTERS);
        for (const line of lines) {
          // The first is its banner: the line is held.
          if (isReady) this.#options.onLine(line);
          isReady = true;
        }
        if (!isReady) return;
        clearTimeout(hanging);
        resolve();
      });
      let isOver = false;
      const end = (error: Error) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(hanging);
        if (this.#child === child) this.#child = null;
        if (isReady) this.#ended();
        else reject(error);
      };
      child.once('error', end);
      // Unread output delays `close`; the program's message about its failure is complete only then.
      child.once('exit', () => isReady && end(new Error('ended')));
      child.once('close', (code, signal) => end(new Error(said.trim() || `${words[0]} ended: ${signal ?? code}`)));
    });
    if (this.#isClosed) child.kill('SIGKILL');
    else this.#options.onHeld();
  }

  /** Unread output keeps the program waiting, and the kernel keeps the newest edges. */
  setHeard(isHeard: boolean): void {
    if (isHeard) this.#child?.stdout?.resume();
    else this.#child?.stdout?.pause();
  }

  /** Starts another in its place, with the current answer of `command`. Call while the line is held. */
  renew(): void {
    this.#isRenewing = true;
    this.#child?.kill('SIGKILL');
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#child?.kill('SIGKILL');
    this.#child?.unref();
  }

  #ended(): void {
    if (this.#isClosed) return;
    const livedMs = performance.now() - this.#startedMs;
    this.#again(this.#isRenewing ? 0 : Math.max(0, FIRST_PAUSE_MS - livedMs));
  }

  #again(pauseMs: number): void {
    this.#retry = setTimeout(() => {
      this.start().then(
        () => {
          this.#failures = 0;
        },
        (error: Error) => {
          if (this.#isClosed) return;
          this.#failures += 1;
          this.#options.onFault(this.#failures, error);
          this.#again(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1)));
        },
      );
    }, pauseMs).unref();
  }
}
