/** A hub with live media in it, from a real capture worker. */
import { CaptureAttempt } from '../../device/media/capture/capture-attempt.ts';
import { TagHub } from '../../device/media/hub/tag-hub.ts';
import { systemClock } from '../../device/platform/clock.ts';
import type { Ending } from './ending.ts';
import type { MediaWorkers } from './media-workers.ts';

export function liveHub(t: Ending, workers: MediaWorkers, { hasPicture = true, gopFrames = 30 } = {}): TagHub {
  const hub = new TagHub({ clock: systemClock });
  hub.begin({ encoder: 'test' }, { hasPicture });
  const capture = new CaptureAttempt({
    clock: systemClock,
    worker: workers.take(),
    order: {
      tracks: hasPicture ? ['video', 'audio'] : ['audio'],
      video: { kind: hasPicture ? 'test' : 'none' },
      audio: { kind: 'test' },
      picture: { width: 320, height: 180, framesPerSecond: 15 },
      encoder: { kind: 'x264', bitrateKbps: 1000, gopFrames },
      reduced: null,
      keyframeSeconds: 2,
      audioKbps: 96,
      gainDb: 0,
      noiseSuppression: false,
      encode: true,
      gstreamer: { major: 1, minor: 22 },
    },
    slate: null,
    reduced: { picture: null, sound: false },
    openSource: (kind) => hub.openSource(kind),
    openReducedSource: (kind) => hub.openReducedSource(kind),
    onLevels: () => {},
    onPreview: () => {},
    onDelivering: () => {},
    onFrames: () => {},
  });
  t.after(() => capture.stop());
  return hub;
}
