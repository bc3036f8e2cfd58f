/** A JPEG of a recording's pictures, made by a worker of its own: what stops that one does not stop the recording. */
import { rm } from 'node:fs/promises';
import type { Clock } from '../../platform/clock.ts';
import { syncFile } from '../../platform/durable-file.ts';
import type { Workers } from '../worker/worker-pool.ts';

/** Time for eight pictures; most of it is the starting of a process, beside a talk on a small board. */
const PATIENCE_MS = 60_000;
const PIPELINE =
  'filesrc name=stills ! h264parse ! openh264dec ! videoconvert ! videoscale ' +
  '! video/x-raw,width=640,pixel-aspect-ratio=1/1 ! jpegenc quality=80 snapshot=true ! filesink name=poster';

/** Never rejects: without a poster the page shows none. @param stills an H.264 stream */
export async function drawPoster(
  { stills, poster }: { stills: string; poster: string },
  { clock, workers }: { clock: Clock; workers: Pick<Workers, 'spawn'> },
): Promise<void> {
  const worker = workers.spawn();
  const disarm = clock.after(PATIENCE_MS, () => worker.kill());
  const set = [
    { element: 'stills', property: 'location', value: stills },
    { element: 'poster', property: 'location', value: poster },
  ];
  worker.run({ text: PIPELINE, set });
  const end = await worker.ended;
  disarm();
  try {
    if (end.how === 'endOfStream') await syncFile(poster);
    else await rm(poster, { force: true });
  } catch {
    // None was made.
  }
}
