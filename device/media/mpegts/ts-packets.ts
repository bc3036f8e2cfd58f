/** Cuts the data of one PID into transport packets of 188 bytes (ISO 13818-1, 2.4.3). */

export const TS_PACKET_BYTES = 188;
const HEAD_BYTES = 4;
export const TS_PAYLOAD_BYTES = TS_PACKET_BYTES - HEAD_BYTES;
const SYNC = 0x47;
const STUFFING = 0xff;
/** Length and flags of an adaptation field. */
const FIELD_HEAD_BYTES = 2;
const CLOCK_BYTES = 6;
const CLOCK_MODULO = 2 ** 33;

export interface FirstPacket {
  /** Program clock reference in units of 1/90 s of a millisecond; null: none. */
  clock90: number | null;
  /** Decoding can start here. */
  isRandomAccess: boolean;
}

/** A packet that each receiver throws away. */
export function nullPacket(): Buffer {
  const packet = Buffer.alloc(TS_PACKET_BYTES, STUFFING);
  packet.set([SYNC, 0x1f, 0xff, 0x10]);
  return packet;
}

const PLAIN: FirstPacket = { clock90: null, isRandomAccess: false };

/** Counts the packets of one PID. */
export class PacketStream {
  readonly #pid: number;
  #continuity = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Makes as many packets as `content` needs; the last one is stuffed. */
  packets(content: Buffer, first: FirstPacket = PLAIN): Buffer {
    const firstField = fieldBytes(first);
    const count = Math.max(1, Math.ceil((content.length + firstField) / TS_PAYLOAD_BYTES));
    const packets = Buffer.allocUnsafe(count * TS_PACKET_BYTES);
    let taken = 0;
    for (let index = 0; index < count; index++) {
      const at = index * TS_PACKET_BYTES;
      const wanted = index === 0 ? firstField : 0;
      const room = TS_PAYLOAD_BYTES - wanted;
      const payload = Math.min(room, content.length - taken);
      const field = TS_PAYLOAD_BYTES - payload;
      this.#head(packets, at, { isStart: index === 0, field, payload });
      if (field > 0) writeField(packets, at + HEAD_BYTES, field, index === 0 ? first : PLAIN);
      content.copy(packets, at + HEAD_BYTES + field, taken, taken + payload);
      taken += payload;
    }
    return packets;
  }

  /** A packet with the clock and nothing else; it is not counted. */
  clockOnly(clock90: number): Buffer {
    const packet = Buffer.allocUnsafe(TS_PACKET_BYTES);
    packet.writeUInt8(SYNC, 0);
    packet.writeUInt16BE(this.#pid, 1);
    packet.writeUInt8(0x20 | ((this.#continuity + 15) & 15), 3);
    writeField(packet, HEAD_BYTES, TS_PAYLOAD_BYTES, { clock90, isRandomAccess: false });
    return packet;
  }

  #head(
    packets: Buffer,
    at: number,
    { isStart, field, payload }: { isStart: boolean; field: number; payload: number },
  ) {
    packets.writeUInt8(SYNC, at);
    packets.writeUInt16BE((isStart ? 0x4000 : 0) | this.#pid, at + 1);
    packets.writeUInt8((field > 0 ? 0x20 : 0) | (payload > 0 ? 0x10 : 0) | this.#continuity, at + 3);
    this.#continuity = (this.#continuity + 1) & 15;
  }
}

function fieldBytes({ clock90, isRandomAccess }: FirstPacket): number {
  if (clock90 === null && !isRandomAccess) return 0;
  return FIELD_HEAD_BYTES + (clock90 === null ? 0 : CLOCK_BYTES);
}

/** Writes a field of `bytes` in all, the rest of them stuffing. */
function writeField(packets: Buffer, at: number, bytes: number, { clock90, isRandomAccess }: FirstPacket): void {
  packets.writeUInt8(bytes - 1, at);
  if (bytes === 1) return;
  packets.writeUInt8((isRandomAccess ? 0x40 : 0) | (clock90 === null ? 0 : 0x10), at + 1);
  let end = at + FIELD_HEAD_BYTES;
  if (clock90 !== null) {
    const base = clock90 % CLOCK_MODULO;
    packets.writeUInt32BE(Math.floor(base / 2), end);
    // The lowest bit, six reserved ones, and no extension.
    packets.writeUInt16BE((base % 2) * 0x8000 + 0x7e00, end + 4);
    end += CLOCK_BYTES;
  }
  packets.fill(STUFFING, end, at + bytes);
}
