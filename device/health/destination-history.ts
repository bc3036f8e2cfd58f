/** The last minutes of each destination, for the plots of the page. Pure: its owner decides when to look. */

export const SAMPLE_EVERY_MS = 2_000;
/** Five minutes. With eight destinations about 100 kB at the most. */
export const SAMPLES_KEPT = 150;

/** The figures of a destination's status at one moment. */
export interface DestinationFigures {
  id: string;
  kbps: number;
  /** Since the session began, or since the destination was changed. */
  droppedFrames: number;
  /** Delay from the camera to the viewers, where it is known. */
  viewerDelaySeconds: number | null;
  /** Age of the oldest data that waits in the box; null while there is no connection. */
  queuedSeconds: number | null;
}

/** One value for each sample, newest last. All arrays of all destinations have the same length. */
export interface DestinationHistoryOf {
  id: string;
  kbps: number[];
  /** In the time since the sample before. */
  droppedFrames: number[];
  /** The viewers' delay where it is known, else the queue in the box; null where neither is known. */
  delaySeconds: (number | null)[];
}

interface Sample {
  kbps: number;
  droppedFrames: number;
  delaySeconds: number | null;
}

/** Sample of a destination that was not there yet. */
const NOTHING: Sample = { kbps: 0, droppedFrames: 0, delaySeconds: null };

export class DestinationHistory {
  #session: string | null = null;
  #dueMs = 0;
  readonly #samples: ReadonlyMap<string, Sample>[] = [];
  /** Total of each destination at the newest sample. */
  #dropped = new Map<string, number>();

  /**
   * Call about every second while a session runs: takes a sample when one is due. A new session starts a new history;
   * that of the last one stays until then.
   */
  look(nowMs: number, session: string, figures: () => DestinationFigures[]): void {
    if (session !== this.#session) {
      this.#session = session;
      this.#samples.length = 0;
      this.#dropped.clear();
      this.#dueMs = nowMs;
    }
    // The caller's timer is never exact. A quarter of a period early is on time, and a missed sample is not made up
    // for.
    if (nowMs < this.#dueMs - SAMPLE_EVERY_MS / 4) return;
    this.#dueMs = Math.max(this.#dueMs, nowMs - SAMPLE_EVERY_MS / 2) + SAMPLE_EVERY_MS;
    this.#take(figures());
  }

  /** The present destinations, in their order. */
  all(): DestinationHistoryOf[] {
    return [...(this.#samples.at(-1)?.keys() ?? [])].map((id) => {
      const own = this.#samples.map((sample) => sample.get(id) ?? NOTHING);
      return {
        id,
        kbps: own.map(({ kbps }) => kbps),
        droppedFrames: own.map(({ droppedFrames }) => droppedFrames),
        delaySeconds: own.map(({ delaySeconds }) => delaySeconds),
      };
    });
  }

  #take(figures: DestinationFigures[]): void {
    const sample = new Map<string, Sample>();
    for (const { id, kbps, droppedFrames, viewerDelaySeconds, queuedSeconds } of figures) {
      const before = this.#dropped.get(id) ?? 0;
      sample.set(id, {
        kbps,
        // A destination that was changed counts from 0 again.
        droppedFrames: droppedFrames < before ? droppedFrames : droppedFrames - before,
        delaySeconds: viewerDelaySeconds ?? queuedSeconds,
      });
    }
    this.#dropped = new Map(figures.map(({ id, droppedFrames }) => [id, droppedFrames]));
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }
}
