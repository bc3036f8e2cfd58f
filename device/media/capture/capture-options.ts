/** What the capture needs of the rest of the box. */

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
  /** Bitrate of the one rendition, by what it is for now. */
  bitrateKbps(): number;
  workers: Workers;
  openSource(track: TrackId): HubSource;
  /** These are about to be opened; resolves when whoever else of the box had one open has let go of it. */
  releaseDevices(sources: { video?: VideoSource; audio?: AudioSource }): Promise<void>;
  /** Nothing of these is open any more. */
  onClosed(kinds: readonly MediaKind[]): void;
  onChange(): void;
  /** Another picture is coded from now on. */
  onPicture(): void;
  /** Told what camera and microphone give, and when they give no more. */
  analysis: Pick<MediaAnalysis, 'pushPicture' | 'pushSound' | 'reset'>;
  onLevels(levels: AudioLevels): void;
}
