/** The box view against the real service: test, log, tokens, password, restart, and the way out. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { writeCardRecord } from '../../device/card/card-record.ts';
import { because } from '../../device/reason.ts';
import { type Device, PASSWORD, startDevice } from '../tools/box/device.ts';
import { unzipped } from '../tools/box/unzipped.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';
import { openAsTechnician, sidewaysScroll } from '../tools/browser/technician.ts';

const NEW_PASSWORD = 'another password of the test';
const card = (page: Page, heading: string) => page.locator('.card', { has: page.getByText(heading, { exact: true }) });
const rows = (page: Page, heading: string) => card(page, heading).locator('.rows li').allTextContents();

async function openBox(page: Page, device: Device): Promise<void> {
  await page.goto(`${device.url}/#box`);
  await page.getByText('Health', { exact: true }).waitFor();
}

async function withToken(device: Device, token: string): Promise<number> {
  const answer = await fetch(`${device.url}/api/log`, { headers: { authorization: `Bearer ${token}` } });
  await answer.body?.cancel();
  return answer.status;
}

test('the box view on a phone', async (t) => {
  // A service of systemd, on a machine that this test cannot switch off.
  const bin = await mkdtemp(join(tmpdir(), 'pupitre-no-logind-'));
  t.after(() => rm(bin, { recursive: true, force: true }));
  await writeFile(join(bin, 'busctl'), '#!/bin/sh\nexit 1\n');
  await chmod(join(bin, 'busctl'), 0o755);
  const device = await startDevice(t, { env: { PATH: `${bin}:${process.env.PATH}`, NOTIFY_FD: '999' } });
  const { page, complaints } = await openAsTechnician(await openBrowser(t), device);
  await openBox(page, device);

  await t.test('health and facts', async () => {
    await page.getByText('No problem known.').waitFor();
    assert.deepEqual((await rows(page, 'Health')).slice(0, 4), [
      'Picture and soundOK',
      'CameraOK',
      'MicrophoneOK',
      'DiskOK',
    ]);
    await card(page, 'What the box measures').getByText('Temperature').waitFor();
    await card(page, 'What the box measures').getByText('not available').first().waitFor();
    const { version } = await device.state();
    await card(page, 'This box').getByText(version, { exact: true }).waitFor();
    assert.equal(
      await card(page, 'This box').getByRole('link', { name: 'http' }).first().getAttribute('href'),
      device.url,
    );
  });

  await t.test('what the box is made of, and the support file', async () => {
    const machine = card(page, 'What the box is made of');
    await machine.getByText(release(), { exact: true }).waitFor();
    await machine
      .getByText(/^\/: .* free of /)
      .first()
      .waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      machine.getByRole('link', { name: 'Download the support file' }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^pupitre-[\dT-]+\.zip$/);
    assert.match(unzipped(await file.path())['facts.json'] ?? '', /"kernel"/);
  });

  await t.test('the test says what is well, and what is not with its sentence', async () => {
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByText('Testing, up to 15 s').waitFor();
    await page.getByText(/All good: you can start|You can start;/).waitFor();
    const lines = await rows(page, 'Test before a talk');
    assert.match(lines[0] ?? '', /^1\. CameraOKThe camera \(test\) gives \d+ pictures a second, and they move\.$/);
    assert.match(lines[1] ?? '', /^2\. MicrophoneOKThe microphone hears sound at a good level/);
    assert.match(lines[2] ?? '', /^3\. DiskOKThe disk has room for /);
    assert.match(lines.at(-1) ?? '', /^6\. Server and keyOKNo server is set up/);
    const url = 'rtmp://127.0.0.1:9/live';
    await device.ask('PATCH', '/api/settings', { destinations: [{ id: 'main', name: 'Server', url }] });
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.getByText('Something does not work yet.').waitFor();
    await card(page, 'Test before a talk').getByText('No server answers at 127.0.0.1.').waitFor();
    assert.doesNotMatch((await rows(page, 'Test before a talk')).join(), /recording goes on/, 'nothing is recorded');
    assert.equal((await rows(page, 'Health')).at(-1), 'ServerDoes not work', 'health knows of the test');
    await card(page, 'Health').getByText('The test below has found a problem.').waitFor();
    await device.ask('PATCH', '/api/settings', { destinations: [] });
  });

  await t.test('the log: newest first, by level, its detail on a tap, downloaded as it is', async () => {
    await page.locator('summary', { hasText: 'Log' }).click();
    const lines = page.locator('.log-line');
    await lines.first().waitFor();
    const line = page.locator('.log details', { hasText: 'POST /api/checks' }).first();
    await line.locator('summary').click();
    assert.match((await line.locator('pre').textContent()) ?? '', /"status": 200/);
    assert.equal(await page.locator('.log-line').last().locator('time').count(), 1);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    const text = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n');
    assert.equal(text.length, await lines.count());
    assert.deepEqual(
      text.filter((one) => !device.lines.includes(one)),
      [],
    );
    await page.getByLabel('Show').selectOption({ label: 'Errors only' });
    await page.getByText('No lines.').waitFor();
    assert.equal(await lines.count(), 0);
  });

  await t.test('a token is shown once, works, and is revoked after a question', async () => {
    await page.getByLabel('What it is for').fill('agenda');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const token = (await page.locator('.new-token code').textContent()) ?? '';
    assert.equal(await withToken(device, token), 200);
    await page.reload();
    await page.getByRole('button', { name: 'Revoke (agenda)' }).click();
    assert.equal((await page.content()).includes(token), false);
    assert.equal(await withToken(device, token), 200);
    await page.getByRole('button', { name: 'Revoke for ever?' }).click();
    await card(page, 'Tokens for programs').getByText('None.').waitFor();
    assert.equal(await withToken(device, token), 401);
  });

  await t.test('the password: a wrong one is told there, the right one changes it', async () => {
    const change = page.getByRole('button', { name: 'Change the password' });
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await change.click();
    await page.getByText('This is not the password.').waitFor();
    assert.equal(await page.getByLabel('Password of the box').count(), 0);
    await page.getByLabel('Current password').fill(PASSWORD);
    await change.click();
    await page.getByText('Changed. Every other page has been logged out.').waitFor();
    const login = (password: string) =>
      fetch(`${device.url}/api/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password }),
      }).then(({ status }) => status);
    assert.deepEqual([await login(PASSWORD), await login(NEW_PASSWORD)], [401, 200]);
  });

  await t.test('power off is asked about, and refused in a sentence where it cannot be', async () => {
    await page.getByRole('button', { name: 'Power off' }).click();
    await page.getByRole('dialog', { name: 'Power the box off?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Power off' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Power off' }).click();
    await page.getByText('This machine cannot be switched off from here.').waitFor();
  });

  await t.test('a restart says what it does to a running talk; the page sees the box away and back', async () => {
    device.press('short');
    const { session } = await device.waitFor('it runs', ({ recording }) => recording.phase === 'recording');
    await page.getByRole('button', { name: 'Restart the service' }).click();
    const dialog = page.getByRole('dialog', { name: 'Restart the service?' });
    await dialog.getByText('A talk is running').waitFor();
    await dialog.getByRole('button', { name: 'Restart the service' }).click();
    assert.equal(await device.ended(), 0);
    await page.getByText('The box is away').waitFor();
    await device.start();
    await page.getByText('The box is back').waitFor();
    const after = await device.waitFor('it goes on', ({ recording }) => recording.phase === 'recording');
    assert.equal(after.session.id, session.id);
    device.press('end');
  });

  await t.test('logged out: what everybody may see', async () => {
    await card(page, 'Password').getByRole('button', { name: 'Log out' }).click();
    await page.getByText('Log in for the test').waitFor();
    await card(page, 'This box').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Restart the service' }).count(), 0);
  });
  assert.deepEqual(complaints, []);
});

test('the box view is reachable for everybody, in both languages and both schemes', async (t) => {
  const device = await startDevice(t, {
    settings: { destinations: [{ id: 'main', name: 'Server', url: 'rtmp://127.0.0.1:9/live' }] },
  });
  const browser = await openBrowser(t);
  for (const locale of ['en-GB', 'fr-FR']) {
    const { page, complaints } = await openAsTechnician(browser, device, { locale });
    await page.goto(`${device.url}/#box`);
    await page.getByRole('button', { name: locale === 'fr-FR' ? 'Tester' : 'Test now' }).click();
    await page.locator('details.card > summary').click();
    await page.locator('.log-line').first().waitFor();
    await page.locator('.verdict.bad').last().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await accessFaults(page), [], `${locale} ${colorScheme}`);
      assert.equal(await sidewaysScroll(page), 0);
    }
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
});

test("what is wrong in the card's file: one line at the top, each with its line under Box", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-card-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const mistakes = [
    because('cardTableUnknownNear', 'unknown table', { line: 3, name: 'wiffi', near: 'wifi' }),
    because('cardQuotesTypographic', 'Invalid TOML document: invalid value', { line: 12, key: 'stream_key' }),
    because('cardAddressStream', 'server.url', { line: 11, key: 'url' }),
  ];
  await writeCardRecord(join(folder, 'state'), { taken: ['room.name', 'page.password'], mistakes, troubles: [] });
  const device = await startDevice(t, { folder });
  const { page, complaints } = await openAsTechnician(await openBrowser(t), device);
  await page.goto(device.url);
  await page.locator('.troubles').getByText('pupitre.toml on the memory card holds mistakes: 3').waitFor();
  await openBox(page, device);
  const file = card(page, 'pupitre.toml on the memory card');
  await file.getByText('In force: room.name, page.password.').waitFor();
  const lines = await file.locator('li').allTextContents();
  assert.deepEqual(
    lines.map((line) => line.slice(0, 8)),
    ['Line 3: ', 'Line 12:', 'Line 11:'],
  );
  assert.match(lines[0] ?? '', /Did you mean \[wifi\]\?/);
  assert.equal(await sidewaysScroll(page), 0);
  await accessFaults(page).then((faults) => assert.deepEqual(faults, []));
  assert.deepEqual(complaints, []);
});
