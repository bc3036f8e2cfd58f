/** A long list of recordings on the page: what is loaded at first, as one scrolls, and by the keyboard. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { prepareDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';
import { openAsTechnician, sidewaysScroll } from '../tools/browser/technician.ts';
import { makeRecordings } from '../tools/samples/many-recordings.ts';

test('a list of hundreds is loaded as its end comes near', async (t) => {
  const device = await prepareDevice(t, {});
  const folder = join(device.stateFolder, 'recordings');
  await mkdir(folder, { recursive: true });
  const ids = await makeRecordings(folder, 230);
  await device.start();
  await device.waitForPage();
  const { page, complaints } = await openAsTechnician(await openBrowser(t), device, { locale: 'fr-FR' });
  const rows = page.locator('.recordings > ul > li');
  const countIs = (count: number) =>
    page.waitForFunction((n) => document.querySelectorAll('.recordings > ul > li').length === n, count);
  await page.goto(`${device.url}/#recordings`);
  await countIs(50);
  await page.getByText('50 sur 230').waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: `${process.env.SCREENSHOT}-top.png` });
  assert.deepEqual(await accessFaults(page), []);

  await rows.last().scrollIntoViewIfNeeded();
  await countIs(100);
  // By the keyboard: the first that is new gets the focus.
  const more = page.getByRole('button', { name: 'Afficher les précédents' });
  const before = await rows.count();
  await more.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction((n) => document.querySelectorAll('.recordings > ul > li').length > n, before);
  await page.waitForFunction(() => document.activeElement?.tagName === 'H3');
  if (process.env.SCREENSHOT) await page.screenshot({ path: `${process.env.SCREENSHOT}-more.png` });
  for (let pages = 0; pages < 10 && (await rows.count()) < 230; pages++) {
    const shown = await rows.count();
    await rows.last().scrollIntoViewIfNeeded();
    await page.waitForFunction((n) => document.querySelectorAll('.recordings > ul > li').length > n, shown);
  }
  assert.equal(await rows.count(), 230);
  assert.equal(await more.count(), 0, 'there are no more');
  const links = await page
    .locator('.recordings a[download]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('download')));
  assert.deepEqual(
    links,
    ids.map((id) => `${id}.mp4`),
    'each once, newest first',
  );
  assert.equal(await sidewaysScroll(page), 0);
  // One that is removed goes, and the rest stays shown.
  await rows
    .first()
    .getByRole('button', { name: /Supprimer/ })
    .click();
  await rows
    .first()
    .getByRole('button', { name: /pour toujours/ })
    .click();
  await countIs(229);
  assert.deepEqual(
    complaints.filter((one) => !/poster/.test(one)),
    [],
  );
});
