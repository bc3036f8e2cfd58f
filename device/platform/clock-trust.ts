/** Whether the wall clock can be believed. A board without a clock of its own starts with the time it last saved. */
import { existsSync } from 'node:fs';

const TIMESYNC_FOLDER = '/run/systemd/timesync';

/** Where timesyncd keeps the time, only its word counts; elsewhere somebody else takes care of it. */
export function isClockTrusted(folder = TIMESYNC_FOLDER): boolean {
  return !existsSync(folder) || existsSync(`${folder}/synchronized`);
}
