/** Watches the camera and the microphone for some seconds, as a page would. */

import { isBlack } from '../../media/analysis/thumbnail.ts';
import type { AudioLevels } from '../../media/gst/pipeline.ts';
import type { Media } from '../../media/media.ts';
import type { Clock } from '../../platform/clock.ts';
import { because } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { cameraVerdict } from './camera-verdict.ts';
import { type Check, check } from './check.ts';
import { microphoneVerdict } from './microphone-verdict.ts';

/** Opening a camera and microphone takes up to 2 s. Then come some seconds to hear somebody say a sentence. */
const WATCH_MS = 7000;
/**
 * A slow board that has just started takes longer to open them. A device that has delivered nothing yet is waited for,
 * and then watched for a while.
 */
const LONGEST_WATCH_MS = 12_000;
/** Exposure settles, and the rate is counted every second. */
const SETTLED_MS = 3000;
const COUNT_EVERY_MS = 1000;
/** Number of the newest pictures that are decoded: one may be black between two slides. */
const DECODED = 3;

export interface WatchParts {
  clock: Clock;
  media: Media;
  settings: Settings;
  /** The session hides the room: viewers see a slate and hear nothing. */
  isHidden: boolean;
  onLevels(listener: (levels: AudioLevels) => void): () => void;
}

export async function watchDevices({ media, clock, settings, isHidden, onLevels }: WatchParts): Promise<Check[]> {
  const newest: Buffer[] = [];
  let pictures = 0;
  let changed = 0;
  const rates: number[] = [];
  const readings: AudioLevels[] = [];
  const stopPictures = media.capture.subscribePreview((jpeg) => {
    const before = newest.at(-1);
    pictures++;
    if (before && !before.equals(jpeg)) changed++;
    newest.push(jpeg);
    if (newest.length > DECODED) newest.shift();
  });
  const stopLevels = onLevels((levels) => readings.push(levels));
  let openMs = 0;
  for (let passedMs = 0; passedMs < Math.min(Math.max(WATCH_MS, openMs + SETTLED_MS), LONGEST_WATCH_MS); ) {
    await new Promise<void>((resolve) => clock.after(COUNT_EVERY_MS, resolve));
    passedMs += COUNT_EVERY_MS;
    if (isOpening(media.capture)) openMs = passedMs;
    else if (passedMs - openMs >= SETTLED_MS) rates.push(media.capture.camera.framesPerSecond);
  }
  const { camera, microphone, fault } = media.capture;
  stopPictures();
  stopLevels();
  const broken = fault ?? media.fault;
  if (broken) return [check('camera', { level: 'failing', reason: broken }, 'media')];
  const sound = check('microphone', microphoneVerdict({ status: microphone, readings, isMuted: isHidden }));
  if (settings.camera.device === 'none')
    return [check('camera', { level: 'ok', reason: because('cameraNone', 'as the settings say') }), sound];
  const decoded = await media.decodePreviews(newest);
  const wanted = settings.camera.framesPerSecond;
  const picture = cameraVerdict({
    status: camera,
    pictures,
    changed,
    isBlack: decoded.length > 0 && decoded.every(isBlack),
    measured: median(rates),
    promised: Math.min(camera.mode?.framesPerSecond ?? wanted, wanted),
    isHidden,
  });
  return [check('camera', picture), sound];
}

const isOpening = ({ camera, microphone }: Media['capture']) =>
  camera.phase === 'starting' || microphone.phase === 'starting';

/** The median ignores a second in which the box was busy. */
function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
