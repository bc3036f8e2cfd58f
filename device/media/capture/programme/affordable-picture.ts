/**
 * The largest picture that this board has been seen to code, below the one that the settings ask for: fewer pictures first,
 * since a still slide loses nothing by it, then smaller ones. Down in the middle of a talk, up only at rest. Pure.
 */

export interface PictureMode {
  width: number;
  height: number;
  framesPerSecond: number;
}

/** A talk is followed well at it, and the slowest camera that is allowed gives it. */
const FEW_PER_SECOND = 15;
const LEAST_PER_SECOND = 5;
/** Of width and height. At a quarter of 720p a face is still known, and a page of text is not read any more. */
const SCALES = [2 / 3, 1 / 2, 1 / 4];
/** The Pi's encoder pads rows of another width, see `camera.width`. */
const WIDTH_MULTIPLE = 64;
/** What came out while it was too much is not all to be asked for: other work comes and goes. */
const SAFE_PART = 0.9;

/** From what is wanted to the least, each less work than the one before. */
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
  /** What the encoder's probe gave, in points a second. */
  #capacity = Number.POSITIVE_INFINITY;
  /** Where talks have led. */
  #held = 0;

  /** What is to be coded of what is wanted. Another wanted one is tried afresh. */
  of(wanted: PictureMode): PictureMode {
    this.#want(wanted);
    return this.#steps[this.#index] ?? wanted;
  }

  get isReduced(): boolean {
    return this.#index > 0;
  }

  /** The encoder alone, with nothing beside it, gave so many pictures a second of this size. */
  probed({ width, height, framesPerSecond }: PictureMode): void {
    this.#capacity = pointsPerSecond({ width, height, framesPerSecond });
  }

  /** In a talk only this part of the pictures came out. False: there is nothing below. */
  comeDown(part: number): boolean {
    const now = this.#steps[this.#index];
    if (!now || this.#index === this.#steps.length - 1) return false;
    const most = pointsPerSecond(now) * part * SAFE_PART;
    const next = this.#steps.findIndex((step, index) => index > this.#index && pointsPerSecond(step) <= most);
    this.#held = next === -1 ? this.#steps.length - 1 : next;
    return true;
  }

  /** A talk is over: the next one begins a step higher, as what else the board did then may have ended. */
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
