/** Every process of the box killed at random moments of one session, two hundred times; then it must be one talk. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recording } from '../../device/api/contract/recordings.ts';
import { checkRecording } from '../../image/demo/check-recording.ts';
import { packetCounts } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { keep, keepIn } from './figures.ts';
import { missingInside } from './missing-inside.ts';
import { isWell, Talk } from './talk.ts';

const KILLS = 200;
/** One in ten takes the service itself, with all its workers. */
const SERVICE_SHARE = 0.1;
/** Long enough that it is sometimes well again and sometimes not. */
const MOST_PAUSE_MS = 2500;

export function killFaults(): void {
  test(`${KILLS} kills at random moments of one session`, { timeout: 25 * 60_000 }, async (t) => {
    const talk = await Talk.begin(t);
    const { device, id } = talk;
    const [startedMs, startedSeconds] = [performance.now(), await talk.recordedSeconds()];
    const killed = new Map<string, number>();
    const count = (what: string) => killed.set(what, (killed.get(what) ?? 0) + 1);
    let parts: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      if (Math.random() < SERVICE_SHARE) {
        count('service');
        await device.kill();
        await device.start();
      } else {
        const workers = await device.workers();
        const victim = workers[Math.floor(Math.random() * workers.length)];
        if (!victim) continue;
        count(victim.role);
        process.kill(victim.pid, 'SIGKILL');
      }
      await sleep(Math.random() * MOST_PAUSE_MS);
      parts = await device.keepParts(id);
    }
    const { session, recording } = await device.waitFor('all is well', isWell, 60_000);
    t.diagnostic(`killed: ${[...killed].map(([what, times]) => `${what} ${times}`).join(', ')}`);
    assert.equal(session.id, id, 'one session');
    await sleep(3000);
    const recorded = await talk.recordedSince(0);
    // Between two parts nothing is there that a gap could be seen in: what is missing is told by the clock.
    const lostSeconds = (performance.now() - startedMs) / 1000 - ((await talk.recordedSeconds()) - startedSeconds);
    device.press('end');
    await device.waitFor('over', ({ session: { phase } }) => phase === 'ready', 60_000);
    await device.waitForLine('joined', (line) => line.includes('recording joined'));
    const { gaps } = (await device.ask('GET', `/api/recordings/${id}`)).body as Recording;
    const mp4 = `${device.recordingFolder(id)}/recording.mp4`;
    const { plays, description } = await checkRecording(mp4);
    assert.ok(plays, description);
    const [counts, whole] = [await flvCounts(parts), await packetCounts(mp4)];
    assert.ok(whole.video >= counts.video && whole.audio >= counts.audio, 'every frame of the journal is in the MP4');
    const inside = await missingInside(parts);
    const services = killed.get('service') ?? 0;
    const sum = (seconds: number[]) => seconds.reduce((total, one) => total + one, 0);
    const perKill = (seconds: number[], kills: number) => ({
      kills: String(kills),
      'lost per kill, s': (sum(seconds) / kills).toFixed(2),
      'at most, s': Math.max(0, ...seconds).toFixed(1),
    });
    // Of what the whole talk lacks, what no pause inside a part accounts for; holes of less than a second are not listed.
    const between = Math.max(0, lostSeconds - sum(inside.voiceSeconds));
    const listed = gaps.map(({ missingSeconds }) => missingSeconds ?? Number.POSITIVE_INFINITY);
    keepIn('Kills', {
      killed: 'everything',
      ...perKill([between], services),
      'at most, s': listed.length > 0 ? Math.max(...listed).toFixed(1) : '< 1.0',
    });
    keepIn('Kills', { killed: 'a worker: voice', ...perKill(inside.voiceSeconds, KILLS - services) });
    keepIn('Kills', { killed: 'a worker: picture', ...perKill(inside.pictureSeconds, KILLS - services) });
    const { voiceGapMs, pictureGapMs } = recorded;
    t.diagnostic(
      `${recording.parts} parts, one MP4: ${JSON.stringify(whole)}; ${JSON.stringify({ ...recorded, lostSeconds })}`,
    );
    keep({
      fault: `${KILLS} kills, one MP4 of ${recording.parts} parts`,
      detectedSeconds: null,
      backSeconds: null,
      recordingLostSeconds: lostSeconds,
      voiceGapMs,
      pictureGapMs,
      viewerStoodSeconds: talk.audience.stood(),
      said: '-',
    });
  });
}
