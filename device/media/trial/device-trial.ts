/**
 * One device on trial. Its output comes from a separate worker, or from the capture if that has the device open: no
 * device is ever opened twice.
 */
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import { givePriority } from '../../platform/priority.ts';
import { because, type Reason } from '../../reason.ts';
import { sourceFailure } from '../capture/input/input-failure.ts';
import type { AudioSource, Chosen, VideoSource } from '../source/source.ts';
import { isSameSource } from '../source/source.ts';
import type { WorkerEnd, WorkerLink } from '../worker/worker-link.ts';
import type { Workers } from '../worker/worker-pool.ts';
import type { TrialPipeline } from './trial-pipelines.ts';

/** Same as the capture's: a slow camera takes 2 s, a worker on a loaded board as long again. */
const FIRST_OUTPUT_MS = 8000;
const STALL_MS = 3000;
/** Priority below the capture, so that a trial takes only what a session leaves. */
const PRIORITY = 10;

type Source = VideoSource | AudioSource;

export interface DeviceTrialStatus {
  phase: 'off' | 'starting' | 'ok' | 'failed';
  name: string;
  reason: Reason | null;
}

export interface DeviceTrialOptions<Output> {
  clock: Clock;
  chosen: Chosen<Source>;
  failedAs: 'cameraFailed' | 'microphoneFailed';
  pipeline: TrialPipeline;
  workers: Pick<Workers, 'spawn'>;
  /** Passes the worker's output on. */
  listen(worker: WorkerLink, listener: (output: Output) => void): void;
  /** Passes the capture's output on, until the returned function is called. */
  borrow(listener: (output: Output) => void): () => void;
  onOutput(output: Output): void;
  onChange(): void;
}

export class DeviceTrial<Output> {
  readonly #options: DeviceTrialOptions<Output>;
  #phase: DeviceTrialStatus['phase'];
  #reason: Reason | null;
  #worker: WorkerLink | null = null;
  #giveBack: (() => void) | null = null;
  #cancelWatch = () => {};

  /** Opens nothing yet. */
  constructor(options: DeviceTrialOptions<Output>) {
    this.#options = options;
    const { source, reason } = options.chosen;
    const isThere = source.kind !== 'slate' && source.kind !== 'none' && source.kind !== 'silence';
    this.#phase = isThere ? 'starting' : reason ? 'failed' : 'off';
    this.#reason = reason;
  }

  get status(): DeviceTrialStatus {
    return { phase: this.#phase, name: this.#options.chosen.name, reason: this.#reason };
  }

  /** Pid of the worker that has the device open. */
  get pid(): number | undefined {
    return this.#worker?.pid;
  }

  isOf(source: Source): boolean {
    return isSameSource(this.#options.chosen.source, source);
  }

  /** Sets the supply of its output. Resolves when a worker that is no longer needed is gone. */
  async takeFrom(supply: 'worker' | 'capture'): Promise<void> {
    if (this.#phase === 'off' || (this.#phase === 'failed' && !this.#worker && !this.#giveBack)) return;
    if (supply === 'capture') {
      if (this.#giveBack) return;
      const letGo = this.#endWorker();
      this.#giveBack = this.#options.borrow((output) => this.#deliver(output));
      this.#watch(FIRST_OUTPUT_MS);
      await letGo;
    } else if (!this.#worker) {
      this.#stopBorrowing();
      this.#startWorker();
    }
  }

  /** Resolves when nothing of it is left. Safe twice. */
  async end(): Promise<void> {
    this.#cancelWatch();
    this.#stopBorrowing();
    await this.#endWorker();
  }

  #startWorker(): void {
    const { workers, pipeline, listen } = this.#options;
    const worker = workers.spawn();
    this.#worker = worker;
    // Set before the process makes a thread: each inherits it.
    givePriority(worker.pid, PRIORITY);
    listen(worker, (output) => {
      if (this.#worker === worker) this.#deliver(output);
    });
    worker.run(pipeline);
    this.#watch(FIRST_OUTPUT_MS);
    inBackground(
      worker.ended.then((end) => {
        if (this.#worker !== worker) return;
        this.#worker = null;
        this.#cancelWatch();
        if (end.how === 'endOfStream' && this.#phase === 'ok') this.#startWorker();
        else this.#become('failed', this.#faultOf(end));
      }),
    );
  }

  async #endWorker(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    // Nobody wants the data still inside.
    worker?.kill();
    await worker?.ended;
  }

  #stopBorrowing(): void {
    this.#giveBack?.();
    this.#giveBack = null;
  }

  #deliver(output: Output): void {
    this.#watch(STALL_MS);
    this.#become('ok', this.#options.chosen.reason);
    this.#options.onOutput(output);
  }

  #watch(patienceMs: number): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#options.clock.after(patienceMs, () => {
      inBackground(this.#endWorker());
      this.#become('failed', this.#fault(`nothing came for ${patienceMs} ms`));
    });
  }

  #become(phase: DeviceTrialStatus['phase'], reason: Reason | null): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#reason = reason;
    this.#options.onChange();
  }

  #faultOf(end: WorkerEnd): Reason {
    switch (end.how) {
      case 'crashed':
        return this.#fault(end.detail);
      case 'endOfStream':
        return this.#fault('the pipeline ran out');
      case 'failed':
        return this.#fault(`${end.message} ${end.debug}`.replaceAll('\n', ' ').trim(), end.isMissing);
    }
  }

  #fault(tech: string, isMissing = false): Reason {
    const { chosen, failedAs } = this.#options;
    const { source, name } = chosen;
    const isBusy = source.kind !== 'replay' && /\bbusy\b/i.test(tech);
    return isBusy ? because('deviceBusy', tech, { name }) : sourceFailure(failedAs, source, tech, isMissing);
  }
}
