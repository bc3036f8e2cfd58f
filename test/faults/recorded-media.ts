/** How far a recording that is being written lags behind the clock: what it lags more than before, it has lost. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlvParser } from '../../device/media/flv/flv-parser.ts';
import { isPicture } from '../../device/media/flv/flv-tag.ts';
import { SMALL } from '../tools/box/device.ts';

/** The box writes each 0.4 s: the least lag of so long tells how much there really is. */
const LOOK_OVER_MS = 1500;
const LOOKS = 10;
const SOUNDS_PER_SECOND = 48_000 / 1024;

/** By each track. */
export interface Lag {
  videoSeconds: number;
  audioSeconds: number;
}

export class RecordedMedia {
  readonly #folder: string;
  readonly #files = new Map<string, { parser: FlvParser; bytes: number }>();
  #pictures = 0;
  #sounds = 0;

  /** @param folder all FLV files in it and below are the recording */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes 1.5 s. From any moment on: only differences mean something. */
  async lag(): Promise<Lag> {
    const lag: Lag = { videoSeconds: Number.POSITIVE_INFINITY, audioSeconds: Number.POSITIVE_INFINITY };
    for (let look = 0; look < LOOKS; look++) {
      const nowSeconds = performance.now() / 1000;
      await this.#read();
      lag.videoSeconds = Math.min(lag.videoSeconds, nowSeconds - this.#pictures / SMALL.framesPerSecond);
      lag.audioSeconds = Math.min(lag.audioSeconds, nowSeconds - this.#sounds / SOUNDS_PER_SECOND);
      await sleep(LOOK_OVER_MS / LOOKS);
    }
    return lag;
  }

  async #read(): Promise<void> {
    const names = (await readdir(this.#folder, { recursive: true })).filter((name) => name.endsWith('.flv'));
    for (const name of names) {
      const known = this.#files.get(name) ?? { parser: new FlvParser(), bytes: 0 };
      this.#files.set(name, known);
      for (const tag of known.parser.push(await bytesFrom(join(this.#folder, name), known.bytes, known))) {
        if (isPicture(tag)) this.#pictures++;
        else if (tag.kind === 'audio' && !tag.sequenceHeader) this.#sounds++;
      }
    }
  }
}

/** What has been added to a file; counts it. */
async function bytesFrom(path: string, from: number, known: { bytes: number }): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - from)), 0, null, from);
    known.bytes += bytesRead;
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Of whichever track lost more, in seconds. */
export function lost(before: Lag, after: Lag): number {
  return Math.max(after.videoSeconds - before.videoSeconds, after.audioSeconds - before.audioSeconds, 0);
}
