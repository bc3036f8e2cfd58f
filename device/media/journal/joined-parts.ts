/** Finds out if an MP4 was made of the parts that lie beside it. */
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes compared at each part's beginning and end. Two talks differ in every frame. */
const COMPARED_BYTES = 64 * 1024;

/** True where its bytes end with those of these parts: a copy holds them one after the other, and they go from the first on. */
export async function endsWithParts(mp4: string, parts: string[]): Promise<boolean> {
  const whole = await open(mp4, 'r');
  try {
    let { size: end } = await whole.stat();
    for (const path of parts.toReversed()) {
      const part = await open(path, 'r');
      try {
        const { size } = await part.stat();
        end -= size;
        if (end < 0) return false;
        for (const at of [0, Math.max(0, size - COMPARED_BYTES)]) {
          const bytes = Math.min(COMPARED_BYTES, size - at);
          if (!(await read(part, at, bytes)).equals(await read(whole, end + at, bytes))) return false;
        }
      } finally {
        await part.close();
      }
    }
    return true;
  } finally {
    await whole.close();
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
