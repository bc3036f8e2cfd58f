/** The whole chain as its people meet it: pressed on the page in a browser, watched by a viewer in a browser. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { openBrowser } from '../tools/browser/browser.ts';

const PATIENCE_MS = 60_000;

/** What the viewer's video shows where the clock of the test picture is, as numbers. */
const clockPixels = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(video, 0, 0, 320, 180);
    return [...context.getImageData(60, 120, 200, 60).data];
  });

test('pressed on the page, seen by a viewer with a running clock, stopped, recorded, listed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-browser-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const server = await startServer({ folder: join(folder, 'server'), keys: { secret: 'salle' } });
  t.after(() => server.stop());
  const device = await startDevice(t, {
    settings: {
      room: { name: 'Salle de test', language: 'fr' },
      destinations: [
        { id: 'main', url: server.rtmpUrl, streamKey: server.streamKey('salle'), watchUrl: server.hlsUrl('salle') },
      ],
    },
  });
  const browser = await openBrowser(t);
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  const technician = await context.newPage();
  technician.on('pageerror', (error) => faults.push(error.message));

  await t.test('the technician chooses the password and starts', async () => {
    await technician.goto(device.url);
    await technician.getByRole('button', { name: 'Choose a password' }).click();
    await technician.locator('dialog input[type=password]').fill('a long password');
    await technician.keyboard.press('Enter');
    await technician.getByRole('button', { name: /^start/i }).click();
    await technician.getByText('Recording', { exact: true }).waitFor();
    await device.waitFor('on air', ({ destinations }) => destinations[0]?.phase === 'live');
  });

  await t.test('a viewer sees the clock run, and nothing of the key', async () => {
    const viewer = await context.newPage();
    viewer.on('pageerror', (error) => faults.push(error.message));
    const asked: string[] = [];
    viewer.on('request', (request) => asked.push(request.url()));
    await viewer.goto(server.watchUrl('salle'));
    await viewer.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);
    const before = {
      pixels: await clockPixels(viewer),
      time: await viewer.evaluate(() => document.querySelector('video')?.currentTime ?? 0),
    };
    await viewer.waitForFunction((time) => (document.querySelector('video')?.currentTime ?? 0) > time + 2, before.time);
    const after = await clockPixels(viewer);
    const changed = after.filter((value, at) => Math.abs(value - (before.pixels[at] ?? 0)) > 60).length;
    assert.ok(changed > 20, `${changed} values of the clock changed`);
    assert.deepEqual(
      asked.filter((url) => url.includes('secret')),
      [],
    );
    await viewer.close();
  });

  await t.test(
    'the technician sees that viewers see it and how far behind; and why not, once they do not',
    async () => {
      await technician.locator('.lamp.live.solid').getByText('Viewers see it').waitFor();
      await technician.getByText(/^Viewers see it, \d+\s?s behind$/).waitFor();
      const live = join(folder, 'server/web/live');
      await rm(live, { recursive: true });
      await writeFile(live, '');
      await technician.getByText('Viewers do not see it').waitFor();
      await technician.getByText(/gives an error \(404\): they do not see the talk/).waitFor();
      await technician.locator('.lamp.live.slow').waitFor();
      await rm(live);
      await technician.locator('.lamp.live.solid').waitFor();
    },
  );

  await t.test('off the record and after the stop it says what viewers see in place of the room', async () => {
    await technician.getByRole('switch', { name: /Off the record/ }).click();
    await technician.getByText('Viewers see the slate').waitFor();
    assert.equal(await technician.getByText(/^Viewers see it/).count(), 0);
    await technician.getByRole('switch').click();
    await technician.getByText(/^Viewers see it, /).waitFor();
  });

  await t.test('held on the page it stops; the recording is listed with its picture and plays', async () => {
    const button = technician.getByRole('button', { name: /hold/i }).first();
    await button.hover();
    await technician.mouse.down();
    await device.waitFor('the end slate', ({ session }) => session.phase === 'ending');
    await technician.mouse.up();
    await technician.getByText('Viewers see the end picture', { exact: true }).waitFor();
    device.press('end');
    await device.waitFor('the end', ({ session }) => session.phase === 'ready');
    await technician.getByRole('link', { name: 'Recordings' }).click();
    await technician.getByRole('button', { name: 'Play' }).first().click();
    await technician.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);
    await technician.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('img.poster')?.naturalWidth ?? 0) > 0,
    );
  });
  assert.deepEqual(faults, []);
});
