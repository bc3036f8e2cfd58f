/** The receipt on a phone: its settings and their test, what waits to be sent, and what came of a real talk. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { freePort, startDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';
import { openAsTechnician, sidewaysScroll } from '../tools/browser/technician.ts';
import { MessageInbox } from '../tools/servers/message-inbox.ts';

test('receipts on a phone', async (t) => {
  const device = await startDevice(t, { settings: { room: { name: 'Amphi A', timeZone: 'Asia/Tokyo' } } });
  const hook = await new MessageInbox().start(t);
  const { page, complaints } = await openAsTechnician(await openBrowser(t), device);
  const field = (id: string) => page.locator(`[id="${id}"]`);
  const testButton = page.getByRole('button', { name: 'Send a test message' });

  await t.test('the settings are in the form, and the test says of each way how it went', async () => {
    await page.goto(`${device.url}/#settings`);
    await page.locator('summary', { hasText: 'Receipt after the talk' }).click();
    await testButton.click();
    await page.getByText('The settings name nobody').waitFor();
    await field('receipt.webhook.url').fill(`${hook.url}/hook`);
    await field('receipt.email.host').fill('127.0.0.1');
    await field('receipt.email.port').fill(String(await freePort()));
    await field('receipt.email.to').fill('one@example.org');
    await field('receipt.matrix.roomId').fill('no room');
    await page.getByText('Save your changes first').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/begins with an exclamation mark/).waitFor();
    await field('receipt.matrix.roomId').fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.', { exact: true }).waitFor();
    await testButton.click();
    await page.getByText('E-mail to one@example.org:').waitFor();
    await page.getByText('127.0.0.1 does not answer').waitFor();
    await page.getByText(`Webhook to ${new URL(hook.url).host}:`).waitFor();
    assert.equal(hook.taken.length, 1);
    assert.equal(await sidewaysScroll(page), 0);
    assert.deepEqual(await accessFaults(page), []);
    const shot = process.env.PUPITRE_SHOTS;
    if (shot) await page.screenshot({ path: `${shot}/receipt-settings.png`, fullPage: true });
  });

  await t.test('the receipt of a talk comes to its recording by itself, with what waits and why', async () => {
    await page.goto(`${device.url}/#recordings`);
    device.press('short');
    await device.waitFor('recording', ({ recording }) => recording.seconds >= 3);
    device.press('end');
    await page.getByRole('button', { name: 'Receipt' }).click();
    await page.getByText('1 receipt waits to be sent').click();
    await page.getByText('127.0.0.1 does not answer').waitFor();
    await page.getByText('Recorded completely.').waitFor();
    // The browser is in another zone than the box: both times are the box's.
    const [, listed = ''] =
      /(\d\d:\d\d)/.exec((await page.locator('.recordings h3').first().textContent()) ?? '') ?? [];
    await page.getByText(new RegExp(`^Start: .*${listed} (JST|GMT\\+9)$`)).waitFor();
    await page.getByText(/^SHA-256: [0-9a-f]{64}$/).waitFor();
    await page.getByText(/^Loudness: -\d+(\.\d)? LUFS/).waitFor();
    assert.equal(await sidewaysScroll(page), 0);
    assert.deepEqual(await accessFaults(page), []);
    const shot = process.env.PUPITRE_SHOTS;
    if (shot) await page.screenshot({ path: `${shot}/receipt.png`, fullPage: true });
  });

  assert.deepEqual(complaints, []);
});
