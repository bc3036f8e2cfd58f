/**
 * Copies bytes that come in pieces into blocks that are used again. The pieces die young, and no memory grows by being
 * copied into a larger one: 90 answers of 8 MB cost V8 15 major collections of 13 ms at most, and 40 of up to 50 ms
 * otherwise.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';

const BLOCK_BYTES = 262_144;
const BLOCKS_A_TURN = 4;
/** Eight megabytes are kept for the next answer at most: as large as a playlist may be. Usual ones take one block. */
const MOST_KEPT = 32;

const free: Buffer[] = [];

export class GatheredBytes {
  #blocks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(piece: Buffer): void {
    for (let at = 0; at < piece.length; ) {
      const place = this.#length % BLOCK_BYTES;
      if (place === 0) this.#blocks.push(free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES));
      const copied = piece.copy(this.#blocks.at(-1) as Buffer, place, at);
      at += copied;
      this.#length += copied;
    }
  }

  /** Takes all bytes in one piece, a megabyte a turn. Later bytes are gathered separately. */
  async take(): Promise<Buffer> {
    const [blocks, length] = [this.#blocks, this.#length];
    this.#blocks = [];
    this.#length = 0;
    const whole = Buffer.allocUnsafe(length);
    for (const [at, block] of blocks.entries()) {
      if (at > 0 && at % BLOCKS_A_TURN === 0) await nextTurn();
      block.copy(whole, at * BLOCK_BYTES);
    }
    free.push(...blocks.slice(0, Math.max(0, MOST_KEPT - free.length)));
    return whole;
  }
}
