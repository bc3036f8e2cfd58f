/** Finds out whether viewers see one destination, while it is published. Keeps what was sent, to recognise it. */
import type { FlvTag } from '../flv/flv-tag.ts';
import type { PublisherPhase } from '../publisher/publisher.ts';
import { NOTHING_READ, type ReadBackStatus, Reading, type ReadingOptions } from './reading.ts';
import { SentMarks } from './sent-marks.ts';
import { SentSound } from './sent-sound.ts';

export type { ReadBackStatus };
export type ReadBackOptions = Omit<ReadingOptions, 'marks' | 'sound'>;

export class ReadBack {
  readonly #options: ReadBackOptions;
  readonly #sound = new SentSound();
  #marks = new SentMarks();
  #reading: Reading | null = null;
  #phase: PublisherPhase = 'off';
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ReadBackOptions) {
    this.#options = options;
  }

  get status(): ReadBackStatus {
    return this.#reading?.status ?? NOTHING_READ;
  }

  /** Follows the publication. While it reconnects, viewers still see what the server has. */
  follow(phase: PublisherPhase): void {
    const { watchUrl, readBackUrl, readBack } = this.#options.destination;
    const mayRead = readBack !== 'off' && (watchUrl !== '' || readBackUrl !== '');
    if (phase === 'live' && this.#phase !== 'live') this.#reading?.resume();
    this.#phase = phase;
    if (phase === 'live' && mayRead)
      this.#reading ??= new Reading({ ...this.#options, marks: this.#marks, sound: this.#sound });
    if (phase === 'off' || phase === 'refused') this.#end();
    // Marks of another talk are no proof of this one.
    if (phase === 'off') this.#marks = new SentMarks();
  }

  /** A tag that is sent. @param capturedMs when the box had it from its encoder */
  sent(tag: FlvTag, capturedMs: number): void {
    this.#marks.add(tag, capturedMs);
  }

  /** A reading of the sound that is sent. */
  heard(rmsDb: number): void {
    this.#sound.hear(rmsDb, this.#options.clock.monotonicMs());
  }

  /** Resolves when nothing of it is left. Safe twice. */
  async close(): Promise<void> {
    this.#end();
    await this.#ended;
  }

  #end(): void {
    const reading = this.#reading;
    if (!reading) return;
    this.#reading = null;
    this.#ended = Promise.all([this.#ended, reading.close()]).then(() => {});
    this.#options.onChange();
  }
}
