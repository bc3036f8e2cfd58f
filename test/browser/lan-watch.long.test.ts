/** A viewer in the room: one page, opened before the talk and never touched again. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { type Device, startDevice } from '../tools/box/device.ts';
import { openBrowser } from '../tools/browser/browser.ts';

const PATIENCE_MS = 60_000;

const shows = (page: Page, state: string) =>
  page.waitForFunction((wanted) => document.body.dataset.state === wanted, state, { timeout: PATIENCE_MS });

/** The picture moves: two seconds of it, from wherever it is now. */
async function plays(page: Page): Promise<void> {
  const from = await page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
  await page.waitForFunction(
    (before) => {
      const now = document.querySelector('video')?.currentTime ?? 0;
      // A new worker may start its times anew.
      return now > before + 2 || (now < before - 1 && now > 2);
    },
    from,
    { timeout: PATIENCE_MS },
  );
}

/** Longer than what a player holds ready. */
async function playsOn(page: Page): Promise<void> {
  for (let times = 0; times < 6; times++) await plays(page);
}

/** How bright the middle of the picture is, 0 to 255: the test picture and the slates differ by far. */
const brightness = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(document.querySelector('video') as HTMLVideoElement, 0, 0, 320, 180);
    const { data } = context.getImageData(20, 20, 40, 20);
    return data.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0) / ((data.length / 4) * 3);
  });

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PUPITRE_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/lan-watch-${name}.png` });
}

async function untilOnAir(device: Device): Promise<void> {
  await device.waitFor('running', ({ session }) => session.phase === 'running');
}

test('a page opened before the talk follows it to the end, through a crash, without a touch', async (t) => {
  const device = await startDevice(t, {
    settings: {
      room: { name: 'Amphi A', language: 'fr' },
      camera: { device: 'test', width: 640, height: 360, framesPerSecond: 15 },
    },
  });
  const browser = await openBrowser(t);
  const faults: string[] = [];
  const open = async (locale: string, viewport: { width: number; height: number }) => {
    const page = await (await browser.newContext({ locale, viewport })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    await page.goto(`${device.url}/watch`);
    return page;
  };
  const page = await open('fr-FR', { width: 360, height: 640 });
  const desk = await open('en-GB', { width: 1280, height: 800 });

  await t.test('before', async () => {
    await shows(page, 'waiting');
    assert.equal(await page.locator('h1').textContent(), 'Amphi A');
    assert.match((await page.locator('#headline').textContent()) ?? '', /n'a pas encore commencé/);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, 'scrolls sideways');
    await picture(page, 'phone-before');
    await picture(desk, 'desk-before');
    assert.equal((await device.workers()).filter(({ role }) => role === 'lan').length, 0, 'nothing is made for nobody');
  });

  let talk = 0;
  await t.test('the talk', async () => {
    device.press('short');
    await untilOnAir(device);
    await shows(page, 'onAir');
    await plays(page);
    await plays(desk);
    assert.equal((await device.workers()).filter(({ role }) => role === 'lan').length, 1, 'one worker for all');
    talk = await brightness(page);
    await picture(page, 'phone-talk');
    await picture(desk, 'desk-talk');
  });

  await t.test('off the record', async () => {
    device.press('double');
    await shows(page, 'offTheRecord');
    assert.match((await page.locator('#note').textContent()) ?? '', /hors antenne/);
    const deadline = performance.now() + PATIENCE_MS;
    let now = await brightness(page);
    while (Math.abs(now - talk) < 15 && performance.now() < deadline) {
      await page.waitForTimeout(250);
      now = await brightness(page);
    }
    assert.ok(Math.abs(now - talk) >= 15, `the slate is seen: ${now} beside ${talk} in the talk`);
    await picture(page, 'phone-off');
    await picture(desk, 'desk-off');
    device.press('double');
    await shows(page, 'onAir');
  });

  await t.test('a worker that is killed', async () => {
    const before = await device.worker('lan');
    process.kill(before, 'SIGKILL');
    await device.waitFor('on air', ({ session }) => session.phase === 'running');
    assert.notEqual(await device.worker('lan'), before);
    await playsOn(page);
    await shows(page, 'onAir');
  });

  await t.test('the service is killed and comes back', async () => {
    await device.kill();
    await shows(page, 'lost');
    await picture(page, 'phone-lost');
    await device.start();
    await device.waitForPage();
    await untilOnAir(device);
    await shows(page, 'onAir');
    await playsOn(page);
    await playsOn(desk);
  });

  await t.test('the end slate, and after', async () => {
    device.press('hold');
    await shows(page, 'ending');
    assert.notEqual(await page.locator('#note').textContent(), '');
    await picture(page, 'phone-ending');
    device.press('end');
    await shows(page, 'over');
    await picture(page, 'phone-over');
    await picture(desk, 'desk-over');
    await device.waitFor('over', ({ session }) => session.phase === 'ready');
    assert.equal((await device.workers()).filter(({ role }) => role === 'lan').length, 0);
  });

  await t.test('whoever comes after the end is told of it', async () => {
    for (const [locale, headline] of [
      ['fr-FR', "L'exposé est terminé."],
      ['en-GB', 'The talk is over.'],
    ] as const) {
      const late = await open(locale, { width: 360, height: 640 });
      await shows(late, 'over');
      assert.equal(await late.locator('#headline').textContent(), headline);
      await picture(late, `late-${locale}`);
      await late.close();
    }
  });

  await t.test('the next talk', async () => {
    device.press('short');
    await shows(page, 'onAir');
    await plays(page);
    await plays(desk);
  });
  assert.deepEqual(faults, []);
});
