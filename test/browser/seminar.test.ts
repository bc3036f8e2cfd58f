/** The first screen as a volunteer with a phone meets it, in front of the real service. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { PASSWORD, startDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';
import { startRtmpServer } from '../tools/servers/rtmp-server.ts';

const PHONE = { width: 360, height: 640 };
const PATIENCE_MS = 40_000;

/** The preview where the clock of the test picture is, as numbers; empty while there is none. */
const clockPixels = (page: Page) =>
  page.evaluate(() => {
    const image = document.querySelector<HTMLImageElement>('.screen img');
    if (!image?.complete || image.naturalWidth === 0) return [];
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0, 320, 180);
    return [...context.getImageData(60, 120, 200, 60).data];
  });

/** Waits until the clock in the picture shows something else than now. */
async function assertClockRuns(page: Page): Promise<void> {
  const before = await clockPixels(page);
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const now = await clockPixels(page);
    if (now.length > 0 && now.filter((value, at) => Math.abs(value - (before[at] ?? 0)) > 60).length > 20) return;
    await page.waitForTimeout(200);
  }
  assert.fail('the clock in the picture stands still');
}

async function hold(page: Page, whileHeld: () => Promise<unknown>): Promise<void> {
  await page.getByRole('button', { name: /Hold 3 s to stop/ }).hover();
  await page.mouse.down();
  await whileHeld();
  await page.mouse.up();
}

