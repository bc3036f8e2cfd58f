/** The technician's page as a volunteer uses it, in a real browser: choose a password, start, hold to stop. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { openApiBox, PASSWORD } from '../../tools/api-box.ts';
import { recordingNamed } from '../../tools/fake-collaborators.ts';

/** One small JPEG that a browser decodes (1 x 1, grey). */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

test('the page, from the first visit to the end of a seminar', async (t) => {
  const webUiFolder = await mkdtemp(join(tmpdir(), 'pupitre-page-'));
  t.after(() => rm(webUiFolder, { recursive: true }));
  await build({
    configFile: fileURLToPath(new URL('../../../web-ui/vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    build: { outDir: webUiFolder, emptyOutDir: true },
  });
  const { fake, folder, listen } = await openApiBox(t, { webUiFolder });
  const videoPath = join(folder, 'part-0001.flv');
  await writeFile(videoPath, 'FLV');
  fake.videos = [recordingNamed('old', { title: 'Old talk', state: 'parts', videoPath })];
  const address = await listen();

  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  // A refusal of the page's own policy is a console error; a 401 is too, and is meant here.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });

  await page.goto(address);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByLabel(/New password/).fill(PASSWORD);
  await page.getByRole('button', { name: 'Save' }).click();

  // What needed the password is done as soon as there is one.
  const stop = page.getByRole('button', { name: /Hold 3 s to stop/ });
  await stop.waitFor();
  assert.equal(fake.state.session.phase, 'running');
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, 'scrolls sideways');

  await page.getByRole('button', { name: 'Chapter mark' }).click();
  await page.getByText('1 chapter').waitFor();
  await page.getByRole('switch', { name: /Off the record/ }).click();
  await page.getByRole('switch', { checked: true }).waitFor();
  assert.equal(fake.state.session.offTheRecord, true);

  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('Waiting for a picture').waitFor();
  fake.pictures.tell(JPEG);
  await page.getByRole('img', { name: 'Picture' }).waitFor({ state: 'attached' });
  fake.levels.tell({ rmsDb: -20, peakDb: -9 });
  await page.getByText('Good level').waitFor();

  // A tap does not stop; holding does.
  await stop.click();
  assert.equal(fake.state.session.phase, 'running');
  await stop.hover();
  await page.mouse.down();
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await page.mouse.up();
  assert.equal(fake.state.session.phase, 'ending');
  await page.getByRole('button', { name: 'End now' }).click();
  await page.getByRole('button', { name: 'Start' }).waitFor();

  // Removing asks once more.
  await page.getByRole('button', { name: 'Delete' }).click();
  assert.equal(fake.videos.length, 1);
  await page.getByRole('button', { name: 'Delete for ever?' }).click();
  await page.getByText('None yet').waitFor();
  assert.equal(fake.videos.length, 0);

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByText('Log in to see the recordings').waitFor();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByLabel('Password of the box').fill('not the password');
  await page.locator('form').getByRole('button', { name: 'Log in' }).click();
  await page.getByText('This is not the password').waitFor();
  assert.deepEqual(complaints, []);
});
