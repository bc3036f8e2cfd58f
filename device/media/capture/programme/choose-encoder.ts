/** Finds this board's H.264 encoder by letting each encode a second of picture and counting the bytes. */

import { existsSync } from 'node:fs';
import type { Clock } from '../../../platform/clock.ts';
import type { Settings } from '../../../settings/settings-schema.ts';
import type { GstreamerVersion } from '../../gst/gstreamer-version.ts';
import { pipeFds } from '../../worker/pipes.ts';
import type { Workers } from '../../worker/worker-pool.ts';
import { type EncoderKind, encoderText } from './encoder.ts';

const PIPES = pipeFds('coded');

/**
 * Deadline, so that an encoder that hangs does not hold up the box. It includes the start of a process and its plugins:
 * 0.3 s here, 5 s on two cores that five programs want.
 */
const PROBE_MS = 15_000;
/** A board that codes two a second has them within the deadline: it is slow, but it encodes. */
const MOST_PICTURES = 20;
/** A second of moving picture at 1 Mb/s is 125 kB, a header without pictures 40 bytes. */
const PROBE_BYTES = 2000;
/** The hardware encoder of the Pi 0-4; asked first, since it leaves the cores free. */
const HARDWARE_ENCODER = '/dev/video11';

export interface EncoderProbe {
  clock: Clock;
  workers: Pick<Workers, 'spawn'>;
}

/**
 * The first encoder that works: the one in the settings, else in the order hardware, x264, openh264. A talk is not lost
 * for a wrong setting. Null: none works. Nothing is remembered, so the next start sees the effect of a kernel update.
 * @param worn encoders that failed at work: asked last
 */
export async function chooseEncoder(
  wanted: Settings['encoder']['kind'],
  picture: { width: number; height: number; framesPerSecond: number },
  gstreamer: GstreamerVersion,
  probe: EncoderProbe,
  worn: EncoderKind[] = [],
): Promise<{ kind: EncoderKind; picturesPerSecond: number } | null> {
  const known: EncoderKind[] = existsSync(HARDWARE_ENCODER) ? ['v4l2h264', 'x264', 'openh264'] : ['x264', 'openh264'];
  const candidates = wanted === 'auto' ? known : [wanted, ...known.filter((kind) => kind !== wanted)];
  const isWorn = (kind: EncoderKind) => worn.includes(kind);
  for (const kind of [...candidates.filter((kind) => !isWorn(kind)), ...candidates.filter(isWorn)]) {
    const picturesPerSecond = await encodingRate(kind, picture, gstreamer, probe);
    if (picturesPerSecond !== null) return { kind, picturesPerSecond };
  }
  return null;
}

/** True if this encoder gives pictures within its deadline; uses up a worker. */
export async function encodes(...probe: Parameters<typeof encodingRate>): Promise<boolean> {
  return (await encodingRate(...probe)) !== null;
}

/** Measures its pictures a second at full speed; null where it gives none within its deadline. */
export async function encodingRate(
  kind: EncoderKind,
  { width, height, framesPerSecond }: { width: number; height: number; framesPerSecond: number },
  gstreamer: GstreamerVersion,
  { clock, workers }: EncoderProbe,
): Promise<number | null> {
  const worker = workers.spawn();
  const pictures = Math.min(framesPerSecond, MOST_PICTURES);
  let bytes = 0;
  let [firstMs, newestMs] = [0, 0];
  worker.pipe(PIPES.coded).on('data', (chunk: Buffer) => {
    newestMs = clock.monotonicMs();
    firstMs ||= newestMs;
    bytes += chunk.length;
  });
  const encoder = encoderText({ kind, bitrateKbps: 1000, gopFrames: framesPerSecond }, gstreamer);
  worker.run({
    text:
      `videotestsrc pattern=ball num-buffers=${pictures} ! video/x-raw,format=I420,width=${width},height=${height},` +
      `framerate=${framesPerSecond}/1 ! ${encoder} ! fdsink fd=${PIPES.coded} sync=false`,
  });
  const disarm = clock.after(PROBE_MS, () => worker.kill());
  const end = await worker.ended;
  disarm();
  if (end.how !== 'endOfStream' || bytes <= PROBE_BYTES) return null;
  return ((pictures - 1) * 1000) / Math.max(1, newestMs - firstMs);
}
