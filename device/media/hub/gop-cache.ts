/**
 * Keeps the start of a late joiner: the picture from the last keyframe and the sound since it, in order. While there is
 * no keyframe to start from (voice only, or the pictures outgrew the bounds), it keeps only a short window of sound.
 */
import { type HubFrame, keptBytes } from './hub-frame.ts';

/** 10 s of GOP, the longest the settings allow, at 6.7 Mb/s; the usual one (2 s at 2.5 Mb/s) is 0.6 MB. */
export const MAX_GOP_BYTES = 8 * 1024 * 1024;

/** The longest GOP that the settings allow is 10 s. Above this the camera has ended while the sound goes on. */
export const MAX_GOP_MS = 12_000;

/** Enough for a player to start on, too little to notice as delay. */
export const SOUND_WINDOW_MS = 1_000;

export class GopCache {
  #frames: HubFrame[] = [];
  #bytes = 0;
  #hasKeyframe = false;

  get frames(): readonly HubFrame[] {
    return this.#frames;
  }

  push(frame: HubFrame): void {
    if (frame.keyframe) {
      this.clear();
      this.#hasKeyframe = true;
    } else if (frame.kind === 'video' && !this.#hasKeyframe) {
      return;
    }
    this.#frames.push(frame);
    this.#bytes += keptBytes(frame);
    if (this.#hasKeyframe && this.#exceeds(MAX_GOP_MS)) this.#forgetPictures();
    if (!this.#hasKeyframe) this.#trimSound();
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
    this.#hasKeyframe = false;
  }

  /** Forgets an endless GOP: late joiners wait for the next keyframe, with sound. */
  #forgetPictures(): void {
    this.#frames = this.#frames.filter((frame) => frame.kind === 'audio');
    this.#bytes = this.#frames.reduce((sum, frame) => sum + keptBytes(frame), 0);
    this.#hasKeyframe = false;
  }

  #trimSound(): void {
    while (this.#exceeds(SOUND_WINDOW_MS)) {
      const oldest = this.#frames.shift();
      if (oldest) this.#bytes -= keptBytes(oldest);
    }
  }

  #exceeds(maxMs: number): boolean {
    const spanMs = (this.#frames.at(-1)?.hubMs ?? 0) - (this.#frames[0]?.hubMs ?? 0);
    return spanMs > maxMs || this.#bytes > MAX_GOP_BYTES;
  }
}
