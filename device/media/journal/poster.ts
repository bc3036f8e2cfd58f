/** A JPEG of a recording's pictures, made by a worker of its own: what stops that one does not stop the recording. */
import { rm } from 'node:fs/promises';
import type { Clock } from '../../platform/clock.ts';
import { syncFile } from '../../platform/durable-file.ts';
import type { WorkerLink } from '../worker/worker-link.ts';

/** Of eight pictures; most of it is the starting of a process, beside a talk on a small board. */
const PATIENCE_MS = 60_000;
const PIPELINE =
  'filesrc name=stills ! h264parse ! openh264dec ! videoconvert ! videoscale ' +
  '! video/x-raw,width=640,pixel-aspect-ratio=1/1 ! jpegenc quality=80 snapshot=true ! filesink name=poster';

/** Never rejects: without a poster the page shows none. @param stills an H.264 stream */
export async function drawPoster(
  { stills, poster }: { stills: string; poster: string },
  { clock, freshWorker }: { clock: Clock; freshWorker(): WorkerLink },
): Promise<void> {
  const worker = freshWorker();
  worker.media.resume();
  const disarm = clock.after(PATIENCE_MS, () => worker.kill());
  const set = [
    { element: 'stills', property: 'location', value: stills },
    { element: 'poster', property: 'location', value: poster },
  ];
  worker.order({ type: 'runPipeline', order: { text: PIPELINE, set, loop: [], report: null } });
  const end = await worker.ended;
  disarm();
  try {
    if (end.how === 'endOfStream') await syncFile(poster);
    else await rm(poster, { force: true });
  } catch {
    // None was made.
  }
}
