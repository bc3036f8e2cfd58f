/** One who watches HLS as players do: the playlist each second, every new segment once, nothing twice. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface HlsViewer {
  /** Segments in the order they were fetched, by sequence. */
  sequences: number[];
  bytes: number;
  /** Requests that were not answered with 200. */
  refusals: string[];
  /** The newest segment, whole. */
  newest: Buffer;
  /** Resolves when the last request is over. */
  leave(): Promise<void>;
}

const POLL_MS = 1000;

export function watchHls(playlist: string): HlsViewer {
  const leaving = new AbortController();
  const viewer: HlsViewer = {
    sequences: [],
    bytes: 0,
    refusals: [],
    newest: Buffer.alloc(0),
    leave: async () => {
      leaving.abort();
      await done;
    },
  };
  const get = async (url: string): Promise<Buffer | null> => {
    const answer = await fetch(url);
    const body = Buffer.from(await answer.arrayBuffer());
    if (answer.status === 200) return body;
    viewer.refusals.push(`${url}: ${answer.status}`);
    return null;
  };
  const look = async () => {
    const names = (await get(playlist))?.toString().match(/^\d+\.ts$/gm) ?? [];
    for (const name of names) {
      const sequence = Number.parseInt(name, 10);
      if (sequence <= (viewer.sequences.at(-1) ?? 0)) continue;
      const segment = await get(new URL(name, playlist).href);
      if (!segment) continue;
      viewer.sequences.push(sequence);
      viewer.bytes += segment.length;
      viewer.newest = segment;
    }
  };
  const watch = async () => {
    while (!leaving.signal.aborted) {
      await look().catch((error: Error) => viewer.refusals.push(error.message));
      await sleep(POLL_MS, undefined, { signal: leaving.signal }).catch(() => {});
    }
  };
  const done = watch();
  return viewer;
}
