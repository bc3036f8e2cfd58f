/** Needs of the capture from the rest of the box. */

import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { MediaAnalysis } from '../analysis/media-analysis.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import type { AudioLevels } from '../gst/pipeline.ts';
import type { HubSource, TrackId } from '../hub/tag-hub.ts';
import type { AudioSource, VideoSource } from '../source/source.ts';
import type { Workers } from '../worker/worker-pool.ts';

export interface CaptureTarget {
  encode: boolean;
  slate: 'none' | 'privacy' | 'end';
}

export interface CaptureOptions {
  clock: Clock;
  logger: Logger;
  settings(): Settings;
  /** Bitrate of the one rendition, by its present use. */
  bitrateKbps(): number;
  workers: Workers;
  openSource(track: TrackId): HubSource;
  /** These are about to be opened; resolves when other parts of the box have let go of them. */
  releaseDevices(sources: { video?: VideoSource; audio?: AudioSource }): Promise<void>;
  /** Nothing of these is open any more. */
  onClosed(kinds: readonly MediaKind[]): void;
  onChange(): void;
  /** The size or rate of the coded picture changes. */
  onPicture(): void;
  /** Gets the output of camera and microphone, and notice of its end. */
  analysis: Pick<MediaAnalysis, 'pushPicture' | 'pushSound' | 'reset'>;
  onLevels(levels: AudioLevels): void;
}
