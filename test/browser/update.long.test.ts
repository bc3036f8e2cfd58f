/** An update on a phone: sent, tested, used, and the way back offered. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { SMALL } from '../tools/box/device.ts';
import { OWN_VERSION, UpdateBox } from '../tools/box/update-box.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';
import { openAsTechnician, sidewaysScroll } from '../tools/browser/technician.ts';

const deb = (buffer: Buffer) => ({ name: 'pupitre.deb', mimeType: 'application/octet-stream', buffer });

test('a technician updates the box, and sees a refusal, the test and the new version', async (t) => {
  const ending: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const clear of ending.reverse()) await clear();
  });
  const after = { after: (clear: () => Promise<void>) => void ending.push(clear) };
  const box = await UpdateBox.make(after, { camera: SMALL, microphone: { device: 'test' } });
  const key = await box.keys.make('association');
  await box.trust(key);
  await box.start();
  const { page, complaints } = await openAsTechnician(await openBrowser(t), box.box);
  await page.goto(`${box.box.url}/#box`);

  await page
    .getByLabel(`Package (.deb), newer than ${OWN_VERSION}`)
    .setInputFiles(deb(await box.pack({ version: '0.9.0', key, isEmpty: true })));
  await page.getByRole('button', { name: 'Send the update' }).click();
  await page.getByText('This is version 0.9.0, older than 1.0.0').waitFor();

  await page.getByLabel('Package (.deb)').setInputFiles(deb(await box.pack({ version: '1.1.0', key })));
  await page.getByRole('button', { name: 'Send the update' }).click();
  await page.getByText(/Version 1\.1\.0 is being tested, \d+.?s left/).waitFor();
  assert.equal(await sidewaysScroll(page), 0);
  // The page of the new version has come by itself.
  await page.getByText('Package (.deb), newer than 1.1.0').waitFor();
  await page.getByText('Version 1.1.0 has passed its test and runs.').waitFor();
  await page.getByRole('button', { name: 'Back to 1.0.0' }).waitFor();
  assert.equal(await sidewaysScroll(page), 0);
  assert.deepEqual(await accessFaults(page), []);
  assert.deepEqual(complaints, []);
});
