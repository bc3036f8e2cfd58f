/** Decodes preview pictures, small and grey, in a separate worker. */
import type { Clock } from '../../platform/clock.ts';
import { THUMBNAIL, Thumbnails } from '../analysis/thumbnail.ts';
import { pipeFds } from '../worker/pipes.ts';
import type { Workers } from '../worker/worker-pool.ts';

const PIPES = pipeFds('previews', 'thumbnails');

/** Starting a process and decoding some small pictures takes an x86 core 0.3 s. */
const PATIENCE_MS = 4000;

const PIPELINE =
  `fdsrc name=segment fd=${PIPES.previews} ! jpegparse ! jpegdec ! videoscale ! videoconvert ` +
  `! video/x-raw,format=GRAY8,width=${THUMBNAIL.width},height=${THUMBNAIL.height} ! fdsink fd=${PIPES.thumbnails} sync=false async=false`;

/**
 * Pictures of the form of `THUMBNAIL`; fewer than given, or none, where they cannot be decoded in time. Never rejects.
 */
export async function decodePreviews(
  jpegs: readonly Buffer[],
  { clock, workers }: { clock: Clock; workers: Pick<Workers, 'spawn'> },
): Promise<Buffer[]> {
  if (jpegs.length === 0) return [];
  const worker = workers.spawn();
  const pictures = new Thumbnails(jpegs.length);
  worker.pipe(PIPES.thumbnails).on('data', (chunk: Buffer) => pictures.push(chunk));
  const disarm = clock.after(PATIENCE_MS, () => worker.kill());
  worker.run({ text: PIPELINE });
  worker.pipe(PIPES.previews).end(Buffer.concat(jpegs));
  await worker.ended;
  disarm();
  return pictures.kept;
}
