/** Loudness, peak and the longest silence of a recording's sound, from its samples. Pure. */
import { integratedLufs } from './integrated-loudness.ts';
import { KWeighting, WEIGHTED_RATE } from './k-weighting.ts';

export interface SoundFigures {
  /** Programme loudness (EBU R 128); null where all of it is below -70 LUFS. */
  loudnessLufs: number | null;
  /** Peak of the samples, dBFS; null for digital silence. */
  peakDb: number | null;
  /** Null where no silence is long enough. */
  longestSilence: { atSeconds: number; seconds: number } | null;
}

const STEPS_PER_SECOND = 10;
/** Frames of 100 ms. */
const STEP_FRAMES = WEIGHTED_RATE / STEPS_PER_SECOND;
/** Default of ffmpeg's `silencedetect`; a quiet room through a USB microphone reads -60 to -50 dBFS. */
const SILENT_RMS = 10 ** (-60 / 20);
const SILENT_STEPS = 2 * STEPS_PER_SECOND;

export class SoundMeter {
  readonly #channels: number;
  readonly #filters: KWeighting[];
  /** Power of each step: 8 bytes for 100 ms are 860 kB for three hours. */
  readonly #weighted: number[] = [];
  #frames = 0;
  #power = 0;
  /** Unweighted power of each channel: one silent channel beside a loud one is no silence. */
  #squares: number[];
  #peak = 0;
  #silentSteps = 0;
  #longest = { endStep: 0, steps: 0 };

  /** @param channels of samples that come interleaved at 48 kHz */
  constructor(channels: number) {
    this.#channels = channels;
    this.#filters = Array.from({ length: channels }, () => new KWeighting());
    this.#squares = Array.from({ length: channels }, () => 0);
  }

  push(samples: Float32Array): void {
    const frames = Math.floor(samples.length / this.#channels);
    for (let from = 0; from < frames; ) {
      const to = Math.min(frames, from + STEP_FRAMES - this.#frames);
      this.#add(samples, from, to);
      this.#frames += to - from;
      if (this.#frames === STEP_FRAMES) this.#endStep();
      from = to;
    }
  }

  figures(): SoundFigures {
    const { endStep, steps } = this.#longest;
    return {
      loudnessLufs: integratedLufs(this.#weighted),
      peakDb: this.#peak === 0 ? null : 20 * Math.log10(this.#peak),
      longestSilence:
        steps < SILENT_STEPS
          ? null
          : { atSeconds: (endStep - steps) / STEPS_PER_SECOND, seconds: steps / STEPS_PER_SECOND },
    };
  }

  #add(samples: Float32Array, from: number, to: number): void {
    const step = this.#channels;
    const end = to * step;
    for (let channel = 0; channel < step; channel++) {
      const first = from * step + channel;
      this.#power += (this.#filters[channel] as KWeighting).power(samples, first, end, step);
      let squares = 0;
      let peak = this.#peak;
      for (let at = first; at < end; at += step) {
        const value = Math.abs(samples[at] as number);
        squares += value * value;
        if (value > peak) peak = value;
      }
      this.#squares[channel] = (this.#squares[channel] as number) + squares;
      this.#peak = peak;
    }
  }

  #endStep(): void {
    this.#weighted.push(this.#power / STEP_FRAMES);
    const loudest = Math.sqrt(Math.max(...this.#squares) / STEP_FRAMES);
    this.#silentSteps = loudest < SILENT_RMS ? this.#silentSteps + 1 : 0;
    if (this.#silentSteps > this.#longest.steps)
      this.#longest = { endStep: this.#weighted.length, steps: this.#silentSteps };
    this.#frames = 0;
    this.#power = 0;
    this.#squares.fill(0);
  }
}
