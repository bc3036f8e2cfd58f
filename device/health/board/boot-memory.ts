/**
 * The events that this boot has seen, remembered over restarts of the service where systemd keeps a folder in memory
 * for it.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bootId } from '../../platform/boot-moment.ts';
import { THROTTLINGS, type Throttling } from './throttling.ts';

export interface Seen {
  highestCelsius: number | null;
  throttling: Throttling[];
  /** Milliseconds since the boot; the newest last. */
  startsMs: number[];
  starts: number;
}

/** More than any rule needs. */
const STARTS_KEPT = 50;

export class BootMemory {
  readonly #file: string | null;
  #seen: Seen = { highestCelsius: null, throttling: [], startsMs: [], starts: 0 };

  /** @param file null: remembered as long as the service runs */
  constructor(file: string | null) {
    this.#file = file;
  }

  get seen(): Seen {
    return this.#seen;
  }

  /** Call once, when the service starts. */
  async begin(nowMs: number): Promise<void> {
    const kept = this.#file && (await readKept(this.#file));
    if (isSeen(kept)) this.#seen = kept;
    const { startsMs, starts } = this.#seen;
    await this.#keep({ ...this.#seen, starts: starts + 1, startsMs: [...startsMs, nowMs].slice(-STARTS_KEPT) });
  }

  async notice(celsius: number | null, throttling: readonly Throttling[]): Promise<void> {
    const { highestCelsius, throttling: before } = this.#seen;
    const highest = celsius === null ? highestCelsius : Math.max(celsius, highestCelsius ?? celsius);
    const all = THROTTLINGS.filter((flag) => before.includes(flag) || throttling.includes(flag));
    if (highest === highestCelsius && all.length === before.length) return;
    await this.#keep({ ...this.#seen, highestCelsius: highest, throttling: all });
  }

  async #keep(seen: Seen): Promise<void> {
    this.#seen = seen;
    if (this.#file === null) return;
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeFile(`${this.#file}.new`, JSON.stringify({ boot: bootId(), ...seen }));
      await rename(`${this.#file}.new`, this.#file);
    } catch {
      // A failed write costs only the memory: the next restart does not know it.
    }
  }
}

/** Null where there is no file, or where a power cut has left half of one. */
async function readKept(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

function isSeen(value: unknown): value is Seen {
  if (typeof value !== 'object' || value === null) return false;
  const { boot, starts, startsMs, throttling } = value as Partial<Seen> & { boot?: unknown };
  return boot === bootId() && typeof starts === 'number' && Array.isArray(startsMs) && Array.isArray(throttling);
}
