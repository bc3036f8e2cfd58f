/**
 * Finds the largest picture that this board has been seen to code, up to the one that is set: fewer pictures first,
 * since a still slide loses nothing by it, then smaller ones. It goes down in the middle of a talk, up only at rest.
 * Pure.
 */

export interface PictureMode {
  width: number;
  height: number;
  framesPerSecond: number;
}

/** Rate at which a talk is followed well, and that the slowest camera allowed gives. */
const FEW_PER_SECOND = 15;
const LEAST_PER_SECOND = 5;
/** Factors of width and height. At a quarter of 720p a face is still known, but a page of text cannot be read. */
const SCALES = [2 / 3, 1 / 2, 1 / 4];
/** The Pi's encoder pads rows of another width, see `camera.width`. */
const WIDTH_MULTIPLE = 64;
/** Part of the overloaded output that is asked for: other work comes and goes. */
const SAFE_PART = 0.9;

/** Pictures from the wanted one to the least, each less work than the one before. */
export function pictureSteps(wanted: PictureMode): PictureMode[] {
  const few = Math.min(wanted.framesPerSecond, FEW_PER_SECOND);
  const least = Math.min(wanted.framesPerSecond, LEAST_PER_SECOND);
  const sized = (scale: number, framesPerSecond: number) => {
    const width = Math.max(1, Math.round((wanted.width * scale) / WIDTH_MULTIPLE)) * WIDTH_MULTIPLE;
    return { width, height: Math.round((wanted.height * width) / wanted.width / 2) * 2, framesPerSecond };
  };
  const smallest = SCALES.at(-1) ?? 1;
  const lower = [
    { ...wanted, framesPerSecond: few },
    ...SCALES.map((scale) => sized(scale, few)),
    sized(smallest, least),
  ];
  const steps = [wanted];
  for (const step of lower) if (pointsPerSecond(step) < pointsPerSecond(steps.at(-1) ?? wanted)) steps.push(step);
  return steps;
}

export class AffordablePicture {
  #wanted: PictureMode | null = null;
  #steps: PictureMode[] = [];
  /** Result of the encoder's probe, in points a second. */
  #capacity = Number.POSITIVE_INFINITY;
  /** Step that talks have led to. */
  #held = 0;

  /** Picture to code for the wanted one. Another wanted one begins again at the top. */
  of(wanted: PictureMode): PictureMode {
    this.#want(wanted);
    return this.#steps[this.#index] ?? wanted;
  }

  get isReduced(): boolean {
    return this.#index > 0;
  }

  /** Takes the rate that the encoder gave at this size, with nothing beside it. */
  probed({ width, height, framesPerSecond }: PictureMode): void {
    this.#capacity = pointsPerSecond({ width, height, framesPerSecond });
  }

  /** Goes down after only this part of a talk's pictures came out. False: there is nothing below. */
  comeDown(part: number): boolean {
    const now = this.#steps[this.#index];
    if (!now || this.#index === this.#steps.length - 1) return false;
    const most = pointsPerSecond(now) * part * SAFE_PART;
    const next = this.#steps.findIndex((step, index) => index > this.#index && pointsPerSecond(step) <= most);
    this.#held = next === -1 ? this.#steps.length - 1 : next;
    return true;
  }

  /** Goes up a step after a talk, as the board's other work may have ended. */
  goUp(): void {
    this.#held = Math.max(0, this.#held - 1);
  }

  #want(wanted: PictureMode): void {
    const { width, height, framesPerSecond } = wanted;
    const isSame = this.#wanted?.width === width && this.#wanted.height === height;
    if (isSame && this.#wanted?.framesPerSecond === framesPerSecond) return;
    this.#wanted = { width, height, framesPerSecond };
    this.#steps = pictureSteps(this.#wanted);
    this.#held = 0;
  }

  get #index(): number {
    const fits = this.#steps.findIndex((step) => pointsPerSecond(step) <= this.#capacity);
    return Math.max(this.#held, fits === -1 ? this.#steps.length - 1 : fits);
  }
}

function pointsPerSecond({ width, height, framesPerSecond }: PictureMode): number {
  return width * height * framesPerSecond;
}
