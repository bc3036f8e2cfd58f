/** Cuts what `/dev/input/eventN` gives into changes of keys (linux/input.h, `struct input_event`). */

/** `lost`: the kernel had to drop events, so nobody knows which keys are down. `wallMs`: by the kernel's wall clock. */
export type KeyChange = { keyCode: number; isDown: boolean; wallMs: number } | 'lost';

const EV_SYN = 0;
const EV_KEY = 1;
const SYN_DROPPED = 3;
const REPEATED = 2;

export class EvdevEvents {
  readonly #longBytes: number;
  #rest = Buffer.alloc(0);

  /** `longBytes`: 4 or 8; the two longs of the time precede type, code and value. */
  constructor(longBytes: number) {
    this.#longBytes = longBytes;
  }

  push(bytes: Buffer): KeyChange[] {
    const all = Buffer.concat([this.#rest, bytes]);
    const timeBytes = 2 * this.#longBytes;
    const size = timeBytes + 8;
    const whole = all.length - (all.length % size);
    this.#rest = all.subarray(whole);
    const changes: KeyChange[] = [];
    for (let at = timeBytes; at < whole; at += size) {
      const [type, code, value] = [bytes16(all, at), bytes16(all, at + 2), bytes32(all, at + 4)];
      if (type === EV_SYN && code === SYN_DROPPED) changes.push('lost');
      if (type === EV_KEY && value !== REPEATED)
        changes.push({ keyCode: code, isDown: value !== 0, wallMs: this.#wallMs(all, at - timeBytes) });
    }
    return changes;
  }

  /** Seconds and microseconds. The low half of the seconds is enough until 2106. */
  #wallMs(buffer: Buffer, at: number): number {
    return buffer.readUInt32LE(at) * 1000 + buffer.readUInt32LE(at + this.#longBytes) / 1000;
  }
}

// Every machine this runs on is little-endian.
const bytes16 = (buffer: Buffer, at: number) => buffer.readUInt16LE(at);
const bytes32 = (buffer: Buffer, at: number) => buffer.readInt32LE(at);
