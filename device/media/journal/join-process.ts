/** The service's end of the process that joins one recording. */
import type { Clock } from '../../platform/clock.ts';
import { Child, describeEnd } from '../../supervise/child.ts';
import type { JoinNews, JoinOrder, JoinResult } from './join-order.ts';

/** Its tables are on the disk, and what it reads is used up at once. */
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=16', '--optimize-for-size'];
/**
 * The process reports each second in which it reads or writes. Between two reports lies at most the writing of an index,
 * which is 40 MB for ten hours, by a process that everybody else on the board comes before.
 */
const STUCK_MS = 600_000;

/** @param entry arguments to node that run it */
export function startJoinProcess(entry: string[]): Child {
  const child = new Child({
    name: 'joiner',
    command: process.execPath,
    args: [...NODE_FLAGS, ...entry],
    env: { ...process.env, MALLOC_ARENA_MAX: '1' },
    streamPipes: 0,
  });
  return child;
}

export type JoinEnd = JoinResult | { how: 'stopped'; message: string };

/** Never rejects. @param onProgress from 0 to 1 */
export async function joinIn(
  child: Child,
  order: JoinOrder,
  { clock, onProgress }: { clock: Clock; onProgress(done: number): void },
): Promise<JoinEnd> {
  let result: JoinResult | null = null;
  let disarm = clock.after(STUCK_MS, () => child.kill());
  child.onMessage((message) => {
    const news = message as JoinNews;
    disarm();
    disarm = clock.after(STUCK_MS, () => child.kill());
    if (news.type === 'done') result = news.result;
    else onProgress(news.totalBytes > 0 ? news.doneBytes / news.totalBytes : 0);
  });
  child.send(order);
  const end = await child.ended;
  disarm();
  return result ?? { how: 'stopped', message: describeEnd(end) };
}
