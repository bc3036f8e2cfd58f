/** Runs groups of checks in a room that is opened for them, and ends by itself. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from './room.ts';

/** What a room that hangs may take to be left as it was. */
const CLOSING_MS = 30_000;

/** What the service and the kernel said since the last boot: where to look when a check fails. */
const LOG = resolve(import.meta.dirname, '../../.cache/board/last-run.log');

export type Groups = Record<string, (room: () => Room) => void>;

export interface Checks {
  groups: Groups;
  /** Names of groups, in the order of the table. */
  chosen: string[];
  limitMs: number;
  open(): Promise<{ room: Room; description: string }>;
}

export function runChecks({ groups, chosen, limitMs, open }: Checks): void {
  const unknown = chosen.filter((name) => !(name in groups));
  if (unknown.length > 0) {
    console.error(`no such checks: ${unknown.join(' ')}; there are ${Object.keys(groups).join(' ')}`);
    process.exit(2);
  }
  let opened: Room | null = null;
  const room = () => {
    if (opened === null) throw new Error('there is no board');
    return opened;
  };
  const giveUp = async (why: string) => {
    console.error(why);
    const closed = keepLog(opened).then(() => opened?.close());
    await Promise.race([closed, sleep(CLOSING_MS)]).catch(() => {});
    process.exit(1);
  };
  setTimeout(() => void giveUp(`not done after ${limitMs / 60_000} minutes`), limitMs).unref();
  process.once('SIGINT', () => void giveUp('interrupted'));

  const startedMs = performance.now();
  before(async () => {
    const { room, description } = await open();
    opened = room;
    console.log(`board: ${description}`);
  });
  after(async () => {
    await keepLog(opened);
    await opened?.close();
    console.log(`board: done in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  });

  for (const [name, register] of Object.entries(groups)) if (chosen.includes(name)) register(room);
  test('the kernel has nothing to complain of', async () => {
    const said = await room().board.sh("dmesg | grep -E 'WARNING:|BUG:|Oops|Call Trace|Out of memory' || true");
    if (said !== '') throw new Error(said);
  });
}

async function keepLog(room: Room | null): Promise<void> {
  const said = await room?.board
    .sh('journalctl -b -o short-precise _SYSTEMD_UNIT=pupitre.service + _TRANSPORT=kernel')
    .catch((error: Error) => error.message);
  if (said === undefined) return;
  await mkdir(dirname(LOG), { recursive: true });
  await writeFile(LOG, said);
}
