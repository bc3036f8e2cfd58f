/**
 * Run by troubled-disk.test.ts in a mount namespace of its own: records on a small disk (an image, mounted at its folder),
 * does to it what is asked for, puts it right and records on. Says on its standard output what the status was, step by
 * step, then how many frames were given, and leaves the parts in the last folder.
 */
import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { TagHub } from '../../../device/media/hub/tag-hub.ts';
import { Journal } from '../../../device/media/journal/journal.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';

const [trouble = '', image = '', disk = '', media = '', out = '', pace = ''] = process.argv.slice(2);
/** Of the media, in which it is given: as a camera does. */
const GIVEN_MS = 2000;
const recordings = join(disk, 'recordings');
const run = (command: string, ...args: string[]) => promisify(execFile)(command, args);

const remount = (mode: 'ro' | 'rw') => run('mount', '-o', `remount,${mode}`, disk);
const mountAgain = () => run('mount', '-o', 'loop,errors=remount-ro', image, disk);

interface Trouble {
  /** Before the session starts. */
  before?(): Promise<unknown>;
  begin(): Promise<unknown>;
  /** Told meanwhile, in this order. */
  codes: string[];
  end(): Promise<unknown>;
}

const TROUBLES: Record<string, Trouble> = {
  readOnly: { before: () => remount('ro'), begin: async () => {}, codes: ['diskReadOnly'], end: () => remount('rw') },
  /** As a card does that fails: what is open gives errors, and the kernel makes the rest read-only. */
  faulty: {
    begin: async () => {
      const { stdout } = await run('findmnt', '-no', 'SOURCE', disk);
      await writeFile(`/sys/fs/ext4/${basename(stdout.trim())}/trigger_fs_error`, '1');
    },
    codes: ['diskReadOnly'],
    end: async () => {
      await run('umount', disk);
      await mountAgain();
    },
  },
  unmounted: { begin: () => run('umount', '-l', disk), codes: ['diskGone'], end: mountAgain },
  removed: { begin: () => rm(recordings, { recursive: true }), codes: ['diskGone'], end: async () => {} },
  hanging: {
    begin: () => run('fsfreeze', '-f', disk),
    codes: ['diskSlow'],
    end: () => run('fsfreeze', '-u', disk),
  },
  stalled: {
    begin: () => run('fsfreeze', '-f', disk),
    codes: ['diskSlow', 'diskStalled'],
    end: () => run('fsfreeze', '-u', disk),
  },
};
const { before, begin, codes, end } = TROUBLES[trouble] as Trouble;

const hub = new TagHub({ clock: systemClock });
const { logger } = createLog(() => {});
const journal = new Journal({
  clock: systemClock,
  logger,
  hub,
  folder: recordings,
  minFreeBytes: () => 0,
  onChange: () => {},
});
const bytes = await readFile(media);
let given = 0;
let giving = true;
async function give(): Promise<void> {
  while (giving) {
    const source = hub.openSource();
    source.push(Buffer.from(bytes));
    source.close();
    given += 1;
    await sleep(pace === 'fast' ? GIVEN_MS / 80 : GIVEN_MS);
  }
}

async function until(code: string | null): Promise<void> {
  const deadlineMs = performance.now() + 45_000;
  const told = () => journal.status.reason?.code ?? null;
  const isThere = () => told() === code && (code !== null || journal.status.phase === 'recording');
  while (performance.now() < deadlineMs && !isThere()) await sleep(50);
  console.log(JSON.stringify({ phase: journal.status.phase, code: told() }));
}

await before?.();
journal.ensureStarted('talk');
const done = give();
if (!before) {
  await until(null);
  await sleep(3000);
}
await begin();
for (const code of codes) await until(code);
if (trouble === 'unmounted') console.log(JSON.stringify({ belowTheDisk: await readdir(disk) }));
await end();
await until(null);
await sleep(3000);
giving = false;
await done;
await journal.ensureStopped();
console.log(JSON.stringify({ given }));
for (const name of await readdir(join(recordings, 'talk')))
  await copyFile(join(recordings, 'talk', name), join(out, name));
process.exit(0);
