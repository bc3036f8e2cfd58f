import type { TestContext } from 'node:test';
import type { Status } from '../../device/api/contract/status.ts';
import { type Room, secondsSince } from './room.ts';

/** Waits until the status fits, and tells how long that took. */
export async function measured(
  t: TestContext,
  room: Room,
  what: string,
  fits: (status: Status) => boolean,
): Promise<Status> {
  const startedMs = performance.now();
  const status = await room.waitFor(what, fits);
  t.diagnostic(`${what} after ${secondsSince(startedMs).toFixed(1)} s`);
  return status;
}
