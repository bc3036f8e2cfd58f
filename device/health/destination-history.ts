/** The last minutes of each destination, for the plots of the page. Pure: whoever owns it says when to look. */

export const SAMPLE_EVERY_MS = 2_000;
/** Five minutes. With eight destinations some 100 kB at the most. */
export const SAMPLES_KEPT = 150;

/** What a destination's status says at one moment. */
export interface DestinationFigures {
  id: string;
  kbps: number;
  /** Since the session began, or since the destination was changed. */
  droppedFrames: number;
  /** Behind the camera at the viewers', where that is known. */
  viewerDelaySeconds: number | null;
  /** Age of the oldest of what waits in the box to be sent; null while there is no connection. */
  queuedSeconds: number | null;
}

/** One value for each sample, newest last; all arrays of all destinations are equally long. */
export interface DestinationHistoryOf {
  id: string;
  kbps: number[];
  /** In the time since the sample before. */
  droppedFrames: number[];
  /** What viewers are behind where that is known, else what waits in the box; null where neither is known. */
  delaySeconds: (number | null)[];
}

interface Sample {
  kbps: number;
  droppedFrames: number;
  delaySeconds: number | null;
}

/** A destination that was not there yet. */
const NOTHING: Sample = { kbps: 0, droppedFrames: 0, delaySeconds: null };

export class DestinationHistory {
  #session: string | null = null;
  #dueMs = 0;
  readonly #samples: ReadonlyMap<string, Sample>[] = [];
  /** Total of each destination at the newest sample. */
  #dropped = new Map<string, number>();

  /**
   * Call about each second while a session runs: takes a sample when one is due. A new session begins a new history; that
   * of the last one stays until then.
   */
  look(nowMs: number, session: string, figures: () => DestinationFigures[]): void {
    if (session !== this.#session) {
      this.#session = session;
      this.#samples.length = 0;
      this.#dropped.clear();
      this.#dueMs = nowMs;
    }
    // The caller's timer is as good as never exact: a quarter early is on time, what was missed is not made up for.
    if (nowMs < this.#dueMs - SAMPLE_EVERY_MS / 4) return;
    this.#dueMs = Math.max(this.#dueMs, nowMs - SAMPLE_EVERY_MS / 2) + SAMPLE_EVERY_MS;
    this.#take(figures());
  }

  /** Of the destinations that there are now, in their order. */
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
