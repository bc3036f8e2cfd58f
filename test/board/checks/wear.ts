/** What a box at rest costs its processor, and what a talk writes to its card: figures, on demand. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '../room.ts';

const REST_SECONDS = 60;
const TALK_SECONDS = 120;
/** As the kernel counts, whatever the disk's own sectors are. */
const SECTOR_BYTES = 512;

export function wearChecks(room: () => Room): void {
  const cpuSeconds = async () => Number(await room().board.sh('systemctl show pupitre -p CPUUsageNSec --value')) / 1e9;
  /** Of all that the board writes, its log and the file system's journal too. */
  const written = async () =>
    Number(await room().board.sh("sync; awk '{ print $7 }' /sys/block/vda/stat")) * SECTOR_BYTES;

  test('at rest the camera is not open, and nothing is coded', async (t) => {
    await room().settle();
    await sleep(REST_SECONDS * 500);
    const [before, writtenBefore] = [await cpuSeconds(), await written()];
    await sleep(REST_SECONDS * 1000);
    const percent = (((await cpuSeconds()) - before) / REST_SECONDS) * 100;
    const bytes = (await written()) - writtenBefore;
    t.diagnostic(
      `at rest: ${percent.toFixed(1)} % of a core of this board, ${(bytes / 1000).toFixed(0)} kB written a minute`,
    );
    assert.equal(await room().board.sh("find /proc/[0-9]*/fd -lname '/dev/video*' 2>/dev/null | wc -l"), '0');
  });

  test('a talk is written once', async (t) => {
    await room().settle();
    const before = await written();
    const id = await room().startTalk();
    await sleep(TALK_SECONDS * 1000);
    const { mp4, parts } = await room().stopTalk(id);
    const [bytes, { size }] = [(await written()) - before, await stat(mp4)];
    assert.equal(parts.length, 1);
    t.diagnostic(
      `${(size / 1e6).toFixed(1)} MB recorded, ${(bytes / 1e6).toFixed(1)} MB written: ${((bytes - size) / TALK_SECONDS / 1000).toFixed(0)} kB/s beside the media`,
    );
    assert.ok(bytes < 2 * size + TALK_SECONDS * 60_000, 'not a second time');
  });
}
