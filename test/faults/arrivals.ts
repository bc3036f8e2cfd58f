/** Since when the server has been getting media of each room, as nginx itself counts it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalServer } from '../../image/server/local-server.ts';
import type { Ending } from '../tools/ending.ts';

const LOOK_MS = 100;
/** Sound comes each 21 ms. */
const PAUSE_MS = 1000;

interface Arrival {
  /** Of this connection; 0: there is none. */
  bytes: number;
  grewMs: number;
  sinceMs: number | null;
}

export class Arrivals {
  readonly #server: LocalServer;
  readonly #rooms: Map<string, Arrival>;

  private constructor(server: LocalServer, rooms: readonly string[]) {
    this.#server = server;
    this.#rooms = new Map(rooms.map((room) => [room, { bytes: 0, grewMs: 0, sinceMs: null }]));
  }

  /** Looks until the test is over. */
  static watch(t: Ending, server: LocalServer, rooms: readonly string[]): Arrivals {
    const arrivals = new Arrivals(server, rooms);
    const leaving = new AbortController();
    const watch = async () => {
      while (!leaving.signal.aborted) {
        await arrivals.#look();
        await sleep(LOOK_MS, undefined, { signal: leaving.signal }).catch(() => {});
      }
    };
    const done = watch();
    t.after(async () => {
      leaving.abort();
      await done;
    });
    return arrivals;
  }

  /** `performance.now` at the end of the last pause; null: nothing comes. */
  sinceMs(room: string): number | null {
    return this.#rooms.get(room)?.sinceMs ?? null;
  }

  async #look(): Promise<void> {
    const streams = await this.#server.stat().then(
      (stat) => stat.streams,
      () => [],
    );
    const nowMs = performance.now();
    for (const [room, arrival] of this.#rooms) {
      const stream = streams.find(({ name, publishing }) => name === room && publishing);
      this.#rooms.set(room, next(arrival, stream?.bytesIn ?? 0, nowMs));
    }
  }
}

function next({ bytes, grewMs, sinceMs }: Arrival, bytesNow: number, nowMs: number): Arrival {
  const hasPaused = nowMs - grewMs > PAUSE_MS;
  // Another connection counts from 0 again.
  const goesOn = bytesNow >= bytes && bytes > 0 && !hasPaused;
  if (bytesNow === 0 || bytesNow === bytes)
    return { bytes: bytesNow, grewMs, sinceMs: goesOn && bytesNow > 0 ? sinceMs : null };
  return { bytes: bytesNow, grewMs: nowMs, sinceMs: goesOn ? (sinceMs ?? nowMs) : nowMs };
}
