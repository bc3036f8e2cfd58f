/** Common pieces of the branches of a capture pipeline, and the pipes at their ends. Pure. */
import { pipeFds } from '../../worker/pipes.ts';

/** Pipes: coded media in both renditions, preview pictures, and raw data for analysis. */
export const CAPTURE_PIPES = pipeFds(
  'video',
  'audio',
  'reducedVideo',
  'reducedAudio',
  'preview',
  'thumbnails',
  'analysisAudio',
);

/** Pictures wait here while the encoder is busy; old ones go first, so that a slow encoder loses frames and not time. */
export const RAW_QUEUE = 'queue max-size-buffers=4 max-size-bytes=0 max-size-time=0 leaky=downstream';

/** The encoder must not wait for the pipe, which the service empties when it gets to it. */
export const codedQueue = (name: string) =>
  `queue name=${name} max-size-buffers=0 max-size-bytes=0 max-size-time=2000000000`;

/** One buffer stays one, with its times. */
export const coded = (fd: number) => `gdppay crc-header=false ! fdsink fd=${fd} sync=false async=false`;

/** A shut valve still passes EOS and caps: a branch without them would keep the pipeline from ever ending. */
export function valve(name: string, shut: boolean): string {
  return `valve name=${name} drop=${shut} drop-mode=forward-sticky-events`;
}