test('a talk from a phone: claimed, started, marked, hidden, stopped, taken back, ended, played', async (t) => {
  const server = await startRtmpServer('accept');
  t.after(() => server.close());
  const device = await startDevice(t, {
    settings: {
      room: { name: 'Amphi A', language: 'fr' },
      destinations: [{ id: 'main', name: 'Server', url: server.url, streamKey: 'key' }],
    },
  });
  const browser = await openBrowser(t);
  const context = await browser.newContext({ locale: 'en-GB', viewport: PHONE });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  // A refusal of the page's own policy is a console error; a 401 is too, and is meant here.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  const faults: string[] = [];
  const look = async (state: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      faults.push(...(await accessFaults(page)).map((fault) => `${state}, ${colorScheme}: ${fault}`));
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= PHONE.width, `${state}: ${wide} px wide`);
  };
  /** Everything of the first screen ends above the navigation. */
  const assertWithoutScrolling = async (...names: string[]) => {
    const navigation = await page.getByRole('navigation').boundingBox();
    for (const name of ['.screen', '.meter', '.lamps', '.big', ...names]) {
      const box = await page.locator(name).first().boundingBox();
      assert.ok(box && navigation && box.y + box.height <= navigation.y, `${name} ends at ${box?.y}`);
    }
  };

  await t.test('what was pressed without a password is done as soon as there is one', async () => {
    await page.goto(device.url);
    await page.getByText('The picture is shown once a password has been chosen.').waitFor();
    assert.equal(await page.getByText(/Log in/).count(), 0, 'there is nothing to log in with');
    await page.locator('.lamp.live').getByText('Not on air').waitFor();
    await page.getByLabel('Title (may be left empty)').fill('Curves');
    await look('unclaimed');
    await page.getByLabel('Title (may be left empty)').press('Enter');
    await page.getByRole('dialog', { name: 'Choose a password' }).waitFor();
    await page.getByLabel(/New password/).fill('short');
    await page.keyboard.press('Enter');
    assert.equal(
      await page.getByLabel(/New password/).evaluate((field: HTMLInputElement) => field.validity.valid),
      false,
    );
    await look('password');
    await page.getByLabel(/New password/).fill(PASSWORD);
    await page.getByRole('button', { name: 'Choose this password' }).click();
    await page.getByRole('button', { name: /Hold 3 s to stop/ }).waitFor();
    const { session } = await device.waitFor('it runs', ({ session: { phase } }) => phase === 'running');
    assert.deepEqual([session.title, session.startedBy], ['Curves', 'page']);
  });

  await t.test('picture, sound, lamps and time are seen to move, without scrolling', async () => {
    await page.getByText('Recording', { exact: true }).waitFor();
    await assertClockRuns(page);
    await page.getByText('Good level').waitFor();
    const loudness = Number(
      await page.getByRole('meter', { name: 'Sound', exact: true }).getAttribute('aria-valuenow'),
    );
    assert.ok(Math.abs(loudness + 17) < 3, `${loudness} dB`);
    await page.locator('.lamp.rec.solid').waitFor();
    await page.locator('.lamp.live.slow').waitFor();
    const before = await page.locator('.big time').textContent();
    await page.waitForFunction((time) => document.querySelector('.big time')?.textContent !== time, before);
    await page.waitForTimeout(200);
    await assertWithoutScrolling('.pair');
    await look('running');
  });

  await t.test('chapter mark and off the record', async () => {
    await page.getByLabel('Chapter title (may be left empty)').fill('First proof');
    await page.getByRole('button', { name: 'Chapter mark' }).click();
    await page.getByText('1 chapter').waitFor();
    await page.getByLabel('Chapter title (may be left empty)').fill('Second proof');
    await page.keyboard.press('Enter');
    await page.getByText('2 chapters').waitFor();
    const { session } = await device.state();
    assert.deepEqual(
      session.marks.map(({ label }) => label),
      ['First proof', 'Second proof'],
    );
    const row = await page.locator('.pair').boundingBox();
    await page.getByRole('switch', { name: /Off the record/ }).click();
    await page.getByRole('switch', { checked: true, name: /neither shown nor recorded/ }).waitFor();
    assert.deepEqual(await page.locator('.pair').boundingBox(), row, 'nothing moves under the thumb');
    await page.locator('.lamp.live.privacy').waitFor();
    await look('off the record');
    await page.getByRole('switch').click();
    await page.getByRole('switch', { checked: false }).waitFor();
  });

  await t.test('a tap does not stop, holding does, and a press takes it back', async () => {
    await page.getByRole('button', { name: /Hold 3 s to stop/ }).click();
    await page.getByText('A short press does not stop: hold for 3 s').first().waitFor();
    assert.equal((await device.state()).session.phase, 'running');
    await page.getByRole('button', { name: /Hold 3 s to stop/ }).waitFor();
    await hold(page, () => page.getByRole('button', { name: /Go on/ }).waitFor());
    const { session } = await device.state();
    assert.equal(session.phase, 'ending');
    assert.ok(session.undoSeconds !== null && session.undoSeconds > 0 && session.undoSeconds <= 20);
    await look('ending');
    await page.getByRole('button', { name: /Go on/ }).click();
    await page.getByRole('button', { name: /Hold 3 s to stop/ }).waitFor();
    await device.waitFor('it goes on in a second part', ({ recording }) => recording.parts === 2);
  });

  await t.test('the finger that held is lifted on what stands there then: it does not take the stop back', async () => {
    const client = await context.newCDPSession(page);
    const box = await page.getByRole('button', { name: /Hold 3 s to stop/ }).boundingBox();
    const touchPoints = [{ x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 40 }];
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await page.getByRole('button', { name: /Go on/ }).waitFor();
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.waitForTimeout(1000);
    assert.equal((await device.state()).session.phase, 'ending');
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByRole('button', { name: /Hold 3 s to stop/ }).waitFor();
  });

  await t.test(
    'by keyboard alone: the focus stays with the button, and a key that is still down does nothing',
    async () => {
      const focused = () => page.evaluate(() => document.activeElement?.className ?? '');
      for (const key of ['Enter', 'Space']) {
        await page.getByRole('button', { name: /Hold 3 s to stop/ }).focus();
        await page.keyboard.down(key);
        await page.getByRole('button', { name: /Go on/ }).waitFor();
        // A key that is down repeats.
        await page.keyboard.down(key);
        await page.keyboard.up(key);
        await page.waitForTimeout(500);
        assert.equal((await device.state()).session.phase, 'ending', key);
        assert.match(await focused(), /big/);
        if (key === 'Enter') {
          await page.keyboard.press('Enter');
          await page.getByRole('button', { name: /Hold 3 s to stop/ }).waitFor();
          assert.match(await focused(), /big/);
        }
      }
      await page.getByRole('button', { name: 'End now' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /^Start/ }).waitFor();
    },
  );

  await t.test('the recording plays, seeks, jumps to its chapter and is deleted after a second question', async () => {
    await device.waitForLine('joined', (line) => line.includes('"recording joined"'));
    const [{ id }] = ((await device.ask('GET', '/api/recordings')).body as { recordings: [{ id: string }] }).recordings;
    const file = join(device.recordingFolder(id), 'session.json');
    const gaps = [
      { atSeconds: 0.5, missingSeconds: 12.4, lost: 'everything' },
      { atSeconds: 3600, missingSeconds: null, lost: 'everything' },
      { atSeconds: 3700, missingSeconds: 65, lost: 'picture' },
    ];
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), gaps }));
    await page.getByRole('link', { name: 'Recordings' }).click();
    await page.getByRole('heading', { name: 'Curves' }).waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    const video = page.locator('video');
    await video.evaluate((element: HTMLVideoElement) => {
      element.muted = true;
    });
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5);
    const places = (await page.locator('.chapters li').allTextContents()).map((text) => text.trim());
    assert.equal(places[0], '0:00 Interruption: 12\u00a0s missing');
    assert.match(places[1] ?? '', /First proof$/);
    assert.match((await video.getAttribute('poster')) ?? '', /\/poster$/);
    assert.deepEqual(places.slice(-2), [
      '1:00:00 Interruption of unknown length',
      '1:01:40 No picture for 65\u00a0s, the sound goes on',
    ]);
    await look('recordings');
    await page.getByRole('button', { name: /First proof/ }).click();
    const atSeconds = (await video.evaluate((element: HTMLVideoElement) => element.currentTime)) ?? 0;
    assert.ok(atSeconds >= 1, `${atSeconds} s`);
    const end = await video.evaluate((element: HTMLVideoElement) => {
      element.currentTime = element.duration - 1;
      return element.duration;
    });
    await page.waitForFunction((total) => (document.querySelector('video')?.currentTime ?? 0) > total - 1, end);
    assert.equal(await video.evaluate((element: HTMLVideoElement) => element.error), null);
    await page.waitForFunction(() => (document.querySelector<HTMLImageElement>('img.poster')?.naturalWidth ?? 0) > 0);
    await page.getByRole('button', { name: /^Delete / }).click();
    assert.equal(((await device.ask('GET', '/api/recordings')).body as { recordings: [] }).recordings.length, 1);
    await page.getByRole('button', { name: /^Delete for ever/ }).click();
    await page.getByText('None yet').waitFor();
  });

  await t.test('logged out it shows no picture and no recordings; a wrong password is said', async () => {
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('Log in to see the recordings.').waitFor();
    await page.locator('main').getByRole('button', { name: 'Log in' }).click();
    await page.getByLabel('Password of the box').fill('not the password');
    await page.locator('form').getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('This is not the password').waitFor();
    await look('wrong password');
    await page.getByLabel('Password of the box').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('None yet').waitFor();
  });

  await t.test('in French, chosen on the page and kept', async () => {
    await page.getByRole('link', { name: 'Talk' }).click();
    await page.getByRole('button', { name: 'Français' }).click();
    await page.getByRole('button', { name: /^Démarrer/ }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Démarrer/ }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
    await assertWithoutScrolling('.control input');
    await look('French');
  });

  await t.test('the service is killed: the page says that it is old, and is back by itself', async () => {
    await page.getByRole('button', { name: /^Démarrer/ }).click();
    await page.locator('.big time').waitFor();
    await assertClockRuns(page);
    await device.kill();
    await page.getByText('Le boîtier ne répond pas').waitFor();
    assert.equal(await page.locator('.screen img').count(), 0, 'no old picture');
    assert.ok(await page.locator('main').evaluate((main: HTMLElement) => main.inert));
    const frozen = await page.locator('.big time').textContent();
    await page.waitForTimeout(2000);
    assert.equal(await page.locator('.big time').textContent(), frozen);
    await device.start();
    await page.getByText('Le boîtier ne répond pas').waitFor({ state: 'detached' });
    await page.getByText('Enregistre', { exact: true }).waitFor();
    const { session } = await device.state();
    assert.equal(session.startedBy, 'resume');
  });

  assert.deepEqual(faults, []);
  const unmeant = complaints.filter((text) => !/ERR_CONNECTION_REFUSED|WebSocket connection/.test(text));
  assert.deepEqual(unmeant, []);
});
