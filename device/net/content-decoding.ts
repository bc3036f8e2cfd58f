/** Bodies of HTTP as servers compress them, asked or not. */
import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/** Encodings that this box can undo, for `Accept-Encoding`. */
export const ENCODINGS = 'gzip, deflate, br';
/** Two layers do occur; more would be a jest. */
const MOST_LAYERS = 3;

/** Streams to read the body through, first to last. `foreign`: an unknown encoding. */
export function decodersOf(answer: IncomingMessage): { foreign: string } | { decoders: Transform[] } {
  const names = (answer.headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity' && name !== 'none');
  const decoders: Transform[] = [];
  // The encoding applied last is undone first.
  for (const name of names.slice(0, MOST_LAYERS + 1).reverse()) {
    const make = decoders.length < MOST_LAYERS ? DECODERS.get(name) : undefined;
    if (!make) return { foreign: name.replace(/[^a-z0-9-]/g, '').slice(0, 30) };
    decoders.push(make());
  }
  return { decoders };
}

const DECODERS = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', () => new Deflated()],
  ['br', createBrotliDecompress],
]);

/** Deflate with the head that the standard asks for, or without, as several servers send it. */
class Deflated extends Transform {
  #inner: Transform | null = null;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (!this.#inner) {
      const hasHead = ((chunk[0] ?? 0) & 0x0f) === 8;
      this.#inner = hasHead ? createInflate() : createInflateRaw();
      this.#inner.on('data', (piece: Buffer) => this.push(piece));
      this.#inner.on('error', (error) => this.destroy(error));
    }
    this.#inner.write(chunk, (error) => done(error));
  }

  override _flush(done: TransformCallback): void {
    this.#inner?.on('end', () => done());
    if (this.#inner) this.#inner.end();
    else done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner?.destroy();
    done(error);
  }
}
