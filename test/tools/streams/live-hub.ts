/** A hub with live media in it, from a real capture worker. */
import { TagHub } from '../../../device/media/hub/tag-hub.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import type { Ending } from '../ending.ts';
import { captureInto } from './capture-into.ts';
import type { MediaWorkers } from './media-workers.ts';

export function liveHub(t: Ending, workers: MediaWorkers, { hasPicture = true, gopFrames = 30 } = {}): TagHub {
  const hub = new TagHub({ clock: systemClock });
  hub.begin({ encoder: 'test' }, { hasPicture });
  captureInto(t, hub, {
    worker: workers.spawn(),
    spec: {
      tracks: hasPicture ? ['video', 'audio'] : ['audio'],
      video: { kind: hasPicture ? 'test' : 'none' },
      encoder: { kind: 'x264', bitrateKbps: 1000, gopFrames },
    },
  });
  return hub;
}
