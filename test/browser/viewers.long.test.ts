/** Viewers at the server, from before a talk to after it: what the page says is what is the case, on a telephone and a desk. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';

const PATIENCE_MS = 60_000;
const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const TITLE = "L'énergie <b>& la matière</b>";

const shows = (page: Page, state: string) =>
  page.waitForFunction((wanted) => document.body.dataset.state === wanted, state, { timeout: PATIENCE_MS });
const text = async (page: Page, id: string) => (await page.locator(`#${id}`).textContent()) ?? '';

/** Two seconds of it. */
async function plays(page: Page): Promise<void> {
  const position = () => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
  const from = await position();
  await page.waitForFunction((at) => (document.querySelector('video')?.currentTime ?? 0) > at + 2, from, {
    timeout: PATIENCE_MS,
  });
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PUPITRE_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/viewers-${name}.png` });
}

test('viewers are told the truth from before the talk to after it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-viewers-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: 'amphi-a' } });
  t.after(() => server.stop());
  const device = await startDevice(t, {
    settings: {
      room: { name: 'Amphi A', language: 'fr' },
      camera: { device: 'test', width: 640, height: 360, framesPerSecond: 15 },
      destinations: [
        // As a technician pastes it.
        {
          id: 'main',
          url: server.rtmpUrl,
          streamKey: server.streamKey('amphi-a'),
          watchUrl: server.watchUrl('amphi-a'),
        },
      ],
    },
  });
  const browser = await openBrowser(t);
  const faults: string[] = [];
  const open = async (path: string, locale: string, viewport: { width: number; height: number }) => {
    const page = await (await browser.newContext({ locale, viewport })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    await page.goto(`${server.httpUrl}${path}`);
    return page;
  };
  const phone = await open('/watch/amphi-a', 'fr-FR', { width: 360, height: 740 });
  const desk = await open('/watch/Amphi-A/', 'en-GB', { width: 1280, height: 800 });
  const both = async (name: string) => {
    await picture(phone, `phone-${name}`);
    await picture(desk, `desk-${name}`);
  };

  await t.test('before: it waits, under the name that people call the room by', async () => {
    for (const page of [phone, desk]) await shows(page, 'waiting');
    await phone.waitForFunction(() => document.querySelector('h1')?.textContent === 'Amphi A');
    await both('before');
  });

  await t.test('on air: the title, as text', async () => {
    const { status } = await device.ask('POST', '/api/session/start', { title: TITLE });
    assert.equal(status, 200);
    for (const page of [phone, desk]) {
      await shows(page, 'onAir');
      await plays(page);
      assert.equal(await text(page, 'title'), TITLE);
      assert.ok((await page.title()).startsWith(TITLE));
    }
    assert.ok((await phone.evaluate(() => document.documentElement.scrollWidth)) <= 360, 'scrolls sideways');
    assert.deepEqual(await accessFaults(phone), []);
    await both('on-air');
    await phone.setViewportSize({ width: 740, height: 360 });
    await picture(phone, 'phone-on-its-side');
    await phone.setViewportSize({ width: 360, height: 740 });
  });

  await t.test('off the record: that, and nothing of what it is about', async () => {
    device.press('double');
    for (const page of [phone, desk]) {
      await shows(page, 'offTheRecord');
      assert.equal(await text(page, 'title'), '');
    }
    const told = await (await fetch(`${server.httpUrl}/live/amphi-a.json`)).text();
    assert.ok(!told.includes('nergie'), told);
    await both('off-the-record');
    device.press('double');
    await shows(phone, 'onAir');
    await phone.waitForFunction((title) => document.querySelector('#title')?.textContent === title, TITLE);
  });

  await t.test('the box is killed: cut, also for those who come now; and back', async () => {
    await device.kill();
    await shows(phone, 'cut');
    assert.match(await text(phone, 'headline'), /interrompue/);
    const late = await open('/watch/amphi-a', 'en-GB', { width: 800, height: 600 });
    await shows(late, 'cut');
    await both('cut');
    await device.start();
    await device.waitForPage();
    for (const page of [phone, desk, late]) {
      await shows(page, 'onAir');
      await plays(page);
    }
    await both('resumed');
  });

  await t.test('the end slate, then the end: over, and no picture stands', async (end) => {
    device.press('hold');
    await shows(phone, 'ending');
    await both('ending');
    const endedMs = performance.now();
    device.press('end');
    await Promise.all([phone, desk].map((page) => shows(page, 'over')));
    end.diagnostic(`over ${((performance.now() - endedMs) / 1000).toFixed(1)} s after the end`);
    assert.equal(await text(phone, 'headline'), "L'exposé est terminé.");
    assert.equal(await text(desk, 'headline'), 'The talk is over.');
    assert.equal(await text(phone, 'title'), TITLE);
    assert.equal(await phone.evaluate(() => document.querySelector('video')?.readyState), 0);
    const late = await open('/watch/amphi-a', 'en-GB', { width: 800, height: 600 });
    await shows(late, 'over');
    await both('over');
    await phone.waitForTimeout(10_000);
    assert.equal(await phone.evaluate(() => document.body.dataset.state), 'over');
  });

  await t.test('the next talk, without a picture: it plays, without the title of before', async () => {
    await device.ask('PATCH', '/api/settings', { camera: { device: 'none' } });
    const seen: string[] = [];
    await phone.exposeFunction('note', (state: string) => seen.push(state));
    await phone.evaluate(() => {
      const { note } = window as unknown as { note(state: string | undefined): void };
      new MutationObserver(() => note(document.body.dataset.state)).observe(document.body, { attributes: true });
    });
    device.press('short');
    for (const page of [phone, desk]) {
      await shows(page, 'onAir');
      await plays(page);
      assert.equal(await text(page, 'title'), '');
    }
    assert.deepEqual(
      seen.filter((state) => !['over', 'waiting', 'onAir'].includes(state)),
      [],
      'no cut is told where there was none',
    );
    await phone.locator('#voice').waitFor();
    await both('voice-only');
    const front = await open('/', 'fr-FR', { width: 360, height: 740 });
    await front.getByRole('link', { name: 'Amphi A' }).waitFor();
    await picture(front, 'phone-front');
    assert.deepEqual(await accessFaults(front), []);
    const wrong = await open('/watch/amphi-z', 'fr-FR', { width: 360, height: 740 });
    await shows(wrong, 'wrongRoom');
    assert.match(await text(wrong, 'headline'), /pas de salle de ce nom/);
    await wrong.getByRole('link', { name: 'Amphi A' }).waitFor();
    await picture(wrong, 'phone-wrong-room');
    await wrong.getByRole('link', { name: 'Amphi A' }).click();
    await shows(wrong, 'onAir');
  });

  await t.test('an end from one press to the next is told within seconds', async (end) => {
    const endedMs = performance.now();
    device.press('end');
    await Promise.all([phone, desk].map((page) => shows(page, 'over')));
    end.diagnostic(`over ${((performance.now() - endedMs) / 1000).toFixed(1)} s after a stop at once`);
    const front = await open('/', 'en-GB', { width: 800, height: 600 });
    await front.getByText('No room is on air').waitFor();
    await picture(front, 'desk-front');
  });
  assert.deepEqual(faults, []);
});
