/**
 * Facts about each coded frame of a track, in its order, in a file without a name: a talk of ten hours has three million
 * frames, and a process that is killed leaves nothing behind.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Position 6, bytes 3, since the frame before 4, composition 3, description 2, whether a decoder can begin here 1. */
const ENTRY_BYTES = 19;
const BLOCK_ENTRIES = 4096;
export const MOST_DESCRIPTIONS = 0xffff;

export interface Frame {
  /** Position of its first byte, in all parts one after the other. */
  position: number;
  bytes: number;
  /** When it is decoded, since the start of the recording. */
  decodedMs: number;
  /** From then until it is shown; signed. */
  compositionMs: number;
  isKeyframe: boolean;
  /** Which configuration holds for it, from 0 on. */
  description: number;
}

export class FrameSpool {
  readonly #file: number;
  readonly #block = Buffer.alloc(ENTRY_BYTES * BLOCK_ENTRIES);
  /** In the block, not yet in the file. */
  #gathered = 0;
  #written = 0;
  #newestMs = 0;

  /** @param path for a moment of a new file */
  constructor(path: string) {
    this.#file = openSync(path, 'w+');
    rmSync(path);
  }

  get count(): number {
    return this.#written + this.#gathered;
  }

  /** Decoded not before those that came before it, and within 49 days of the last. @throws what the disk says */
  add({ position, bytes, decodedMs, compositionMs, isKeyframe, description }: Frame): void {
    const at = this.#gathered * ENTRY_BYTES;
    this.#block.writeUIntLE(position, at, 6);
    this.#block.writeUIntLE(bytes, at + 6, 3);
    this.#block.writeUInt32LE(decodedMs - this.#newestMs, at + 9);
    this.#block.writeIntLE(compositionMs, at + 13, 3);
    this.#block.writeUInt16LE(description, at + 16);
    this.#block.writeUInt8(isKeyframe ? 1 : 0, at + 18);
    this.#newestMs = decodedMs;
    this.#gathered++;
    if (this.#gathered === BLOCK_ENTRIES) this.#flush();
  }

  /** From the first on. It is one and the same object each time, with other values. */
  *frames(): Generator<Readonly<Frame>> {
    this.#flush();
    const frame = { position: 0, bytes: 0, decodedMs: 0, compositionMs: 0, isKeyframe: false, description: 0 };
    const block = Buffer.alloc(ENTRY_BYTES * BLOCK_ENTRIES);
    for (let first = 0; first < this.#written; first += BLOCK_ENTRIES) {
      const count = Math.min(BLOCK_ENTRIES, this.#written - first);
      readWhole(this.#file, block.subarray(0, count * ENTRY_BYTES), first * ENTRY_BYTES);
      for (let at = 0; at < count * ENTRY_BYTES; at += ENTRY_BYTES) {
        frame.position = block.readUIntLE(at, 6);
        frame.bytes = block.readUIntLE(at + 6, 3);
        frame.decodedMs += block.readUInt32LE(at + 9);
        frame.compositionMs = block.readIntLE(at + 13, 3);
        frame.description = block.readUInt16LE(at + 16);
        frame.isKeyframe = block.readUInt8(at + 18) === 1;
        yield frame;
      }
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = this.#gathered * ENTRY_BYTES;
    const at = this.#written * ENTRY_BYTES;
    for (let done = 0; done < bytes; ) done += writeSync(this.#file, this.#block, done, bytes - done, at + done);
    this.#written += this.#gathered;
    this.#gathered = 0;
  }
}

/** @throws where the file ends before */
export function readWhole(file: number, into: Buffer, position: number): void {
  for (let done = 0; done < into.length; ) {
    const read = readSync(file, into, done, into.length - done, position + done);
    if (read === 0) throw new Error(`a file that ends at ${position + done}`);
    done += read;
  }
}
