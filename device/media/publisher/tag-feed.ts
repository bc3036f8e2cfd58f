/** Feeds a worker's pipeline from the hub, tag by tag, as fast as its pipe takes them and no faster. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HubReader, HubTag, ReaderOptions, Renditions, TagHub } from '../hub/tag-hub.ts';
import { pipeFds } from '../worker/pipes.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import type { TagFraming } from './tag-framing.ts';

/** Descriptor that the worker's pipeline reads. */
export const { tags: TAGS_FD } = pipeFds('tags');

export interface TagFeedOptions extends Omit<ReaderOptions, 'onReadable'> {
  hub: TagHub;
  worker: WorkerLink;
  framing: TagFraming;
  /** A tag is about to be written. @param sentBytes bytes written with it: 0 if it waits for others */
  onOffer?(tag: HubTag, sentBytes: number): void;
  /** Asked before each tag. After `false` pictures wait in the hub, and sound passes them. */
  mayOfferPictures?(): boolean;
}

export class TagFeed {
  readonly #pipe: Duplex;
  readonly #reader: HubReader;
  readonly #framing: TagFraming;
  readonly #onOffer: (tag: HubTag, sentBytes: number) => void;
  readonly #mayOfferPictures: () => boolean;
  #holds = false;
  /** Time of the newest sound written. */
  #soundMs = 0;
  /** Time of the newest picture written; null before the first. */
  #pictureMs: number | null = null;
  #open = true;

  constructor({ hub, worker, framing, onOffer, mayOfferPictures, ...reader }: TagFeedOptions) {
    this.#pipe = worker.pipe(TAGS_FD);
    this.#onOffer = onOffer ?? (() => {});
    this.#mayOfferPictures = mayOfferPictures ?? (() => true);
    this.#framing = framing;
    for (const piece of framing.begin()) this.#pipe.write(piece);
    this.#pipe.on('drain', () => this.pump());
    this.#reader = hub.addReader({ ...reader, onReadable: () => this.pump() });
  }

  /** Age span of the frames that wait. */
  get queuedMs(): number {
    return this.#reader.queuedMs;
  }

  get lostVideoFrames(): number {
    return this.#reader.lostVideoFrames;
  }

  /** Renditions that come from the hub now. */
  get renditions(): Readonly<Renditions> {
    return this.#reader.renditions;
  }

  /** Bytes wait in front of the pipe. */
  get isWaiting(): boolean {
    return this.#pipe.writableLength > 0;
  }

  /** Bytes that the pipe has taken. */
  get takenBytes(): number {
    const { bytesWritten, writableLength } = this.#pipe as Socket;
    return bytesWritten - writableLength;
  }

  /** A picture is there that may not be offered. */
  get isHolding(): boolean {
    return this.#holds && this.#reader.hasPicture;
  }

  /** See `HubReader`. */
  select(renditions: Renditions): void {
    this.#reader.select(renditions);
  }

  /** See `HubReader`. */
  dropPictures(): void {
    this.#reader.dropPictures();
  }

  /** Stops reading and writing; the pipe stays open. Safe twice. */
  close(): void {
    this.#open = false;
    this.#reader.close();
  }

  /** Ends the stream; what is in the pipe is still taken. */
  end(): void {
    this.close();
    for (const piece of this.#framing.end()) this.#pipe.write(piece);
    this.#pipe.end();
  }

  /** Writes while the pipe takes tags; the others wait in the hub's queue, which bounds itself. */
  pump(): void {
    const pipe = this.#pipe;
    if (!this.#open || pipe.writableNeedDrain) return;
    pipe.cork();
    for (let tag = this.#next(); tag; tag = this.#next()) {
      const { pieces, sentBytes } = this.#framing.frame(tag, this.#stampMs(tag));
      this.#onOffer(tag, sentBytes);
      for (const piece of pieces) pipe.write(piece);
      if (pipe.writableNeedDrain) break;
    }
    pipe.uncork();
  }

  /**
   * The first picture does not go back behind sound that came long before it, as with a camera that is slow to open.
   * For nginx-rtmp that fragment would end before it begins: its playlist says 2^64 / 90000 s, and players wait that
   * long. The pictures after it follow at 1 ms until they reach their own time.
   */
  #stampMs({ kind, sequenceHeader, readerMs }: HubTag): number {
    if (kind === 'audio') this.#soundMs = readerMs;
    if (kind !== 'video') return readerMs;
    const stampMs = Math.max(readerMs, this.#pictureMs === null ? this.#soundMs : this.#pictureMs + 1);
    if (!sequenceHeader) this.#pictureMs = stampMs;
    return stampMs;
  }

  #next() {
    const holds = !this.#mayOfferPictures();
    if (holds !== this.#holds) this.#reader.holdPictures(holds);
    this.#holds = holds;
    return this.#reader.take();
  }
}
