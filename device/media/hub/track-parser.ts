import { pictureHeaderTag, pictureTag, soundHeaderTag, soundTag } from '../flv/coded-tags.ts';
import type { FlvTag, MediaKind } from '../flv/flv-tag.ts';
import { TYPE_BUFFER, TYPE_CAPS, TYPE_SEGMENT } from '../gdp/gdp-format.ts';
import { type GdpPacket, GdpReader } from '../gdp/gdp-reader.ts';

const WRAP_MS = 2 ** 32;

/**
 * Makes the GDP output of a capture pipeline into FLV tags whose times are those of this machine's monotonic clock
 * (modulo 2^32 ms), so that pictures of one process and sound of another are in step.
 */
export class TrackParser {
  readonly #kind: MediaKind;
  readonly #lateNs: number;
  readonly #packets = new GdpReader();
  /** Packets that came before the start of the pipeline's time was known. */
  #early: GdpPacket[] = [];
  /** The machine's clock at running time 0 of the pipeline. */
  #baseNs: number | null = null;
  /** Distance from the stream's time to the running time. */
  #runningNs = 0;
  #config: Buffer | null = null;

  /** @param lateNs age of a frame's content beyond the time that the encoder gives it */
  constructor(kind: MediaKind, { lateNs = 0 }: { lateNs?: number } = {}) {
    this.#kind = kind;
    this.#lateNs = lateNs;
  }

  /** Sets the time of running time 0; nothing comes out before. */
  beginsAt(baseNs: number): void {
    this.#baseNs = baseNs;
  }

  /** @throws when the bytes are no GDP stream. */
  push(chunk: Buffer): FlvTag[] {
    const packets = this.#packets.push(chunk);
    if (this.#baseNs === null) {
      this.#early.push(...packets);
      return [];
    }
    const early = this.#early.splice(0);
    return [...early, ...packets].flatMap((packet) => this.#tagsOf(packet));
  }

  #tagsOf(packet: GdpPacket): FlvTag[] {
    const { type, payload } = packet;
    if (type === TYPE_BUFFER) return this.#frame(packet);
    if (type === TYPE_SEGMENT) this.#segment(payload.toString('latin1'));
    if (type === TYPE_CAPS) {
      const config = /codec_data=\(buffer\)([0-9a-f]+)/i.exec(payload.toString('latin1'))?.[1];
      this.#config = config ? Buffer.from(config, 'hex') : null;
    }
    return [];
  }

  /** Running time is `base` where the stream's time is `start`; a file that is played again begins a new segment. */
  #segment(text: string): void {
    const field = (name: string) => Number(new RegExp(` ${name}=\\(guint64\\)(\\d+)`).exec(text)?.[1] ?? 0);
    this.#runningNs = field('base') - field('start');
  }

  /** Makes a tag, behind one of the configuration if that is new. */
  #frame({ ptsNs, dtsNs, isDelta, payload }: GdpPacket): FlvTag[] {
    const shownNs = ptsNs ?? dtsNs;
    if (shownNs === null) return [];
    const decodedNs = dtsNs ?? shownNs;
    const wholeMs = Math.floor((decodedNs + this.#runningNs + (this.#baseNs ?? 0) - this.#lateNs) / 1e6);
    // Never below 0, whatever beginning a stream states.
    const ms = ((wholeMs % WRAP_MS) + WRAP_MS) % WRAP_MS;
    const config = this.#config;
    this.#config = null;
    if (this.#kind === 'audio') {
      return [...(config ? [soundHeaderTag(config, ms)] : []), soundTag(payload, ms)];
    }
    const compositionMs = Math.round((shownNs - decodedNs) / 1e6);
    return [...(config ? [pictureHeaderTag(config, ms)] : []), pictureTag(payload, !isDelta, ms, compositionMs)];
  }
}
