/** All rooms that send reports, from nginx's own listing of the reports. No program runs on the server for it. */
import type { Status } from '../../../device/api/contract/status.ts';
import { roomState } from './room-state.ts';
import { isFrench, words } from './words.ts';

const EVERY_MS = 5_000;

/** A line of `autoindex_format json`. The folder's time is that of the newest report, which replaced the one before. */
interface Entry {
  name: string;
  type: 'directory' | 'file';
  mtime: string;
}

interface Room {
  name: string;
  /** By the server's clock, because the box's own may be wrong. */
  ageSeconds: number;
  status: Status | null;
}

const element = (id: string) => document.getElementById(id) as HTMLElement;
const made = (name: string, text: string, of = '') => {
  const node = document.createElement(name);
  node.textContent = text;
  if (of) node.className = of;
  return node;
};
const unit = (name: string) => new Intl.NumberFormat(isFrench ? 'fr' : 'en', { style: 'unit', unit: name });
const units = { second: unit('second'), minute: unit('minute'), hour: unit('hour'), day: unit('day') };

function time(seconds: number): string {
  if (seconds < 120) return units.second.format(Math.round(seconds));
  if (seconds < 7200) return units.minute.format(Math.floor(seconds / 60));
  if (seconds < 172_800) return units.hour.format(Math.floor(seconds / 3600));
  return units.day.format(Math.floor(seconds / 86_400));
}

async function ask(path: string): Promise<Response> {
  const answer = await fetch(path, { signal: AbortSignal.timeout(2 * EVERY_MS) });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer;
}

async function rooms(): Promise<Room[]> {
  const listing = await ask('/reports/');
  const nowMs = Date.parse(listing.headers.get('date') ?? '');
  const entries = ((await listing.json()) as Entry[]).filter(({ type }) => type === 'directory');
  return Promise.all(
    entries.map(async ({ name, mtime }) => ({
      name,
      ageSeconds: Math.max(0, (nowMs - Date.parse(mtime)) / 1000),
      status: await ask(`/reports/${encodeURIComponent(name)}/status.json`).then(
        (answer) => answer.json() as Promise<Status>,
        () => null,
      ),
    })),
  );
}

function shown({ name, ageSeconds, status }: Room): HTMLElement {
  const item = document.createElement('li');
  item.dataset.room = name;
  item.append(made('h2', status?.room || name));
  if (!status) {
    item.append(made('p', words.unread));
    return item;
  }
  const { tone, isSilent, troubles } = roomState(status, ageSeconds);
  item.className = tone;
  const { session, recording, destinations } = status;
  if (isSilent) item.append(made('p', words[tone === 'bad' ? 'lostInTalk' : 'silent'](time(ageSeconds)), 'state'));
  else {
    const isOn = session.phase !== 'ready';
    const phase = session.offTheRecord ? words.offTheRecord : words.session[session.phase];
    const seen = destinations
      .filter(({ phase }) => phase !== 'off')
      .map((one) => `${one.name || one.id}: ${words.seen[one.seen]}`);
    item.append(made('p', [phase, ...(isOn ? [words.recording[recording.phase], ...seen] : [])].join(', '), 'state'));
    if (session.title) item.append(made('p', session.title));
    const list = made('ul', '', 'troubles');
    list.append(...troubles.map((sentence) => made('li', sentence)));
    item.append(list);
  }
  item.append(made('small', `${name}, ${words.ago(time(ageSeconds))}`));
  return item;
}

/** A box of another version, or one that sent something else, hides no other room. */
function shownOrUnread(room: Room): HTMLElement {
  try {
    return shown(room);
  } catch {
    return shown({ ...room, status: null });
  }
}

async function look(): Promise<void> {
  try {
    const all = await rooms();
    element('rooms').replaceChildren(...all.map(shownOrUnread));
    element('notice').textContent = all.length === 0 ? words.none : '';
  } catch {
    element('notice').textContent = words.lost;
  }
  setTimeout(look, EVERY_MS);
}

document.documentElement.lang = isFrench ? 'fr' : 'en';
element('heading').textContent = words.heading;
void look();
