/** Preview pictures, decoded and made small and grey by a worker of their own. */
import type { Clock } from '../../platform/clock.ts';
import { THUMBNAIL, Thumbnails } from '../analysis/thumbnail.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import { MEDIA_FD, PREVIEW_FD } from '../worker/worker-protocol.ts';

/** Starting a process and decoding some small pictures takes an x86 core 0.3 s. */
const PATIENCE_MS = 4000;

const PIPELINE =
  `fdsrc name=segment fd=${MEDIA_FD} ! jpegparse ! jpegdec ! videoscale ! videoconvert ` +
  `! video/x-raw,format=GRAY8,width=${THUMBNAIL.width},height=${THUMBNAIL.height} ! fdsink fd=${PREVIEW_FD} sync=false async=false`;

/** As `THUMBNAIL`. Fewer than were given, or none, where they cannot be decoded in time. Never rejects. */
export async function decodePreviews(
  jpegs: readonly Buffer[],
  { clock, freshWorker }: { clock: Clock; freshWorker(): WorkerLink },
): Promise<Buffer[]> {
  if (jpegs.length === 0) return [];
  const worker = freshWorker();
  const pictures = new Thumbnails(jpegs.length);
  worker.preview.on('data', (chunk: Buffer) => pictures.push(chunk));
  const disarm = clock.after(PATIENCE_MS, () => worker.kill());
  worker.order({ type: 'runPipeline', order: { text: PIPELINE, set: [], loop: [], report: null } });
  worker.media.end(Buffer.concat(jpegs));
  await worker.ended;
  disarm();
  return pictures.kept;
}
