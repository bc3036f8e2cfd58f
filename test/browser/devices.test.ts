/** Camera and microphone are seen and heard in a real browser before they are chosen. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { PASSWORD, startDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';

const PATIENCE_MS = 40_000;

/** Mean red, green and blue of the picture; null while there is none. */
const colour = (page: Page) =>
  page.evaluate(() => {
    const image = document.querySelector<HTMLImageElement>('.trial img');
    if (!image?.complete || image.naturalWidth === 0) return null;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
  });

async function waitForColour(page: Page, what: string, fits: (red: number, green: number, blue: number) => boolean) {
  const deadline = performance.now() + PATIENCE_MS;
  let last: number[] | null = null;
  while (performance.now() < deadline) {
    last = await colour(page);
    if (last && fits(last[0] ?? 0, last[1] ?? 0, last[2] ?? 0)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`${what}: the last picture was ${last}`);
}

test('what is selected is shown and heard, and used only when that is said', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-devices-'));
  t.after(() => rm(folder, { recursive: true }));
  const red = join(folder, 'red.mkv');
  const words = `-v error -f lavfi -i color=red:size=320x180:rate=15 -f lavfi -i sine=frequency=1000:sample_rate=48000 -t 3 -c:v mjpeg -c:a pcm_s16le ${red}`;
  execFileSync('ffmpeg', words.split(' '));
  const device = await startDevice(t, {
    settings: { camera: { device: `replay:${red}`, width: 320, height: 180, framesPerSecond: 15 } },
  });
  await device.logIn();
  const browser = await openBrowser(t);
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 360, height: 640 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  let trials = 0;
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"trial","on":true')) trials += 1;
    });
  });
  await page.goto(`${device.url}/#devices`);
  await page.locator('main').getByRole('button', { name: 'Log in' }).click();
  await page.getByLabel('Password of the box').fill(PASSWORD);
  await page.keyboard.press('Enter');

  await t.test('first of all what the settings say', async () => {
    await page
      .getByRole('radio', { name: `replay:${red}` })
      .and(page.locator(':checked'))
      .waitFor();
    await waitForColour(page, 'red', (r, g, b) => r > 150 && g < 60 && b < 60);
    await page.getByText('Good level').waitFor();
    await page.waitForTimeout(1000);
    assert.equal(trials, 1, 'asked for once, whatever is shown');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      faults.push(...(await accessFaults(page)));
    }
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  });

  await t.test('another camera is seen, and nothing has changed', async () => {
    device.press('short');
    await device.waitFor('a session runs meanwhile', ({ recording }) => recording.phase === 'recording');
    await page.getByRole('radio', { name: /Test picture/ }).check();
    await waitForColour(page, 'the test picture', (r, _, b) => b > r);
    await page.getByText('nothing has changed yet').waitFor();
    const { camera } = (await device.ask('GET', '/api/settings')).body as { camera: { device: string } };
    assert.equal(camera.device, `replay:${red}`);
    assert.equal((await device.state()).camera.name, red);
  });

  await t.test('no camera is said, an automatic choice that finds nothing too', async () => {
    await page.getByRole('radio', { name: /^None/ }).check();
    await page.getByText('Voice only, no picture').waitFor();
    await page
      .getByRole('radio', { name: /^Automatic/ })
      .first()
      .check();
    await page
      .locator('.faults')
      .getByText(/camera/)
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await waitForColour(page, 'red again', (r, g, b) => r > 150 && g < 60 && b < 60);
  });

  await t.test('used when that is said', async () => {
    await page.getByRole('radio', { name: /Test picture/ }).check();
    await page.getByRole('button', { name: 'Use these' }).click();
    await device.waitFor('the test picture is in use', ({ camera }) => camera.name === 'test' && camera.phase === 'ok');
    await page.getByText('nothing has changed yet').waitFor({ state: 'detached' });
    const { camera } = (await device.ask('GET', '/api/settings')).body as { camera: { device: string } };
    assert.equal(camera.device, 'test');
    assert.equal((await device.state()).session.phase, 'running');
  });

  await t.test('left alone, it ends', async () => {
    await page.getByRole('link', { name: 'Recordings' }).click();
    await device.waitFor('the session goes on', ({ session }) => session.phase === 'running');
    const deadline = performance.now() + PATIENCE_MS;
    while ((await device.workers()).some(({ role }) => role === 'trial')) {
      assert.ok(performance.now() < deadline, 'the trial has a worker still');
      await page.waitForTimeout(100);
    }
  });
  assert.deepEqual(faults, []);
});
