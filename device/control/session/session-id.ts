/**
 * The id of a session, which is also the name of its folder: the time, then the title, in letters that any disk and any
 * URL accept.
 */

/** Keeps the whole name below 90 characters: Windows shares refuse paths of 260. */
const SLUG_MAX = 40;

const ID = /^(?:\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d|unsynced-[a-z0-9]{1,12}-[1-9]\d{0,5})-[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ID_MAX = 90;

/** Letters that Unicode does not decompose into a base letter and an accent. */
const FOLDED: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ł: 'l', ı: 'i', þ: 'th' };

export interface SessionIdFacts {
  title: string | null;
  roomName: string;
  wallMs: number;
  clockTrusted: boolean;
  /** Name of this start of the board, such as the beginning of the kernel's boot id. */
  boot: string;
  /** True when a session with this id exists already. */
  taken(id: string): boolean;
}

/**
 * `2026-10-05T14-03-59-cells` in local time; `unsynced-<boot>-<n>-cells` while the clock is not trusted. The result is
 * never taken.
 */
export function sessionId(facts: SessionIdFacts): string {
  const slug = slugOf(facts.title ?? '') || slugOf(facts.roomName) || 'session';
  const time = facts.clockTrusted ? localTime(facts.wallMs) : null;
  const boot = slugOf(facts.boot).replaceAll('-', '').slice(0, 12) || 'boot';
  for (let n = 1; ; n++) {
    // A number is added when the same second comes again, after a quick restart or when the clock goes back in autumn.
    const id = time === null ? `unsynced-${boot}-${n}-${slug}` : n === 1 ? `${time}-${slug}` : `${time}-${slug}-${n}`;
    if (!facts.taken(id)) return id;
  }
}

/** The same id with its time, once that is known; null for an id that has one. */
export function syncedId(id: string, wallMs: number, taken: (id: string) => boolean): string | null {
  const [, title] = /^unsynced-[a-z0-9]+-\d+-(.+)$/.exec(id) ?? [];
  if (title === undefined || localTime(wallMs) === null) return null;
  return sessionId({ title, roomName: '', wallMs, clockTrusted: true, boot: '', taken });
}

/** True only for the results of `sessionId`, which are safe as names of folders. */
export function isSessionId(text: string): boolean {
  return text.length <= ID_MAX && ID.test(text);
}

/** Lower-case ASCII words joined by `-`; empty where nothing of the text can be kept. */
function slugOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[œæßøđłıþ]/g, (letter) => FOLDED[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, SLUG_MAX)
    .replace(/-$/, '');
}

/** Null for a time that no clock can rightly show. */
function localTime(wallMs: number): string | null {
  const at = new Date(wallMs);
  const year = at.getFullYear();
  if (!(year >= 1970 && year <= 9999)) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${year}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
}
