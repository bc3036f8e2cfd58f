/** Parses the output of `v4l2-ctl --list-formats-ext`. */

export interface CameraMode {
  /** `other`: a format that the box does not decode (H.264, Bayer…). */
  format: 'jpeg' | 'raw' | 'other';
  /** V4L2's four letters, such as `MJPG`. */
  pixelFormat: string;
  width: number;
  height: number;
  framesPerSecond: number;
}

const JPEG = new Set(['MJPG', 'JPEG']);
/** Formats that `v4l2src` gives as `video/x-raw` in GStreamer 1.22 and 1.26 alike. */
const RAW = new Set(
  ['YUYV', 'UYVY', 'YVYU', 'VYUY', 'NV12', 'NV21', 'NV16', 'NV61', 'YU12', 'YV12', '422P'].concat(
    'RGB3',
    'BGR3',
    'GREY',
  ),
);

/** Rates tried where a driver offers a whole range (v4l2loopback: 1 to 1000) in place of a list. */
const RATES_IN_A_RANGE = [5, 10, 15, 20, 25, 30, 50, 60];
/** vivid, which offers every format there is, prints about 2000; a room's camera below 200. */
const MOST_MODES = 5000;
/** Twice what sensors of 2026 give; above it the text is not to be believed. */
const LARGEST_SIDE = 16_384;
const FASTEST_RATE = 1000;

/**
 * Every named size and rate; ranges of sizes are left out, and sizes without rates. Text that is not v4l2-ctl's gives
 * none.
 */
export function parseCameraModes(text: string): CameraMode[] {
  const modes: CameraMode[] = [];
  let isCapture = false;
  let pixelFormat: string | null = null;
  let size: { width: number; height: number } | null = null;

  for (const line of text.split('\n')) {
    if (modes.length >= MOST_MODES) break;
    if (!line.includes(':')) continue;
    const type = /^\s*Type: (.*)$/.exec(line);
    const format = /^\s*\[\d+\]: '([^']{1,8})'/.exec(line);
    if (type) {
      // Codecs and image processors are "Video Capture Multiplanar".
      isCapture = type[1]?.trim() === 'Video Capture';
      pixelFormat = size = null;
    } else if (format) {
      pixelFormat = format[1]?.trim() ?? null;
      size = null;
    } else if (/^\s*Size:/.test(line)) {
      size = parseSize(line);
    } else if (isCapture && pixelFormat && size) {
      for (const framesPerSecond of parseRates(line)) {
        modes.push({ format: formatOf(pixelFormat), pixelFormat, ...size, framesPerSecond });
      }
    }
  }
  return modes;
}

function formatOf(pixelFormat: string): CameraMode['format'] {
  if (JPEG.has(pixelFormat)) return 'jpeg';
  return RAW.has(pixelFormat) ? 'raw' : 'other';
}

function parseSize(line: string): { width: number; height: number } | null {
  const found = /^\s*Size: Discrete (\d{1,6})x(\d{1,6})\s*$/.exec(line);
  const width = Number(found?.[1]);
  const height = Number(found?.[2]);
  const isPlausible = [width, height].every((side) => side > 0 && side <= LARGEST_SIDE);
  return isPlausible ? { width, height } : null;
}

function parseRates(line: string): number[] {
  const found = /^\s*Interval: (Discrete|Continuous|Stepwise) [^(]*\((\d{1,6}\.\d+)(?:-(\d{1,6}\.\d+))? fps\)\s*$/.exec(
    line,
  );
  if (!found) return [];
  const slowest = Number(found[2]);
  if (found[1] === 'Discrete') return slowest > 0 && slowest <= FASTEST_RATE ? [slowest] : [];
  const fastest = Number(found[3]);
  return RATES_IN_A_RANGE.filter((rate) => rate >= slowest && rate <= fastest);
}
