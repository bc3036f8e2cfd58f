/** Whatever is pasted stays whole, and where it is too long the page says so and sends nothing. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { PASSWORD, startDevice } from '../tools/box/device.ts';
import { openBrowser } from '../tools/browser/browser.ts';

/** As from the clipboard: unlike a value that a script sets, it is cut where a field cuts. */
async function paste(page: Page, field: Locator, text: string): Promise<void> {
  await field.focus();
  await page.keyboard.insertText(text);
}

test('too long titles, tokens, passwords and addresses are said, not cut', async (t) => {
  const device = await startDevice(t, { settings: { room: { name: 'Amphi A', language: 'fr' } } });
  const browser = await openBrowser(t);
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const said = (characters: number, most: number) =>
    page.getByText(`Ce texte a ${characters} caractères, et ${most} au plus sont possibles. Raccourcissez-le.`);
  const shows = async (field: Locator, text: string, most: number) => {
    await paste(page, field, text);
    assert.equal(await field.inputValue(), text);
    await said([...text].length, most).waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
  };

  await page.goto(device.url);
  const title = page.getByRole('textbox', { name: 'Titre', exact: false }).first();
  await shows(title, '🎓'.repeat(201), 200);
  await page.getByRole('button', { name: /Démarrer/ }).click();
  assert.equal((await device.state()).session.phase, 'ready');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await title.fill('🎓'.repeat(200));
  assert.equal(await said(200, 200).count(), 0);
  await page.getByRole('button', { name: /Démarrer/ }).click();

  const dialog = page.getByRole('dialog');
  const password = dialog.locator('input[name=password]');
  await shows(password, 'p'.repeat(201), 200);
  await dialog.getByRole('button', { name: /Choisir ce mot de passe/ }).click();
  assert.equal(await dialog.count(), 1);
  await password.fill(PASSWORD);
  await dialog.getByRole('button', { name: /Choisir ce mot de passe/ }).click();
  const running = await device.waitFor('it runs', ({ session }) => session.phase === 'running');
  assert.equal(running.session.title, '🎓'.repeat(200));
  const chapter = page.getByRole('textbox', { name: 'Titre du chapitre' });
  await shows(chapter, 'c'.repeat(205), 200);
  await chapter.press('Enter');
  assert.deepEqual((await device.state()).session.marks, []);
  device.press('end');
  await device.waitFor('it is over', ({ session }) => session.phase === 'ready');

  await page.goto(`${device.url}/#box`);
  const name = page.locator('.card', { hasText: /Jetons/ }).locator('input[type=text]');
  await shows(name, 'n'.repeat(81), 80);
  await name.press('Enter');
  assert.equal(await page.locator('.new-token').count(), 0);
  for (const field of await page.locator('.card input[type=password]').all()) {
    await shows(field, 'w'.repeat(300), 200);
    await field.fill('');
  }

  await page.goto(`${device.url}/sheet.html`);
  await shows(page.locator('.tools input[type=url]'), `https://host/${'x'.repeat(200)}`, 200);
  await shows(page.locator('.tools input[type=text]'), 't'.repeat(121), 120);
});
