/** The end of the last session, known after a restart too. */
import { join } from 'node:path';
import { isUnsynced } from '../../media/journal/recording-library.ts';
import { bootMoment, type DatedMoment, isBootMoment } from '../../platform/boot-moment.ts';
import type { Clock } from '../../platform/clock.ts';
import { readIfThere, writeDurably } from '../../platform/durable-file.ts';

export class LastSession {
  readonly #clock: Clock;
  readonly #file: string;
  readonly #isClockTrusted: () => boolean;
  #ended: DatedMoment | null = null;

  constructor({ clock, folder, isClockTrusted }: { clock: Clock; folder: string; isClockTrusted(): boolean }) {
    this.#clock = clock;
    this.#file = join(folder, 'last-session.json');
    this.#isClockTrusted = isClockTrusted;
  }

  get ended(): DatedMoment | null {
    return this.#ended;
  }

  get now(): DatedMoment {
    return { ...bootMoment(this.#clock), wallMs: this.#clock.wallMs(), clockTrusted: this.#isClockTrusted() };
  }

  /** @param recordings give the end of a session that a power cut kept from being noted here. */
  async load(recordings: { id: string; startedAt: string; seconds: number }[]): Promise<void> {
    this.#ended = await this.#kept();
    const ends = recordings.map(({ id, startedAt, seconds }) =>
      isUnsynced(id) ? 0 : Date.parse(startedAt) + seconds * 1000,
    );
    const wallMs = Math.max(0, ...ends);
    if (wallMs > (this.#ended?.wallMs ?? 0)) this.#ended = { boot: '', monotonicMs: 0, wallMs, clockTrusted: true };
  }

  async #kept(): Promise<DatedMoment | null> {
    try {
      const kept: unknown = JSON.parse((await readIfThere(this.#file)) ?? 'null');
      return isDated(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  async isOver(): Promise<void> {
    this.#ended = this.now;
    // A card that takes no file takes no update either.
    await writeDurably(this.#file, JSON.stringify(this.#ended)).catch(() => {});
  }
}

function isDated(value: unknown): value is DatedMoment {
  if (!isBootMoment(value)) return false;
  const { wallMs, clockTrusted } = value as Partial<DatedMoment>;
  return typeof wallMs === 'number' && typeof clockTrusted === 'boolean';
}
