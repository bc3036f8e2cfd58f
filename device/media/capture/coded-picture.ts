/** Decides on the coded picture and its rate: as set, or less where the board cannot, with the reason. */

import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { ProcessorIdle } from '../../platform/processor-idle.ts';
import { because, type Reason } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { FrameCounts } from '../analysis/frame-rate.ts';
import type { VideoSource } from '../source/source.ts';
import { PictureRate } from './input/picture-rate.ts';
import { AffordablePicture, type PictureMode } from './programme/affordable-picture.ts';

export interface CodedPictureOptions {
  clock: Clock;
  logger: Logger;
  settings(): Settings;
  onChange(): void;
  /** The coded picture changes. */
  onPicture(): void;
}

export class CodedPicture {
  readonly #options: CodedPictureOptions;
  readonly #affordable = new AffordablePicture();
  readonly #idle = new ProcessorIdle();
  #rate: PictureRate | null = null;
  #isOnAir = false;

  constructor(options: CodedPictureOptions) {
    this.#options = options;
  }

  get mode(): PictureMode {
    const { width, height, framesPerSecond } = this.#options.settings().camera;
    return this.#affordable.of({ width, height, framesPerSecond });
  }

  /** Measured, before the encoder; 0 while nothing is open. */
  get framesPerSecond(): number {
    return Math.round((this.#rate?.framesPerSecond ?? 0) * 10) / 10;
  }

  /** Reason for fewer or smaller pictures than set; null where all is well. */
  get reason(): Reason | null {
    return this.#rate?.reason ?? this.#reduction;
  }

  /** Takes the rate that the encoder alone gave at this size. */
  probed(picture: PictureMode): void {
    this.#change(() => this.#affordable.probed(picture));
  }

  /** An attempt begins. */
  begin(source: VideoSource, { framesPerSecond: wanted }: PictureMode): void {
    const { clock, onChange } = this.#options;
    this.#rate = new PictureRate({ source, wanted, nowMs: clock.monotonicMs(), onChange });
  }

  end(): void {
    this.#rate = null;
  }

  /** Call once a second of an attempt. */
  count(counts: FrameCounts): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#rate?.count({ ...counts, idlePart: this.#idle.part() }, nowMs);
    const part = this.#rate?.overload(nowMs) ?? null;
    if (part !== null && counts.coded !== null) this.#change(() => this.#affordable.comeDown(part));
  }

  /**
   * Begins or ends a talk. After one that was too much for the board, `measure` finds the encoder's present speed,
   * alone.
   */
  setOnAir(isOnAir: boolean, measure: () => Promise<PictureMode | null>): void {
    const isOver = this.#isOnAir && !isOnAir;
    this.#isOnAir = isOnAir;
    if (!isOver || !this.#affordable.isReduced) return;
    this.#change(() => this.#affordable.goUp());
    inBackground(
      measure().then((picture) => {
        // A talk that began meanwhile falsifies it.
        if (picture && !this.#isOnAir) this.probed(picture);
      }),
    );
  }

  #change(change: () => void): void {
    const before = this.mode;
    change();
    const picture = this.mode;
    if (picture === before) return;
    this.#options.logger.warn({ picture }, 'another picture is coded, by what the board can');
    this.#options.onPicture();
  }

  get #reduction(): Reason | null {
    const { camera } = this.#options.settings();
    const { width, height, framesPerSecond } = this.mode;
    if (!this.#affordable.isReduced) return null;
    return because('pictureReduced', `${width}x${height} at ${framesPerSecond}`, {
      size: `${width} × ${height}`,
      got: framesPerSecond,
      wantedSize: `${camera.width} × ${camera.height}`,
      wanted: camera.framesPerSecond,
    });
  }
}
