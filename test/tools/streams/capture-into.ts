/** A capture from a real worker into a hub. What a test does not name is a small test picture and a test tone, coded by x264. */
import { CaptureAttempt, type CaptureAttemptOptions } from '../../../device/media/capture/capture-attempt.ts';
import type { CaptureSpec } from '../../../device/media/capture/capture-pipeline.ts';
import type { TagHub } from '../../../device/media/hub/tag-hub.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import type { Ending } from '../ending.ts';

export const SMALL_SPEC: CaptureSpec = {
  tracks: ['video', 'audio'],
  video: { kind: 'test' },
  audio: { kind: 'test' },
  picture: { width: 320, height: 180, framesPerSecond: 15 },
  encoder: { kind: 'x264', bitrateKbps: 1000, gopFrames: 30 },
  reduced: null,
  keyframeSeconds: 2,
  audioKbps: 96,
  gainDb: 0,
  noiseSuppression: false,
  encode: true,
  gstreamer: { major: 1, minor: 22 },
};

type Named = Pick<CaptureAttemptOptions, 'worker'> &
  Partial<Omit<CaptureAttemptOptions, 'spec'>> & { spec?: Partial<CaptureSpec> };

/** Is stopped at the end of the test, where it still runs. */
export function captureInto(t: Ending, hub: TagHub, { spec, ...named }: Named): CaptureAttempt {
  const capture = new CaptureAttempt({
    clock: systemClock,
    spec: { ...SMALL_SPEC, ...spec },
    slate: null,
    reduced: { picture: null, sound: false },
    openSource: (track) => hub.openSource(track),
    onLevels: () => {},
    onPreview: () => {},
    onDelivering: () => {},
    onFrames: () => {},
    ...named,
  });
  t.after(() => capture.stop());
  return capture;
}
