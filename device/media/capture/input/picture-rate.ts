/** Counts the pictures of one capture attempt, and gives the reason when they are too few. */

import { inBackground } from '../../../platform/in-background.ts';
import { because, type Reason } from '../../../reason.ts';
import { type FrameCounts, FrameRate, type Shortfall } from '../../analysis/frame-rate.ts';
import { readCameraControls } from '../../source/camera-controls.ts';
import type { VideoSource } from '../../source/source.ts';

export interface PictureRateOptions {
  source: VideoSource;
  /** Pictures a second that the settings ask for. */
  wanted: number;
  nowMs: number;
  onChange(): void;
}

export class PictureRate {
  readonly #options: PictureRateOptions;
  readonly #rate: FrameRate;
  #reportedCause: Shortfall['cause'] | null = null;
  #reason: Reason | null = null;

  constructor(options: PictureRateOptions) {
    this.#options = options;
    const { source, wanted, nowMs } = options;
    this.#rate = new FrameRate(dueRate(source, wanted), nowMs);
    this.#reason = promisesTooFew(source, wanted);
  }

  get framesPerSecond(): number {
    return this.#rate.framesPerSecond;
  }

  /** See `FrameRate`. */
  overload(nowMs: number): number | null {
    return this.#rate.overload(nowMs);
  }

  /** Null while all is well. */
  get reason(): Reason | null {
    return this.#reason;
  }

  count(counts: FrameCounts, nowMs: number): void {
    this.#rate.count(counts, nowMs);
    const { shortfall } = this.#rate;
    if ((shortfall?.cause ?? null) === this.#reportedCause) return;
    this.#reportedCause = shortfall?.cause ?? null;
    inBackground(this.#explain(shortfall));
  }

  async #explain(shortfall: Shortfall | null): Promise<void> {
    const { source, wanted, onChange } = this.#options;
    const reason = shortfall ? await reasonOf(shortfall, source) : promisesTooFew(source, wanted);
    if ((shortfall?.cause ?? null) !== this.#reportedCause) return;
    this.#reason = reason;
    onChange();
  }
}

/** Pictures a second that the encoder may expect. */
export function dueRate(source: VideoSource, wanted: number): number {
  return source.kind === 'camera' ? Math.min(source.framesPerSecond, wanted) : wanted;
}

/** Part below which a camera's promised rate counts as too few, as for the real one: 24 of 30. */
const FEW = 0.8;

function promisesTooFew(source: VideoSource, wanted: number): Reason | null {
  if (source.kind !== 'camera' || source.framesPerSecond >= wanted * FEW) return null;
  const { name, width, height, framesPerSecond, format } = source;
  return because('cameraOffersFew', `${format} ${width}x${height} at ${framesPerSecond}, wanted ${wanted}`, {
    name,
    size: `${width} × ${height}`,
    got: Math.round(framesPerSecond),
    wanted,
  });
}

async function reasonOf({ cause, got, of }: Shortfall, source: VideoSource): Promise<Reason> {
  const tech = `${got.toFixed(1)} of ${of.toFixed(1)} pictures a second`;
  const values = {
    name: source.kind === 'camera' ? source.name : source.kind,
    got: Math.round(got),
    of: Math.round(of),
  };
  switch (cause) {
    case 'encoder':
    case 'processor':
      return because('encoderTooSlow', tech, values);
    case 'way':
      return because('cameraPicturesLost', tech, values);
    case 'camera':
      return because((await exposesLong(source)) ? 'cameraTooDark' : 'cameraSlow', tech, values);
  }
}

/** True if the camera reports that it takes longer for a picture in the dark. */
async function exposesLong(source: VideoSource): Promise<boolean> {
  if (source.kind !== 'camera') return false;
  const controls = await readCameraControls(source.device);
  return controls.some(({ name, value }) => name === 'exposure_dynamic_framerate' && value === 1);
}
