/**
 * Run by full-disk.test.ts on a disk of a few megabytes: records until it is full, makes room, records on. Says on its
 * standard output what the status was, step by step.
 */

import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TagHub } from '../../../device/media/hub/tag-hub.ts';
import { Journal } from '../../../device/media/journal/journal.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { flvSource } from '../../tools/samples/flv-source.ts';

const [disk = '', media = '', out = ''] = process.argv.slice(2);
const BALLAST_BYTES = 2_000_000;

const hub = new TagHub({ clock: systemClock });
const { logger } = createLog(() => {});
const journal = new Journal({
  clock: systemClock,
  logger,
  hub,
  folder: disk,
  minFreeBytes: () => 0,
  isClockTrusted: () => true,
  onChange: () => {},
});
const bytes = await readFile(media);

async function recordUntil(phase: string): Promise<void> {
  while (journal.status.phase !== phase) {
    const source = flvSource(hub);
    source.push(Buffer.from(bytes));
    source.close();
    // In a hurry to fill it, then as it comes: what is given to a full disk waits in memory, and has to fit later.
    await sleep(journal.status.phase === 'failed' ? 2000 : 100);
  }
  const { reason } = journal.status;
  console.log(JSON.stringify({ phase, code: reason?.code ?? null }));
}

await writeFile(join(disk, 'ballast'), Buffer.alloc(BALLAST_BYTES));
journal.ensureStarted('talk');
await recordUntil('recording');
await recordUntil('failed');
await rm(join(disk, 'ballast'));
await recordUntil('recording');
await journal.ensureStopped();
for (const name of await readdir(join(disk, 'talk'))) await copyFile(join(disk, 'talk', name), join(out, name));
process.exit(0);
