import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { TagHub } from '../../../device/media/hub/tag-hub.ts';
import { startJoinProcess } from '../../../device/media/journal/join-process.ts';
import { Joiner } from '../../../device/media/journal/joiner.ts';
import { Journal } from '../../../device/media/journal/journal.ts';
import { RecordingLibrary } from '../../../device/media/journal/recording-library.ts';
import { RecordingLifecycle } from '../../../device/media/journal/recording-lifecycle.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import type { Child } from '../../../device/supervise/child.ts';
import { eventually } from '../../tools/eventually.ts';
import { flvSource } from '../../tools/samples/flv-source.ts';
import { type FlvOptions, makeFlv } from '../../tools/samples/make-flv.ts';
import { JOIN_ENTRY, mediaWorkers } from '../../tools/streams/media-workers.ts';

export const ID = '2026-10-05T14-00-00-cells';
export const FACTS = {
  title: 'Cells',
  startedAt: '2026-10-05T12:00:00.000Z',
  marks: [{ atSeconds: 1, label: 'Start' }],
};

export async function box(
  t: TestContext,
  {
    minFreeBytes = 0,
    onJoin = () => {},
    under = tmpdir(),
  }: { minFreeBytes?: number; onJoin?: (process: Child) => void; under?: string } = {},
) {
  const folder = await mkdtemp(join(under, 'pupitre-journal-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const log: string[] = [];
  const { logger } = createLog((line) => log.push(line));
  const hub = new TagHub({ clock: systemClock });
  const room = { minFreeBytes };
  const common = {
    clock: systemClock,
    logger,
    folder,
    minFreeBytes: () => room.minFreeBytes,
    isClockTrusted: () => true,
    onChange: () => {},
  };
  const journal = new Journal({ ...common, hub });
  const workers = mediaWorkers(t);
  const lifecycle = new RecordingLifecycle();
  const joiner = new Joiner({
    ...common,
    lifecycle,
    startProcess: () => {
      const process = startJoinProcess(JOIN_ENTRY);
      onJoin(process);
      return process;
    },
    workers,
    onCrashed: () => {},
  });
  const library = new RecordingLibrary({ folder, running: () => null, joiner, lifecycle });
  t.after(() => joiner.close());
  t.after(() => journal.ensureStopped());
  const own = join(folder, ID);
  return {
    folder,
    own,
    log,
    hub,
    room,
    journal,
    joiner,
    library,
    lifecycle,
    workers,
    names: async () => (await readdir(own)).sort(),
    parts: async () =>
      (await readdir(own))
        .filter((name) => name.endsWith('.flv'))
        .sort()
        .map((name) => join(own, name)),
    join: async () => {
      joiner.add(ID);
      await eventually('the joiner is done', async () => !joiner.isBusyWith(ID));
    },
    recording: () => eventually('recording', async () => journal.status.phase === 'recording'),
  };
}

/** FLV of this kind, made once. */
const made = new Map<string, Buffer>();
export async function flv(t: TestContext, options: FlvOptions = {}): Promise<Buffer> {
  const key = JSON.stringify(options);
  let bytes = made.get(key);
  if (!bytes) {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-flv-'));
    t.after(() => rm(folder, { recursive: true }));
    makeFlv(join(folder, 'a.flv'), options);
    bytes = await readFile(join(folder, 'a.flv'));
    made.set(key, bytes);
  }
  return bytes;
}

export function push(hub: TagHub, bytes: Buffer): void {
  const source = flvSource(hub);
  for (let at = 0; at < bytes.length; at += 10_000) source.push(bytes.subarray(at, at + 10_000));
  source.close();
}
