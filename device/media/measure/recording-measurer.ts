/** Measures finished recordings, one at a time, each in a worker of its own that has the lowest priority. */
import type { Clock } from '../../platform/clock.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import type { Workers } from '../worker/worker-pool.ts';
import { MEASURE, type MeasureResult } from './measure-job.ts';

/** As when joining: a worker that needs a second for 200 kB is stuck. */
const SLOWEST_BYTES_PER_SECOND = 200_000;
const SHORTEST_DEADLINE_MS = 60_000;

export interface RecordingMeasurerOptions {
  clock: Clock;
  workers: Pick<Workers, 'spawn'>;
}

export class RecordingMeasurer {
  readonly #options: RecordingMeasurerOptions;
  #running: Promise<unknown> = Promise.resolve();
  #worker: WorkerLink | null = null;
  #closed = false;

  constructor(options: RecordingMeasurerOptions) {
    this.#options = options;
  }

  /** @param bytes of the file, which limit how long it may take. Never rejects. */
  measure(file: string, bytes: number): Promise<MeasureResult> {
    const result = this.#running.then(() => this.#measure(file, bytes));
    this.#running = result;
    return result;
  }

  /** Drops the running measurement. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#worker?.kill();
    await this.#running;
  }

  async #measure(file: string, bytes: number): Promise<MeasureResult> {
    if (this.#closed) return { how: 'failed', message: 'the service ends' };
    const worker = this.#options.workers.spawn();
    this.#worker = worker;
    const deadlineMs = Math.max(SHORTEST_DEADLINE_MS, (bytes / SLOWEST_BYTES_PER_SECOND) * 1000);
    const disarm = this.#options.clock.after(deadlineMs, () => worker.kill());
    const result = await worker.runJob(MEASURE, { file });
    const end = await worker.ended;
    disarm();
    this.#worker = null;
    return result ?? { how: 'failed', message: end.how === 'crashed' ? end.detail : 'the worker said nothing' };
  }
}
