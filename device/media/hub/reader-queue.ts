/**
 * Frames that one reader has not taken yet, bounded in bytes and in time. When full, queued pictures go first, a GOP at
 * a time and the oldest first; when that ends the queued pictures, those that arrive are refused up to the next
 * keyframe. Sound goes last, oldest first, and only when no picture is left.
 */
import { type HubFrame, keptBytes } from './hub-frame.ts';

export class ReaderQueue {
  readonly #maxBytes: number;
  readonly #maxMs: number;
  readonly #onLost: (frame: HubFrame) => void;
  #video: HubFrame[] = [];
  #audio: HubFrame[] = [];
  #bytes = 0;
  /** True until a keyframe for the coming frames has been queued. */
  #needsKeyframe = true;

  constructor(options: {
    maxBytes: number;
    maxMs: number;
    onLost: (frame: HubFrame) => void;
  }) {
    this.#maxBytes = options.maxBytes;
    this.#maxMs = options.maxMs;
    this.#onLost = options.onLost;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Time from the oldest to the newest frame queued. */
  get spanMs(): number {
    const oldest = Math.min(this.#video[0]?.hubMs ?? Infinity, this.#audio[0]?.hubMs ?? Infinity);
    const newest = Math.max(this.#video.at(-1)?.hubMs ?? -Infinity, this.#audio.at(-1)?.hubMs ?? -Infinity);
    return Math.max(0, newest - oldest);
  }

  get hasPicture(): boolean {
    return this.#video.length > 0;
  }

  push(frame: HubFrame): void {
    if (frame.kind === 'audio') {
      this.#audio.push(frame);
    } else {
      if (frame.keyframe) this.#needsKeyframe = false;
      if (this.#needsKeyframe) {
        this.#onLost(frame);
        return;
      }
      this.#video.push(frame);
    }
    this.#bytes += keptBytes(frame);
    while (this.#bytes > this.#maxBytes || this.spanMs > this.#maxMs) {
      if (this.#video.length > 0) this.#dropOldestGop();
      else this.#drop(this.#audio.splice(0, 1));
    }
  }

  /** Next frame in order of arrival; the next sound while pictures wait. */
  peek({ soundOnly = false } = {}): HubFrame | undefined {
    const [picture, sound] = [soundOnly ? undefined : this.#video[0], this.#audio[0]];
    return picture && (!sound || picture.sequence < sound.sequence) ? picture : sound;
  }

  shift({ soundOnly = false } = {}): HubFrame | undefined {
    const frame = this.peek({ soundOnly });
    if (!frame) return undefined;
    (frame.kind === 'video' ? this.#video : this.#audio).shift();
    this.#bytes -= keptBytes(frame);
    return frame;
  }

  /** Drops pictures up to the next keyframe that comes. */
  dropPictures(): void {
    this.#needsKeyframe = true;
    this.#drop(this.#video.splice(0));
  }

  clear(): void {
    this.#video = [];
    this.#audio = [];
    this.#bytes = 0;
    this.#needsKeyframe = true;
  }

  #dropOldestGop(): void {
    const next = this.#video.findIndex((frame, index) => index > 0 && frame.keyframe);
    if (next === -1) this.#needsKeyframe = true;
    this.#drop(this.#video.splice(0, next === -1 ? this.#video.length : next));
  }

  #drop(frames: HubFrame[]): void {
    for (const frame of frames) {
      this.#bytes -= keptBytes(frame);
      this.#onLost(frame);
    }
  }
}
