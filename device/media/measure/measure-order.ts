/** Measuring a finished recording: the order to a worker and what it answers. */
import type { SoundFigures } from './sound-meter.ts';

export interface MeasureOrder {
  /** MP4 with its index in front. */
  file: string;
}

export interface FileFigures {
  bytes: number;
  /** Of the whole file, as `sha256sum` writes it. */
  sha256: string;
  /** Null where it has no sound. */
  sound: SoundFigures | null;
}

export type MeasureResult = ({ how: 'measured' } & FileFigures) | { how: 'failed'; message: string };
