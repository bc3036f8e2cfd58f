import { pictureHeaderTag, pictureTag, soundHeaderTag, soundTag } from '../flv/coded-tags.ts';
import type { FlvTag, MediaKind } from '../flv/flv-tag.ts';
import { TYPE_BUFFER, TYPE_CAPS, TYPE_SEGMENT } from '../gdp/gdp-format.ts';
import { type GdpPacket, GdpReader } from '../gdp/gdp-reader.ts';

const WRAP_MS = 2 ** 32;

/**
 * What a capture pipeline codes, as it leaves `gdppay`, made into FLV tags whose times are those of this machine's
 * monotonic clock (modulo 2^32 ms): pictures of one process and sound of another are in step by themselves.
 */
export class TrackParser {
  readonly #kind: MediaKind;
  readonly #lateNs: number;
  readonly #packets = new GdpReader();
  /** Tags that came before it was known when the pipeline's time began. */
  #early: GdpPacket[] = [];
  /** Of the machine's clock, when the pipeline's running time was 0. */
  #baseNs: number | null = null;
  /** From the stream's time to the running time. */
  #runningNs = 0;
  #config: Buffer | null = null;

  /** @param lateNs what is coded in a frame is so much older than the time that the encoder gives it */
  constructor(kind: MediaKind, { lateNs = 0 }: { lateNs?: number } = {}) {
    this.#kind = kind;
    this.#lateNs = lateNs;
  }

  /** When the pipeline's running time was 0; nothing comes out before. */
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

  /** With the configuration before it, where that is new. */
  #frame({ ptsNs, dtsNs, isDelta, payload }: GdpPacket): FlvTag[] {
    const shownNs = ptsNs ?? dtsNs;
    if (shownNs === null) return [];
    const decodedNs = dtsNs ?? shownNs;
    const wholeMs = Math.floor((decodedNs + this.#runningNs + (this.#baseNs ?? 0) - this.#lateNs) / 1e6);
    // Never below 0, whatever a stream says of its beginning.
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
