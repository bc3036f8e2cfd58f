/** Body of a request: bytes in memory, or a file that is read as the connection takes it, never as a whole. */

import { type FileHandle, open } from 'node:fs/promises';
import type { ClientRequest } from 'node:http';

export type RequestBody =
  | { bytes: Buffer }
  /** `from`: where to begin, after the bytes that the server has already. */
  | { file: string; from?: number };

/** Asks for leave to send so many bytes more; rejects where there is none. */
export type Pace = (bytes: number) => Promise<void>;

/** Part of a file that is in memory at a time. */
const PIECE_BYTES = 65_536;
/** Small enough that a voice behind one waits no longer than for a picture: 250 ms at 2,000 bytes a second. */
const PACED_BYTES = 500;

export interface OpenBody {
  /** Length for `Content-Length`. */
  readonly bytes: number;
  /** Writes it all and ends the request. @throws when the file or the connection fails */
  send(request: ClientRequest, hooks: { pace: Pace | null; onAccepted(bytes: number): void }): Promise<void>;
  close(): Promise<void>;
}

/** Opens the body; only a file takes time. @throws where there is no such file */
export function openBody(body: RequestBody): OpenBody | Promise<OpenBody> {
  return 'bytes' in body ? ofMemory(body.bytes) : openFile(body.file, body.from ?? 0);
}

async function openFile(path: string, from: number): Promise<OpenBody> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return ofFile(file, Math.min(from, size), size);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function ofMemory(bytes: Buffer): OpenBody {
  return {
    bytes: bytes.length,
    async send(request, { pace, onAccepted }) {
      const step = pace ? PACED_BYTES : bytes.length;
      for (let at = 0; at < bytes.length; at += step) {
        const piece = bytes.subarray(at, at + step);
        await pace?.(piece.length);
        await written(request, piece, at + step >= bytes.length);
        onAccepted(piece.length);
      }
      if (bytes.length === 0) request.end();
    },
    close: async () => {},
  };
}

function ofFile(file: FileHandle, from: number, end: number): OpenBody {
  return {
    bytes: end - from,
    async send(request, { pace, onAccepted }) {
      // One piece of memory for all: the connection has taken a piece before the next is read.
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, end - from)));
      for (let at = from; at < end; ) {
        const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, end - at), at);
        if (bytesRead === 0) throw Object.assign(new Error('the file has become shorter'), { code: 'EFILESHORTER' });
        await pace?.(bytesRead);
        at += bytesRead;
        await written(request, piece.subarray(0, bytesRead), at >= end);
        onAccepted(bytesRead);
      }
      if (from >= end) request.end();
    },
    close: () => file.close(),
  };
}

/** Resolves when the kernel, or TLS above it, has taken the bytes. */
function written(request: ClientRequest, bytes: Buffer, isLast: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(Object.assign(new Error('the connection is closed'), { code: 'ECONNRESET' }));
    if (request.destroyed) return onClose();
    request.once('close', onClose);
    const onTaken = (error?: Error | null) => {
      request.off('close', onClose);
      if (error) reject(error);
      else resolve();
    };
    if (isLast) request.end(bytes, onTaken);
    else request.write(bytes, onTaken);
  });
}
