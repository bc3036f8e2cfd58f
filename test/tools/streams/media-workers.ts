/** Real worker processes, from the sources, without a service. */
import { join } from 'node:path';
import type { WorkerLink } from '../../../device/media/worker/worker-link.ts';
import { WorkerPool, type Workers } from '../../../device/media/worker/worker-pool.ts';
import type { WorkerEvent } from '../../../device/media/worker/worker-protocol.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import type { Ending } from '../ending.ts';

const ENTRY = ['--import', 'tsx', join(import.meta.dirname, '../../../device/media/worker-main.ts')];
/** Of the process that joins a recording. */
export const JOIN_ENTRY = [
  '--import',
  'tsx',
  join(import.meta.dirname, '../../../device/media/journal/join-worker.ts'),
];

export interface MediaWorkers extends Workers {
  /** How many have ended without having been asked and without a last word. */
  crashes(): number;
}

/** All of them are gone when the test is over. */
export function mediaWorkers(t: Ending): MediaWorkers {
  const { logger } = createLog(() => {});
  let crashes = 0;
  const pool = new WorkerPool({
    onCrashed: () => {
      crashes++;
    },
    clock: systemClock,
    logger,
    entry: ENTRY,
    wanted: { video: 0, audio: 0, publish: 0 },
    onUsable: () => {},
  });
  const taken: WorkerLink[] = [];
  t.after(async () => {
    pool.close();
    for (const worker of taken) worker.kill();
    await Promise.all(taken.map(({ ended }) => ended));
  });
  const kept = (worker: WorkerLink) => {
    taken.push(worker);
    return worker;
  };
  return {
    acquire: (role) => kept(pool.acquire(role)),
    spawn: () => kept(pool.spawn()),
    prepare: (role, text) => pool.prepare(role, text),
    gstreamer: pool.gstreamer,
    crashes: () => crashes,
  };
}

/** Everything the worker says from now on, in order. */
export function eventsOf(worker: WorkerLink): WorkerEvent[] {
  const events: WorkerEvent[] = [];
  worker.onEvent((event) => events.push(event));
  return events;
}
