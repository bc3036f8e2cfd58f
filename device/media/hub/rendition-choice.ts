/**
 * Chooses the frames of both renditions for one reader. Sound changes over from one frame to the next: none twice, none
 * missing. Pictures change over at a keyframe of the new rendition, and the old one continues until then.
 */
import type { MediaKind } from '../flv/flv-tag.ts';
import type { HubFrame, Rendition } from './hub-frame.ts';

export type Renditions = Record<MediaKind, Rendition>;

/**
 * Difference within which two frames are the same sound. AAC frames (1024 samples at 48 kHz) last 21.3 ms, and both
 * renditions have the same times, to a rounding.
 */
const SAME_SOUND_MS = 10;
const NEXT_SOUND_MS = 32;
/** Time that the old sound waits for a new one that has come and does not continue. */
const PATIENCE_MS = 200;

export class RenditionChoice {
  #wanted: Renditions;
  #current: Renditions;
  #newestSoundMs = Number.NEGATIVE_INFINITY;
  /** Sound of the wanted rendition that is ahead of the current one's. */
  #ahead: HubFrame[] = [];
  /**
   * The wanted sound flows and is behind: the current one has given enough. Its frames are kept in case the wanted one
   * ends.
   */
  #isSoundCut = false;
  #kept: HubFrame[] = [];

  constructor(first: Renditions = { video: 'full', audio: 'full' }) {
    this.#wanted = { ...first };
    this.#current = { ...first };
  }

  /** Current renditions; they differ from the last selection until the change is made. */
  get current(): Readonly<Renditions> {
    return this.#current;
  }

  select(wanted: Renditions): void {
    if (wanted.audio !== this.#wanted.audio) {
      this.#ahead = [];
      this.#isSoundCut = false;
    }
    this.#wanted = { ...wanted };
  }

  /** Ends the old pictures now, and not when the new ones come. */
  cutPictures(): void {
    this.#current.video = this.#wanted.video;
  }

  /** Takes a frame; returns the reader's frames, in order, with those kept back for it. */
  admit(frame: HubFrame): HubFrame[] {
    return frame.kind === 'audio' ? this.#sound(frame) : this.#picture(frame);
  }

  #picture(frame: HubFrame): HubFrame[] {
    if (frame.rendition === this.#wanted.video && frame.keyframe) this.#current.video = frame.rendition;
    return frame.rendition === this.#current.video ? [frame] : [];
  }

  #sound(frame: HubFrame): HubFrame[] {
    const isCurrent = frame.rendition === this.#current.audio;
    if (this.#wanted.audio === this.#current.audio) return isCurrent ? this.#given([...this.#kept, frame]) : [];
    const sinceNewestMs = frame.hubMs - this.#newestSoundMs;
    if (isCurrent) {
      if (this.#isSoundCut && sinceNewestMs < PATIENCE_MS) {
        this.#kept.push(frame);
        return [];
      }
      this.#isSoundCut = false;
      return [...this.#given([...this.#kept, frame]), ...this.#changeOver()];
    }
    if (sinceNewestMs < SAME_SOUND_MS) this.#isSoundCut = true;
    else this.#ahead.push(frame);
    return this.#changeOver();
  }

  /** Changes over as soon as one sound follows right after the other. */
  #changeOver(): HubFrame[] {
    this.#ahead = this.#ahead.filter(({ hubMs }) => hubMs - this.#newestSoundMs >= SAME_SOUND_MS);
    const [first] = this.#ahead;
    // Any frame may be the first, with nothing given yet or after the wait for the current one.
    const gapMs = first ? first.hubMs - this.#newestSoundMs : 0;
    if (!first || (gapMs > NEXT_SOUND_MS && gapMs < PATIENCE_MS)) return [];
    this.#current.audio = this.#wanted.audio;
    this.#isSoundCut = false;
    return this.#given(this.#ahead.splice(0));
  }

  #given(frames: HubFrame[]): HubFrame[] {
    this.#kept = [];
    this.#newestSoundMs = frames.at(-1)?.hubMs ?? this.#newestSoundMs;
    return frames;
  }
}
