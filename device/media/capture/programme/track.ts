/** One track of a capture attempt: passes its coded frames to the hub, and watches that they come. */
import type { MediaKind } from '../../flv/flv-tag.ts';
import type { HubSource } from '../../hub/tag-hub.ts';
import { TrackParser } from '../../hub/track-parser.ts';

export class Track {
  readonly kind: MediaKind;
  readonly #parser: TrackParser;
  #source: HubSource | null = null;
  #frames = 0;
  /** The device's buffers when the newest coded frame came, and the time of that. */
  #deliveredAtNewest = 0;
  #newestMs = 0;
  #seen = 0;
  #newestTimeMs = 0;
  #keyframeTimeMs = 0;

  /** @param lateNs see `TrackParser` */
  constructor(kind: MediaKind, lateNs: number) {
    this.kind = kind;
    this.#parser = new TrackParser(kind, { lateNs });
  }

  /** Frames coded since the source was opened. */
  get frames(): number {
    return this.#frames;
  }

  get isOpen(): boolean {
    return this.#source !== null;
  }

  beginsAt(baseNs: number): void {
    this.#parser.beginsAt(baseNs);
  }

  /** Sends frames to the hub from now on; the first may come until `expectedMs`. */
  open(source: HubSource, expectedMs: number): void {
    this.#source = source;
    this.#newestMs = expectedMs;
  }

  /** @throws when the bytes are no coded stream. */
  push(chunk: Buffer): void {
    // Parsed also while nothing is coded: the description of the stream comes first and once.
    const tags = this.#parser.push(chunk);
    if (!this.#source) return;
    for (const { sequenceHeader, keyframe, timestampMs } of tags) {
      if (sequenceHeader) continue;
      this.#frames++;
      this.#newestTimeMs = timestampMs;
      if (keyframe) this.#keyframeTimeMs = timestampMs;
    }
    this.#source.push(tags);
  }

  /** Time from the newest keyframe to the newest frame. */
  get gopMs(): number {
    return this.#newestTimeMs - this.#keyframeTimeMs;
  }

  close(): void {
    this.#source?.close();
  }

  /** Call about each second. @param delivered buffers that the device has given so far */
  update(delivered: number, nowMs: number): void {
    if (this.#frames === this.#seen) return;
    this.#seen = this.#frames;
    this.#deliveredAtNewest = delivered;
    this.#newestMs = Math.max(this.#newestMs, nowMs);
  }

  /** True if no coded frame came for so long, nor was one expected. */
  isStalled(forMs: number, nowMs: number): boolean {
    return this.#source !== null && nowMs - this.#newestMs > forMs;
  }

  /** Buffers of the device since the newest coded frame. */
  uncoded(delivered: number): number {
    return delivered - this.#deliveredAtNewest;
  }
}
