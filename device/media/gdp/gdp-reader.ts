import { HEADER_BYTES } from './gdp-format.ts';

/** GST_BUFFER_FLAG_DELTA_UNIT: the buffer needs the one before it. */
const FLAG_DELTA = 0x2000;
/** As in `flv-parser.ts`: above every real picture. */
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;
const NO_TIME = 2n ** 64n - 1n;

export interface GdpPacket {
  type: number;
  /** Nanoseconds on the stream's own time; null where there is none. Exact to a nanosecond for 104 days. */
  ptsNs: number | null;
  dtsNs: number | null;
  isDelta: boolean;
  /** A view of what was pushed where it came in one piece. */
  payload: Buffer;
}

/** Reads a pipe: bytes in, whole packets out, however they are split. */
export class GdpReader {
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Bytes needed to go on. */
  #needed = HEADER_BYTES;

  /** @throws when it is no such stream: a pipe does not tear, so nothing after it can be believed */
  push(chunk: Buffer): GdpPacket[] {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes < this.#needed) return [];
    const bytes = this.#held.length === 1 ? chunk : Buffer.concat(this.#held);
    const packets: GdpPacket[] = [];
    let at = 0;
    for (;;) {
      this.#needed = packetBytes(bytes, at);
      if (bytes.length - at < this.#needed) break;
      packets.push(packetAt(bytes.subarray(at, at + this.#needed)));
      at += this.#needed;
    }
    this.#held = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#heldBytes = bytes.length - at;
    return packets;
  }
}

/** Size of a packet, as far as its bytes show it. */
function packetBytes(bytes: Buffer, at: number): number {
  if (bytes.length - at < HEADER_BYTES) return HEADER_BYTES;
  const [major, payload] = [bytes.readUInt8(at), bytes.readUInt32BE(at + 6)];
  if (major !== 1 || payload > MAX_PAYLOAD_BYTES) throw new Error(`no GDP stream: version ${major}, ${payload} bytes`);
  return HEADER_BYTES + payload;
}

function packetAt(packet: Buffer): GdpPacket {
  return {
    type: packet.readUInt16BE(4),
    ptsNs: timeAt(packet, 10),
    dtsNs: timeAt(packet, 44),
    isDelta: (packet.readUInt16BE(42) & FLAG_DELTA) !== 0,
    payload: packet.subarray(HEADER_BYTES),
  };
}

function timeAt(packet: Buffer, at: number): number | null {
  const time = packet.readBigUInt64BE(at);
  return time === NO_TIME ? null : Number(time);
}
