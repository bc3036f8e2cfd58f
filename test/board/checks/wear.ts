/** What a box at rest costs its processor, and what a talk writes to its card: figures, on demand. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import type { Room } from '../room.ts';
import { writtenBytes } from '../written-bytes.ts';

const REST_SECONDS = 60;
/** Some lines of the log, with what a file system writes for them. */
const MOST_BYTES_AT_REST = 200_000;
const BEGINNING_SECONDS = 20;
const TALK_SECONDS = 120;
/** Twice what is written beside the media of a talk that is written once (23 kB/s on an emulated board). */
const MOST_BESIDE_BYTES = 45_000 * TALK_SECONDS;
const SHORT_SECONDS = 10;
const CUTS_LATER_SECONDS = [0, 0.05];

export function wearChecks(room: () => Room): void {
  const cpuSeconds = async () => Number(await room().board.sh('systemctl show pupitre -p CPUUsageNSec --value')) / 1e9;
  const written = () => writtenBytes(room().board);

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
    t.diagnostic(
      await room().board.sh(`journalctl --no-pager -o short-monotonic --since -${REST_SECONDS}s | tail -n 10`),
    );
    assert.ok(bytes < MOST_BYTES_AT_REST);
    assert.equal(await room().board.sh("find /proc/[0-9]*/fd -lname '/dev/video*' 2>/dev/null | wc -l"), '0');
  });

  test('a talk is written once', async (t) => {
    await room().settle();
    const id = await room().startTalk();
    // The first talk of a boot also writes down what GStreamer has found.
    await sleep(BEGINNING_SECONDS * 1000);
    const recorded = async () =>
      Number(await room().board.sh(`stat -c %s ${room().board.stateFolder}/recordings/${id}/part-0001.flv`));
    const [before, recordedBefore] = [await written(), await recorded()];
    await sleep(TALK_SECONDS * 1000);
    const [during, recordedDuring] = [(await written()) - before, (await recorded()) - recordedBefore];
    const { mp4, parts } = await room().stopTalk(id);
    const [bytes, { size }] = [(await written()) - before, await stat(mp4)];
    assert.equal(parts.length, 1);
    const media = size - recordedBefore;
    t.diagnostic(
      `${((during - recordedDuring) / TALK_SECONDS / 1000).toFixed(1)} kB/s written beside ${(recordedDuring / TALK_SECONDS / 1000).toFixed(1)} kB/s recorded; ${bytes} bytes for ${media} until it is one MP4`,
    );
    assert.ok(bytes < media + MOST_BESIDE_BYTES, 'not a second time');
  });

  test('the power goes as a part gets its front: it is joined after the boot, and nothing is missing', async (t) => {
    const { board } = room();
    for (const laterSeconds of CUTS_LATER_SECONDS) {
      await room().settle();
      const id = await room().startTalk();
      const { recording } = await room().waitFor('some seconds', (status) => status.recording.seconds >= SHORT_SECONDS);
      // It sees the first byte change within microseconds, and the kernel goes without a sync.
      const part = `${board.stateFolder}/recordings/${id}/part-0001.flv`;
      const watch = `do { open F, "<", "${part}"; read F, $first, 1; close F } while $first eq "F"; select undef, undef, undef, ${laterSeconds}; open B, ">", "/proc/sysrq-trigger"; syswrite B, "b"`;
      await board.sh(`systemd-run -q --collect perl -e '${watch}'`);
      await board.sh(`mkdir -p ${board.stateFolder}/kept/${id}; ln ${part} ${board.stateFolder}/kept/${id}/`);
      assert.equal((await room().box.ask('POST', '/api/session/stop', { now: true })).status, 200);
      await board.switchedOff();
      await room().bootAgain();
      const { mp4, counts } = await room().finished(id);
      const seconds = Math.max(...(await packetsOf(mp4)).map(({ pts }) => pts));
      t.diagnostic(`cut ${laterSeconds} s after the room was made: ${seconds.toFixed(1)} s, ${JSON.stringify(counts)}`);
      assert.ok(seconds >= recording.seconds, `${seconds} s of ${recording.seconds} s`);
    }
  });
}
