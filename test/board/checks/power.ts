/** The plug pulled while it records; the power-off of the page. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { packetsOf } from '../../tools/measures/ffprobe.ts';
import { flvTags } from '../../tools/measures/flv-counts.ts';
import { type Room, secondsSince } from '../room.ts';

/** What the product may lose of a recording when the power goes. */
const LOST_SECONDS = 2;

/** `bootAfterPowerOff`: in place of the board's own. */
export function powerChecks(room: () => Room, bootAfterPowerOff?: () => Promise<unknown>): void {
  pulledPlugCheck(room);
  powerOffCheck(room, bootAfterPowerOff);
}

export function pulledPlugCheck(room: () => Room): void {
  test('the plug is pulled while it records: the talk goes on after the boot, and is one file', async (t) => {
    await room().settle();
    const id = await room().startTalk();
    const before = await room().waitFor('ten seconds', ({ recording }) => recording.seconds >= 10);
    await room().board.cutPower();
    const bootSeconds = await room().bootAgain();
    const startedMs = performance.now();
    const { session, recording } = await room().waitFor(
      'recorded and on air again',
      ({ recording, destinations }) => recording.seconds > 0 && destinations[0]?.phase === 'live',
    );
    t.diagnostic(
      `page ${bootSeconds.toFixed(1)} s after the plug was back, on air ${secondsSince(startedMs).toFixed(1)} s later`,
    );
    assert.deepEqual([session.id, session.startedBy], [id, 'resume']);
    assert.ok(recording.parts > before.recording.parts, 'what was written is left as it was');
    await room().goesOn();
    const { mp4, parts, counts } = await room().stopTalk(id);
    const kept = (await Promise.all(parts.slice(0, before.recording.parts).map(secondsIn))).reduce(
      (sum, one) => sum + one,
    );
    t.diagnostic(`${before.recording.seconds.toFixed(1)} s were recorded, ${kept.toFixed(1)} s of them are kept`);
    assert.ok(before.recording.seconds - kept <= LOST_SECONDS, `${kept} s of ${before.recording.seconds} s kept`);
    const times = (await packetsOf(mp4)).filter(({ kind }) => kind === 'video').map(({ dts }) => dts);
    assert.ok(times.every((dts, at) => at === 0 || dts > (times[at - 1] ?? 0)));
    t.diagnostic(`one MP4 with ${counts.video} pictures of both`);
  });
}

export function powerOffCheck(room: () => Room, bootAfterPowerOff?: () => Promise<unknown>): void {
  test('power-off from the page while it records: the board goes off, and nothing of the talk is lost', async (t) => {
    await room().settle();
    const id = await room().startTalk();
    await room().keepParts(id);
    const before = await room().waitFor('five seconds', ({ recording }) => recording.seconds >= 5);
    const startedMs = performance.now();
    const { status, body } = await room().box.ask('POST', '/api/system/power-off');
    assert.equal(status, 202, JSON.stringify(body));
    await room().board.switchedOff();
    t.diagnostic(`off ${secondsSince(startedMs).toFixed(1)} s after the order`);
    await room().bootAgain(bootAfterPowerOff);
    const { session } = await room().box.state();
    assert.equal(session.phase, 'ready', 'a talk that was ended is not resumed');
    const { mp4 } = await room().finished(id);
    const seconds = Math.max(...(await packetsOf(mp4)).map(({ pts }) => pts));
    assert.ok(seconds >= before.recording.seconds, `${seconds} s of ${before.recording.seconds} s`);
  });
}

async function secondsIn(part: string): Promise<number> {
  const times = (await flvTags(part)).filter(({ kind }) => kind !== 'script').map(({ timestampMs }) => timestampMs);
  return times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / 1000;
}
