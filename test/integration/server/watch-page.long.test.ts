/** The viewers' page in a real browser: it waits, plays, says what is wrong and comes back by itself. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { chromium, type Page } from 'playwright-core';
import { startServer } from '../../../image/server/local-server.ts';
import { eventually } from '../../tools/eventually.ts';
import { publish } from './publisher.ts';

const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const BROWSER = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Versions differ in what they allow; the refusal is played below.
  '--autoplay-policy=no-user-gesture-required',
];

async function room(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-watch-'));
  const server = await startServer({ folder, keys: { [KEY]: 'amphi-a' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  return {
    server,
    address: `${server.rtmpUrl}/${server.streamKey('amphi-a')}`,
  };
}

/** `faults`: errors of the page itself, and requests its content policy refused. */
async function open(
  t: TestContext,
  address: string,
  locale: string,
  allowsSound = true,
): Promise<{ page: Page; faults: string[] }> {
  const browser = await chromium.launch({
    executablePath: BROWSER,
    args: FLAGS,
  });
  t.after(() => browser.close());
  const page = await browser.newPage({
    locale,
    viewport: { width: 900, height: 640 },
  });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  if (!allowsSound) await page.addInitScript({ content: REFUSE_SOUND_UNTIL_CLICKED });
  await page.goto(address);
  return { page, faults };
}

/** What browsers do on sites they do not know. Runs in the page, so it is text. */
const REFUSE_SOUND_UNTIL_CLICKED = `
  const play = HTMLMediaElement.prototype.play;
  let clicked = false;
  addEventListener('click', () => { clicked = true; }, { capture: true });
  HTMLMediaElement.prototype.play = function () {
    if (clicked || this.muted) return play.call(this);
    return Promise.reject(new DOMException('not allowed', 'NotAllowedError'));
  };
`;

const shows = (page: Page, state: string) =>
  eventually(`the page to be ${state}`, async () => (await page.locator('body').getAttribute('data-state')) === state);

const position = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);

async function plays(page: Page) {
  const from = await position(page);
  await eventually('two seconds of playing', async () => (await position(page)) > from + 2);
}

test('the page waits, plays, tells of an interruption and resumes by itself', async (t) => {
  const { server, address } = await room(t);
  const { page, faults } = await open(t, server.watchUrl('amphi-a'), 'en-GB', false);
  await shows(page, 'waiting');
  assert.equal(await page.locator('h1').textContent(), 'amphi-a');
  assert.equal(await page.locator('#state').textContent(), 'Not on air yet');

  const first = publish(t, address);
  await shows(page, 'onAir');
  await plays(page);
  assert.equal(await page.evaluate(() => document.querySelector('video')?.videoHeight), 180);
  // The browser allowed no sound without a press: the picture moves and the page offers the sound.
  assert.ok(await page.locator('#listen').isVisible());
  await page.locator('#listen').click();
  assert.equal(await page.evaluate(() => document.querySelector('video')?.muted), false);
  await eventually('the button gone', async () => !(await page.locator('#listen').isVisible()));

  await first.stop();
  await shows(page, 'paused');
  assert.match((await page.locator('#headline').textContent()) ?? '', /stopped sending/);
  publish(t, address);
  await shows(page, 'onAir');
  await plays(page);

  server.kill('SIGKILL');
  await shows(page, 'lost');
  await server.restart();
  publish(t, address);
  await shows(page, 'onAir');
  await plays(page);
  assert.deepEqual(faults, []);
});

test('a stream without a picture plays as voice only, in French for a French reader', async (t) => {
  const { server, address } = await room(t);
  publish(t, address, { picture: false });
  const { page, faults } = await open(t, server.watchUrl('amphi-a'), 'fr-FR');
  await shows(page, 'onAir');
  await plays(page);
  await eventually('voice only is said', () => page.locator('#voice').isVisible());
  assert.equal(await page.locator('#voice').textContent(), 'Son seul');
  assert.equal(await page.locator('#state').textContent(), 'En direct');
  assert.equal(await page.evaluate(() => document.querySelector('video')?.muted), false);
  assert.ok(!(await page.locator('#listen').isVisible()));
  assert.deepEqual(faults, []);
});

test('an address without a room says so', async (t) => {
  const { server } = await room(t);
  const { page, faults } = await open(t, `${server.httpUrl}/watch/`, 'en');
  await eventually('the sentence', async () =>
    /room's name is missing/.test((await page.locator('#headline').textContent()) ?? ''),
  );
  assert.deepEqual(faults, []);
});
