/** When a publication is given up, with a clock that is moved by hand and a small process in the place of the worker. */

import assert from 'node:assert/strict';
import test, { after, type TestContext } from 'node:test';
import { TagHub } from '../../../../device/media/hub/tag-hub.ts';
import { LINK } from '../../../../device/media/publisher/link-probe.ts';
import { PublishAttempt } from '../../../../device/media/publisher/publish-attempt.ts';
import { PIPE_COUNT } from '../../../../device/media/worker/pipes.ts';
import { WorkerLink } from '../../../../device/media/worker/worker-link.ts';
import type { LinkState } from '../../../../device/transport/transport.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';
import { keyframe, sound, soundHeader, videoHeader } from '../../../tools/samples/flv-samples.ts';
import { flvSource } from '../../../tools/samples/flv-source.ts';
import { endChildren, smallChild } from '../../supervise/small-child.ts';

after(endChildren);

/** Takes orders and never reads its media; says what it is told to say. */
const WORKER = `process.on('message', (message) => { if (message.say) process.send(message.say); });`;

async function attempt(t: TestContext) {
  const clock = new FakeClock();
  const child = smallChild(WORKER, { streamPipes: PIPE_COUNT });
  t.after(() => child.kill());
  const hub = new TagHub({ clock });
  let live = 0;
  const worker = new WorkerLink(child, clock);
  const publication = new PublishAttempt({
    clock,
    hub,
    worker,
    id: 'main',
    sender: { url: 'rtmp://host/live', streamKey: 'key', passphrase: '' },
    adaptation: null,
    limits: () => ({ hasPicture: true, hasReduced: true, fullKbps: 2000, floorKbps: 250 }),
    best: () => ({ video: 'full', audio: 'full' }),
    onSent: () => {},
    onQuality: () => {},
    onKeyframeNeeded: () => {},
    onLive: () => live++,
  });
  const source = flvSource(hub);
  source.push(Buffer.concat([videoHeader(), soundHeader()]));
  let reported = 0;
  child.onMessage(() => reported++);
  let atMs = 0;
  return {
    clock,
    source,
    isLive: () => live > 0,
    /** The worker reports so many bytes, of a server that acknowledges each 8 kB. */
    async report(sent: number, acknowledged: number, told: Partial<LinkState> = {}): Promise<void> {
      const before = reported;
      const link: LinkState = { sent, acknowledged, delivered: acknowledged, slackBytes: 8192, ...told };
      child.send({ say: { type: 'probe', name: LINK.probe, news: link } });
      while (reported === before && !child.isGone) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    /** More than any pipe takes: from now on something waits. */
    fill(): void {
      for (let n = 0; n < 10; n++) {
        source.push(Buffer.concat([keyframe(atMs, { size: 500_000 }), sound(atMs)]));
        atMs += 33;
      }
    },
    ended: () => publication.ended,
  };
}

const isPending = async (promise: Promise<unknown>) =>
  (await Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 100, 'pending'))])) === 'pending';

test('it is live once the server has taken more than the words of the connection', async (t) => {
  const { report, isLive } = await attempt(t);
  await report(5000, 0);
  assert.equal(isLive(), false);
  await report(20_000, 0);
  assert.equal(isLive(), true);
});

test('a source that pauses is no stall of the server, nor is the moment in which it goes on', async (t) => {
  const { clock, report, fill, ended } = await attempt(t);
  await report(20_000, 20_000);
  for (let second = 0; second < 20; second++) {
    clock.advance(1000);
    await report(20_000, 20_000);
  }
  fill();
  clock.advance(1000);
  assert.ok(await isPending(ended()));
  for (let second = 1; second < 20; second++) {
    await report(20_000 + second * 100_000, 20_000 + second * 90_000);
    clock.advance(1000);
  }
  assert.ok(await isPending(ended()), 'it takes what waits, slowly');
});

test('the last sound of a capture that is gone waits for a picture and is no stall of the server', async (t) => {
  const { clock, report, source, ended } = await attempt(t);
  await report(20_000, 20_000);
  source.push(sound(10));
  source.push(sound(31));
  for (let second = 0; second < 20; second++) {
    clock.advance(1000);
    await report(20_000, 20_000);
  }
  assert.ok(await isPending(ended()));
});

