/** The form of the settings against the real service: what is sent, what is refused, what is kept. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { type Device, PASSWORD, startDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';
import { openAsTechnician, sidewaysScroll } from '../tools/browser/technician.ts';

interface Saved {
  room: { name: string };
  camera: Record<string, unknown>;
  microphone: { gainDb: number };
  destinations: { id: string; url: string; streamKey: string; watchUrl: string }[];
}

const SERVER = {
  id: 'main',
  name: 'Server',
  url: 'rtmp://127.0.0.1:9/live',
  streamKey: 'amphi?key=wellhidden',
  enabled: false,
};
const field = (page: Page, id: string) => page.locator(`[id="${id}"]`);
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();
const saved = (page: Page) => page.getByText('Saved.', { exact: true }).waitFor();
const onDisk = async ({ settingsFile }: Device) => JSON.parse(await readFile(settingsFile, 'utf8')) as Saved;
const focusedId = (page: Page) => page.evaluate(() => document.activeElement?.id);
const openGroup = (page: Page, name: string) => page.locator('summary', { hasText: name }).click();

async function openSettings(page: Page, device: Device): Promise<void> {
  await page.goto(`${device.url}/#settings`);
  await field(page, 'room.name').waitFor();
}

test('settings on a phone', async (t) => {
  const device = await startDevice(t, { settings: { destinations: [SERVER] } });
  const { page, complaints } = await openAsTechnician(await openBrowser(t), device);
  const sent: unknown[] = [];
  const seen: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') sent.push(request.postDataJSON());
  });
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) seen.push(await response.text().catch(() => ''));
  });
  await openSettings(page, device);

  await t.test('a bad value is told at its field, which gets the focus, and nothing is changed', async () => {
    await openGroup(page, 'Camera');
    await openGroup(page, 'Microphone');
    const before = await onDisk(device);
    await field(page, 'camera.width').fill('641');
    await field(page, 'microphone.gainDb').fill('0,5');
    assert.equal(await page.getByText('2 changes, not saved').count(), 1);
    await save(page);
    await page.getByText('Nothing was saved.').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'camera.width');
    const width = field(page, 'camera.width');
    assert.equal(await width.getAttribute('aria-invalid'), 'true');
    const [said = ''] = (await width.getAttribute('aria-describedby'))?.split(' ').slice(-1) ?? [];
    assert.equal(
      await field(page, said).textContent(),
      'This must be a whole number from 320 to 1920, in steps of 64.',
    );
    assert.deepEqual(await onDisk(device), before);
  });

  await t.test('what is not saved stays while another view is looked at', async () => {
    await field(page, 'camera.width').fill('640');
    await page.getByRole('link', { name: 'Box' }).click();
    await page.getByText('No problem known.').waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    assert.equal(await field(page, 'camera.width').inputValue(), '640');
    assert.equal(await page.locator('.field.changed').count(), 2);
  });

  await t.test('only what was changed is sent', async () => {
    await save(page);
    await saved(page);
    assert.deepEqual(sent.at(-1), { camera: { width: 640 }, microphone: { gainDb: 0.5 } });
    await page.waitForFunction(() => document.activeElement?.classList.contains('save-bar'));
    const now = await onDisk(device);
    assert.deepEqual([now.camera.width, now.camera.height, now.microphone.gainDb], [640, 180, 0.5]);
    assert.equal(now.destinations[0]?.streamKey, SERVER.streamKey);
  });

  await t.test('back to the default, and everything discarded', async () => {
    await openGroup(page, 'Camera');
    await page.getByRole('button', { name: 'Back to 1280 px' }).click();
    assert.equal(await field(page, 'camera.width').inputValue(), '1280');
    await page.getByRole('button', { name: 'Discard' }).click();
    assert.equal(await field(page, 'camera.width').inputValue(), '640');
    assert.equal(await page.locator('.field.changed').count(), 0);
    assert.equal(await focusedId(page), 'camera.width');
  });

  await t.test('a server is added; a bad address is told at its place; keys are kept and never shown', async () => {
    await page.getByRole('button', { name: 'Add a server' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'destinations[1].name');
    await page.keyboard.type('Second');
    await field(page, 'destinations[1].url').fill('https://127.0.0.1/live');
    await field(page, 'destinations[1].streamKey').fill('another-hidden-one');
    await save(page);
    await page.waitForFunction(() => document.activeElement?.id === 'destinations[1].url');
    await page.getByText('This does not fit: an address such as rtmp://').waitFor();
    await field(page, 'destinations[1].url').fill('rtmp://127.0.0.1:9/other');
    await page.getByRole('group', { name: 'Second' }).getByText('Send to this server').click();
    await save(page);
    await saved(page);
    const { destinations } = await onDisk(device);
    assert.deepEqual(
      destinations.map(({ id, streamKey }) => [id, streamKey]),
      [
        ['main', SERVER.streamKey],
        ['server-2', 'another-hidden-one'],
      ],
    );
    const html = await page.content();
    for (const secret of ['wellhidden', 'another-hidden-one']) {
      assert.ok(!html.includes(secret) && !seen.some((text) => text.includes(secret)), secret);
    }
  });

  await t.test('an address of another server asks for the key again, at its place', async () => {
    await field(page, 'destinations[0].url').fill('rtmp://localhost:9/live');
    await save(page);
    await page.waitForFunction(() => document.activeElement?.id === 'destinations[0].streamKey');
    await page.getByText('Give this secret again').waitFor();
    assert.equal((await onDisk(device)).destinations[0]?.url, SERVER.url);
    await page.keyboard.type('the-new-server’s-own');
    await save(page);
    await saved(page);
    const [first] = (await onDisk(device)).destinations;
    assert.deepEqual([first?.url, first?.streamKey], ['rtmp://localhost:9/live', 'the-new-server’s-own']);
  });

  await t.test('long addresses and keys are cut nowhere; what cannot be is told with all of it there', async () => {
    const server = page.getByRole('group', { name: 'Second' });
    const key = `amphi?sign=${'k'.repeat(800)}`;
    const address = `https://127.0.0.1/live.m3u8?token=${'t'.repeat(900)}`;
    await server.getByRole('button', { name: 'Change (Stream key)' }).click();
    await field(page, 'destinations[1].streamKey').fill(`  ${key.slice(0, 500)} ${key.slice(500)}\u00a0`);
    await field(page, 'destinations[1].watchUrl').fill(`${address} `);
    await save(page);
    await page.getByText('A blank or a line break stands inside it, at character 501.').waitFor();
    await field(page, 'destinations[1].streamKey').fill(` ${key} `);
    await field(page, 'destinations[1].watchUrl').fill(`https://127.0.0.1:6000/${'w'.repeat(8000)}`);
    await save(page);
    await page.getByText('This has 8023 characters, and at most 8000 are possible.').waitFor();
    assert.equal((await field(page, 'destinations[1].watchUrl').inputValue()).length, 8023);
    await field(page, 'destinations[1].watchUrl').fill('https://127.0.0.1:6000/live.m3u8');
    await save(page);
    await page.getByText('No browser opens port 6000.').waitFor();
    await field(page, 'destinations[1].watchUrl').fill(` ${address} `);
    await save(page);
    await saved(page);
    const [, second] = (await onDisk(device)).destinations;
    assert.deepEqual([second?.streamKey, second?.watchUrl], [key, address]);
    // Shown as it was saved.
    assert.equal(await field(page, 'destinations[1].watchUrl').inputValue(), address);
    await server.getByRole('button', { name: 'Change (Stream key)' }).click();
    await field(page, 'destinations[1].streamKey').fill('another-hidden-one');
    await field(page, 'destinations[1].watchUrl').fill('');
    await save(page);
    await saved(page);
  });

  await t.test('a key is changed, kept after all, and removed', async () => {
    const server = page.getByRole('group', { name: 'Server' });
    await server.getByRole('button', { name: 'Change (Stream key)' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'destinations[0].streamKey');
    await page.keyboard.type('wrong');
    await server.getByRole('button', { name: 'Keep the old one' }).click();
    assert.equal(await page.locator('.field.changed').count(), 0);
    await server.getByRole('button', { name: 'Remove (Stream key)' }).click();
    await save(page);
    await saved(page);
    assert.equal((await onDisk(device)).destinations[0]?.streamKey, '');
  });

  await t.test('a server is removed after a question', async () => {
    const second = page.getByRole('group', { name: 'Second' });
    await second.getByRole('button', { name: 'Remove (Second)' }).click();
    assert.equal(await second.count(), 1);
    await second.getByRole('button', { name: 'Remove this server?' }).click();
    await second.waitFor({ state: 'detached' });
    await save(page);
    await saved(page);
    assert.deepEqual(
      (await onDisk(device)).destinations.map(({ id }) => id),
      ['main'],
    );
  });

  await t.test('names, one on each line; a wrong one among them is told at their field', async () => {
    await openGroup(page, 'This page');
    await field(page, 'web.names').fill('box.example.org\n-wrong-');
    await save(page);
    await page.waitForFunction(() => document.activeElement?.id === 'web.names');
    await page.getByText('This does not fit: the name or address of a machine').waitFor();
    await field(page, 'web.names').fill('box.example.org\nbox.example.com\n');
    await save(page);
    await saved(page);
    assert.deepEqual(sent.at(-1), { web: { names: ['box.example.org', 'box.example.com'] } });
  });

  await t.test('with the keyboard alone', async () => {
    await page.locator('summary', { hasText: 'Picture and sound quality' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await focusedId(page), 'encoder.kind');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2600');
    await page.keyboard.press('Enter');
    await saved(page);
    assert.deepEqual(sent.at(-1), { encoder: { archiveKbps: 2600 } });
  });

  await t.test('a box that is lost while saving: the change stays, and is saved when it is back', async () => {
    await field(page, 'room.name').fill('Room after the cut');
    await device.kill();
    await page.locator('form.settings-form').evaluate((form: HTMLFormElement) => form.requestSubmit());
    await page.getByText('The box does not answer.').first().waitFor();
    await device.start();
    await device.waitForPage();
    assert.equal((await onDisk(device)).room.name, 'Pupitre');
    await page.locator('main:not([inert])').waitFor();
    assert.equal(await field(page, 'room.name').inputValue(), 'Room after the cut');
    await save(page);
    await saved(page);
    assert.equal((await onDisk(device)).room.name, 'Room after the cut');
  });

  await t.test('a log-in that has ended is asked for, then what was asked is done', async () => {
    await page.context().clearCookies();
    await field(page, 'room.name').fill('Room of another day');
    await save(page);
    await page.getByLabel('Password of the box').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await saved(page);
    assert.equal((await onDisk(device)).room.name, 'Room of another day');
  });
  assert.deepEqual(complaints, []);
});

test('settings are reachable for everybody, in both languages and both schemes', async (t) => {
  const device = await startDevice(t, { settings: { destinations: [SERVER] } });
  const browser = await openBrowser(t);
  for (const locale of ['en-GB', 'fr-FR']) {
    const { page, complaints } = await openAsTechnician(browser, device, { locale });
    await openSettings(page, device);
    await page.locator('details.group').evaluateAll((groups) => {
      for (const group of groups) (group as HTMLDetailsElement).open = true;
    });
    await field(page, 'camera.width').fill('x');
    await field(page, 'destinations[0].url').fill('x');
    await page.locator('button[type=submit]').click();
    await page.locator('[aria-invalid]').nth(1).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await accessFaults(page), [], `${locale} ${colorScheme}`);
      assert.equal(await sidewaysScroll(page), 0);
    }
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
});
