/** The help sheet: one A5 page to tape beside the button, in the language of the room. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { addressesOfBox } from '../addresses.ts';
import { box } from '../api-client.ts';
import { isLanguage, language, loadWords, words } from '../words.ts';
import { Sheet } from './sheet.tsx';
import { address, publicPage, spoken } from './sheet-choices.ts';

/** Needs the log-in. Without it the sheet starts in the reader's language, and the other can be chosen. */
async function roomLanguage() {
  const settings = (await box.settings().catch(() => null)) as { room: { language: string } } | null;
  const code = settings?.room.language ?? language;
  return isLanguage(code) ? code : language;
}

async function main(page: HTMLElement): Promise<void> {
  await loadWords();
  const status = await box.state().catch(() => null);
  if (!status) {
    render(<p class="lost">{words.lost}</p>, page);
    return;
  }
  const [addresses, code] = await Promise.all([addressesOfBox(), roomLanguage()]);
  document.title = status.room;
  address.value = addresses[0] ?? location.origin;
  spoken.value = code;
  const shown = status.destinations.find(({ watchUrl }) => watchUrl !== '');
  publicPage.value ??= shown?.watchPage || shown?.watchUrl || '';
  effect(() => {
    const chosen = spoken.value;
    void loadWords(chosen).then(() => {
      document.documentElement.lang = chosen;
      render(<Sheet key={chosen} room={status.room} addresses={addresses} />, page);
    });
  });
}

const page = document.getElementById('page');
if (page) void main(page);
