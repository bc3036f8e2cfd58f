/** Job that measures a finished recording. */
import { jobName } from '../worker/worker-task.ts';
import type { SoundFigures } from './sound-meter.ts';

export interface MeasureInput {
  /** MP4 with its index in front. */
  file: string;
}

export interface FileFigures {
  bytes: number;
  /** Hash of the whole file, as `sha256sum` writes it. */
  sha256: string;
  /** Null where it has no sound. */
  sound: SoundFigures | null;
}

export type MeasureResult = ({ how: 'measured' } & FileFigures) | { how: 'failed'; message: string };

export const MEASURE = jobName<MeasureInput, MeasureResult>('measure');