test('a server that takes nothing more while something waits has stalled', async (t) => {
  const { clock, report, fill, ended } = await attempt(t);
  await report(20_000, 0);
  fill();
  for (let second = 0; second < 4; second++) {
    clock.advance(1000);
    await report(20_000, 0);
  }
  assert.ok(await isPending(ended()));
  clock.advance(1000);
  const end = await ended();
  assert.ok(end.why === 'stalled');
  assert.match(end.tech, /20000 bytes were sent, 0 acknowledged/);
});

test('where the server acknowledges, bytes that only go into buffers on the way are no progress', async (t) => {
  const { clock, report, ended } = await attempt(t);
  await report(20_000, 16_000);
  // Growing by the second and never acknowledged again.
  let sent = 20_000;
  for (let second = 0; second < 4; second++) {
    clock.advance(1000);
    sent += 100_000;
    await report(sent, 16_000);
  }
  assert.ok(await isPending(ended()));
  for (let second = 0; second < 4; second++) {
    clock.advance(1000);
    sent += 100_000;
    await report(sent, 16_000);
  }
  assert.equal((await ended()).why, 'stalled');
});

test('a server that freezes while little is sent is found within 6 s', async (t) => {
  const { clock, report, ended } = await attempt(t);
  const VOICE_BYTES_PER_MS = 10;
  await report(20_000, 16_384);
  await report(24_576, 24_576);
  let waitedMs = 0;
  for (let sent = 24_576; waitedMs < 6000 && (await isPending(ended())); waitedMs += 250) {
    clock.advance(250);
    sent += 250 * VOICE_BYTES_PER_MS;
    await report(sent, 24_576);
  }
  assert.equal((await ended()).why, 'stalled');
  assert.ok(waitedMs >= 4500, 'not before it owed an answer for a while');
});

test('a server that acknowledges in large steps only is judged by what the kernel has sent', async (t) => {
  const { clock, report, ended } = await attempt(t);
  const kernel = (delivered: number) => ({ delivered, slackBytes: 0 });
  await report(5_100_000, 5_000_000, kernel(5_100_000));
  let sent = 5_100_000;
  // 2 Mb/s: the next acknowledgement is due after 20 s.
  for (let second = 0; second < 19; second++) {
    clock.advance(1000);
    sent += 250_000;
    await report(sent, 5_000_000, kernel(sent - 20_000));
  }
  assert.ok(await isPending(ended()));
  for (let second = 0; second < 7; second++) {
    clock.advance(1000);
    await report(sent + 250_000, 5_000_000, kernel(sent - 20_000));
  }
  assert.equal((await ended()).why, 'stalled');
});

test('a worker that reports no more hangs, whatever waits, and the server is not to blame', async (t) => {
  const { clock, report, ended } = await attempt(t);
  await report(20_000, 16_000);
  clock.advance(4000);
  assert.ok(await isPending(ended()));
  clock.advance(2000);
  assert.equal((await ended()).why, 'boxBusy');
});

test('one that is never accepted is given up after a while, unless there is nothing to send', async (t) => {
  const silent = await attempt(t);
  const waiting = await attempt(t);
  waiting.fill();
  for (const { clock } of [silent, waiting]) for (let second = 0; second < 16; second++) clock.advance(1000);
  // Nor did its worker say anything in all that time.
  assert.equal((await waiting.ended()).why, 'boxBusy');
  assert.ok(await isPending(silent.ended()));
});

for (const [what, everyMs, why] of [
  ['a box that has the time for it', 500, 'noAnswer'],
  ['a box that hardly gets to its work', 3000, 'boxBusy'],
] as const) {
  test(`a server that does not answer ${what}`, async (t) => {
    const { clock, report, fill, ended } = await attempt(t);
    fill();
    for (let ms = 0; ms < 16_000; ms += 500) {
      clock.advance(500);
      if (ms % everyMs === 0) await report(3000, 0);
    }
    assert.equal((await ended()).why, why);
  });

  test(`a server that takes nothing any more of ${what}`, async (t) => {
    const { clock, report, fill, ended } = await attempt(t);
    await report(20_000, 0);
    fill();
    for (let ms = 0; ms < 8000; ms += 500) {
      clock.advance(500);
      if (ms % everyMs === 0) await report(20_000, 0);
    }
    assert.equal((await ended()).why, why === 'noAnswer' ? 'stalled' : why);
  });
}
