/** HLS files over HTTP, with the manners of servers that are met: each viewer may be answered in another way. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import type { Ending } from '../ending.ts';
import { listen } from './listen.ts';

export interface Asked {
  /** Below the viewer's name: `FORM/FILE`. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** What the file has; null: there is none. */
  file: Buffer | null;
}

export interface Given {
  status?: number;
  headers?: OutgoingHttpHeaders;
  body?: Buffer | string;
}

/** Null: as any server of files does. */
export type Manner = (asked: Asked) => Given | null;

export interface HlsFiles {
  address(viewer: string, path: string): string;
  /** How a viewer is answered from now on. */
  behave(viewer: string, manner: Manner): void;
  /** Bytes of bodies given to a viewer, of playlists and of all else. */
  given(viewer: string): { playlists: number; others: number };
}

/** Answers ranges as nginx does. */
export async function startHlsFiles(t: Ending, folder: string, host = '127.0.0.1'): Promise<HlsFiles> {
  const manners = new Map<string, Manner>();
  const counts = new Map<string, { playlists: number; others: number }>();

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://files');
    const [, viewer = '', ...rest] = pathname.split('/');
    const path = normalize(rest.join('/'));
    const file = path.startsWith('..') ? null : await readFile(join(folder, path)).catch(() => null);
    const asked = { path, query: searchParams, headers: request.headers, file };
    const { status, headers, body } = manners.get(viewer)?.(asked) ?? plain(asked);
    const bytes = Buffer.from(body ?? '');
    const count = counts.get(viewer) ?? { playlists: 0, others: 0 };
    count[path.endsWith('.m3u8') ? 'playlists' : 'others'] += bytes.length;
    counts.set(viewer, count);
    response.writeHead(status ?? 200, { 'content-length': bytes.length, ...headers }).end(bytes);
  };
  const server = createServer((request, response) => {
    response.on('error', () => {});
    void answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(t, server, host);
  return {
    address: (viewer, path) => `http://${host}:${port}/${viewer}/${path}`,
    behave: (viewer, manner) => manners.set(viewer, manner),
    given: (viewer) => counts.get(viewer) ?? { playlists: 0, others: 0 },
  };
}

export function plain({ file, headers }: Asked): Given {
  if (!file) return { status: 404 };
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (first === undefined) return { body: file };
  const from = first === '' ? Math.max(0, file.length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? file.length - 1 : Math.min(Number(last), file.length - 1);
  if (from > to) return { status: 416 };
  return {
    status: 206,
    headers: { 'content-range': `bytes ${from}-${to}/${file.length}` },
    body: file.subarray(from, to + 1),
  };
}
