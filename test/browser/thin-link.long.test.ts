/** A viewer's browser on the shipped page while the box's link becomes thin: it plays on through all quality levels. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrowser } from '../tools/browser/browser.ts';
import { onAirThroughThinLink, WHOLE_KBPS } from '../tools/links/thin-link.ts';

const LOOK_MS = 250;
/** A player that starves for pictures stands still for good (half a minute and more); one that is behind goes on by itself. */
const LONGEST_STILL_MS = 15_000;

test('the page plays on while the picture shrinks to a thumbnail and grows again', { timeout: 240_000 }, async (t) => {
  const { device, relay, server } = await onAirThroughThinLink(t);
  const page = await (await openBrowser(t)).newPage();
  await page.goto(server.watchUrl('room'));
  const look = () =>
    page.evaluate(() => {
      const video = document.querySelector('video');
      return { playedMs: (video?.currentTime ?? 0) * 1000, width: video?.videoWidth ?? 0 };
    });
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 3, null, { timeout: 60_000 });

  let [stillMs, longestStillMs, last] = [0, 0, await look()];
  const [first, widths, startMs] = [last, new Set([last.width]), performance.now()];
  const watch = async (isOver: () => boolean) => {
    while (!isOver()) {
      await sleep(LOOK_MS);
      const now = await look();
      stillMs = now.playedMs > last.playedMs ? 0 : stillMs + LOOK_MS;
      longestStillMs = Math.max(longestStillMs, stillMs);
      widths.add(now.width);
      last = now;
    }
  };
  const watchFor = (ms: number) => {
    const overMs = performance.now() + ms;
    return watch(() => performance.now() > overMs);
  };
  relay.setKbps(300);
  await watchFor(8000);
  relay.setKbps(60);
  await watchFor(20_000);
  // Now and then it tries whether there is room for stills.
  assert.match((await device.state()).destinations[0]?.level ?? '', /^(voice|stills)$/);
  relay.setKbps(WHOLE_KBPS);
  let isFull = false;
  const full = device.waitFor('all again', ({ destinations }) => destinations[0]?.level === 'full', 60_000);
  void full.then(() => {
    isFull = true;
  });
  await watch(() => isFull);
  await full;
  // What a player holds ready is of before.
  await watchFor(15_000);

  const [playedMs, tookMs] = [last.playedMs - first.playedMs, performance.now() - startMs];
  t.diagnostic(`played ${Math.round(playedMs)} ms of ${Math.round(tookMs)}, longest stand-still ${longestStillMs} ms`);
  assert.ok(longestStillMs < LONGEST_STILL_MS, `it stood still for ${longestStillMs} ms`);
  assert.ok(playedMs > tookMs * 0.6, `it played ${playedMs} ms of ${tookMs}`);
  assert.ok(widths.has(160) && widths.has(640), `pictures were ${[...widths]} wide`);
  assert.equal(last.width, 640);
});
