/** What a stream of MPEG-TS brings, and when: each piece of sound and each picture with its own time. */

const PACKET_BYTES = 188;
const KINDS: Readonly<Record<number, 'video' | 'audio'>> = { 256: 'video', 257: 'audio' };

export interface Arrival {
  kind: 'video' | 'audio';
  /** As the stream has it. */
  ptsMs: number;
  /** On `performance.now()`. */
  atMs: number;
}

export class TsArrivals {
  readonly all: Arrival[] = [];
  #rest = Buffer.alloc(0);

  push(bytes: Buffer): void {
    const atMs = performance.now();
    const whole = Buffer.concat([this.#rest, bytes]);
    let at = 0;
    for (; at + PACKET_BYTES <= whole.length; at += PACKET_BYTES) {
      const packet = whole.subarray(at, at + PACKET_BYTES);
      const kind = KINDS[packet.readUInt16BE(1) & 0x1fff];
      const isStart = (packet.readUInt8(1) & 0x40) !== 0;
      if (!kind || !isStart || (packet.readUInt8(3) & 0x10) === 0) continue;
      const field = packet.readUInt8(3) & 0x20 ? packet.readUInt8(4) + 1 : 0;
      this.all.push({ kind, ptsMs: timeIn(packet.subarray(4 + field + 9)), atMs });
    }
    this.#rest = whole.subarray(at);
  }

  of(kind: Arrival['kind'], fromMs = 0, toMs = Number.POSITIVE_INFINITY): Arrival[] {
    return this.all.filter((one) => one.kind === kind && one.atMs >= fromMs && one.atMs < toMs);
  }
}

const timeIn = (bytes: Buffer) =>
  (((bytes.readUInt8(0) >> 1) & 7) * 2 ** 30 + (bytes.readUInt16BE(1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(3) >> 1)) /
  90;
