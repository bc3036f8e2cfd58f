/**
 * Reads a foreign stream, one read of its socket in a turn of the event loop: a `data` listener gets 2 MB at once,
 * which are 140,000 calls in chunks of ten bytes.
 */
import type { Readable } from 'node:stream';

export function takeSlowly(stream: Readable, take: (bytes: Buffer) => void): void {
  stream.on('readable', () =>
    setImmediate(() => {
      const bytes: Buffer | null = stream.destroyed ? null : stream.read();
      if (bytes) take(bytes);
    }),
  );
}
