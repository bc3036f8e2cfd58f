/** The help sheet: in the room's language, its codes read by a reader, on one A5 page. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { startDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';
import { openAsTechnician, sidewaysScroll } from '../tools/browser/technician.ts';

const readQrCode = createRequire(import.meta.url)('jsqr') as typeof import('jsqr').default;
/** 148 x 210 mm in points. */
const A5 = [419.5, 595.3] as const;

/** The picture of it on the screen, as a phone's camera would get it, given to a reader. */
async function scanned(code: Locator): Promise<string | undefined> {
  const png = (await code.screenshot()).toString('base64');
  const blank = await code.page().context().newPage();
  const { data, width, height } = await blank.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    return {
      ...{ width: image.width, height: image.height },
      data: [...context.getImageData(0, 0, image.width, image.height).data],
    };
  }, png);
  await blank.close();
  return readQrCode(Uint8ClampedArray.from(data), width, height)?.data;
}

const codes = async (page: Page) => {
  const found: (string | undefined)[] = [];
  for (const code of await page.locator('.qr').all()) found.push(await scanned(code));
  return found;
};

/** Chromium writes a PDF's page objects as plain text. */
function pagesOf(pdf: Buffer): number[][] {
  return [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, ...size]) =>
    size.map(Number),
  );
}

test('the help sheet of a French room, opened by an English reader', async (t) => {
  const device = await startDevice(t, {
    settings: {
      // As long as a name may be: it must still fit.
      room: { name: `Amphithéâtre ${'Évariste Galois '.repeat(4)}`.padEnd(80, 'x').slice(0, 80), language: 'fr' },
      destinations: [
        {
          id: 'main',
          url: 'rtmp://127.0.0.1:9/live',
          watchUrl: 'https://stream.example.org/live/amphi-a.m3u8',
          enabled: false,
        },
      ],
    },
  });
  const browser = await openBrowser(t);
  const { page, complaints } = await openAsTechnician(browser, device, { viewport: { width: 900, height: 1000 } });
  await page.goto(`${device.url}/#box`);
  const [sheet] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Help sheet to print' }).click(),
  ]);
  await sheet.getByRole('heading', { level: 1 }).waitFor();

  await t.test('speaks the language of the room, and the other when asked', async () => {
    await sheet.getByText('Maintenir 3 s').waitFor();
    await sheet.getByLabel('Langue').selectOption({ label: 'English' });
    await sheet.getByText('Hold 3 s').waitFor();
    await sheet.getByLabel('Language').selectOption({ label: 'Français' });
    await sheet.getByText('Maintenir 3 s').waitFor();
    await sheet.getByText('Ensuite : un chapitre.').waitFor();
    await sheet.getByText('maintenir 10 s au démarrage').waitFor();
    assert.equal(await sheet.evaluate(() => document.documentElement.lang), 'fr');
  });

  await t.test('its codes lead to the page, the watch page and the public page', async () => {
    const address = `http://${await sheet.locator('.address').first().textContent()}`;
    assert.equal(new URL(address).port, String(device.port));
    assert.deepEqual(await codes(sheet), [address, `${address}/watch`, 'https://stream.example.org/watch/amphi-a']);
    await sheet.getByLabel('Page publique').fill('');
    assert.equal((await codes(sheet)).length, 2);
    await sheet.getByLabel('Page publique').fill('https://example.org/direct');
    assert.equal((await codes(sheet)).at(-1), 'https://example.org/direct');
  });

  await t.test('who to call stays in this browser', async () => {
    await sheet.getByLabel('Qui appeler').fill('Permanence informatique, poste 12 34');
    await sheet.reload();
    await sheet.getByText('Permanence informatique, poste 12 34').waitFor();
    const { body } = await device.ask('GET', '/api/settings');
    assert.ok(!JSON.stringify(body).includes('Permanence'));
  });

  await t.test('one A5 page, without the choices above it', async () => {
    const pages = pagesOf(await sheet.pdf({ preferCSSPageSize: true }));
    assert.equal(pages.length, 1);
    A5.forEach((wanted, at) => {
      assert.ok(Math.abs((pages[0]?.[at] ?? 0) - wanted) < 1, `${pages[0]}`);
    });
    await sheet.emulateMedia({ media: 'print' });
    assert.equal(await sheet.locator('.tools').isVisible(), false);
    assert.equal((await codes(sheet)).length, 3);
    assert.ok((await codes(sheet)).every(Boolean), 'codes read as printed');
    await sheet.emulateMedia({ media: 'screen' });
  });

  await t.test('reachable for everybody, also on a phone', async () => {
    assert.deepEqual(await accessFaults(sheet), []);
    await sheet.setViewportSize({ width: 360, height: 640 });
    assert.equal(await sidewaysScroll(sheet), 0);
    assert.deepEqual(await accessFaults(sheet), []);
  });
  assert.deepEqual(complaints, []);
});
