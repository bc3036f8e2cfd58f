/** Times, sizes and dates in the format of the reader's own country, where the page speaks the reader's language. */
import { status } from './stores/status-store.ts';
import { language } from './words.ts';

const locale = navigator.languages.find((code) => code.startsWith(language)) ?? language;
const unit = (name: string, maximumFractionDigits = 0) =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits });

const megabytes = unit('megabyte');
const gigabytes = unit('gigabyte', 1);
const hours = unit('hour');
const minutes = unit('minute');
const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
/** `7 s` in every language: English would have `7 sec`. */
const seconds = (total: number) => `${tenths.format(total)} s`;
const megabits = unit('megabit-per-second', 1);
const celsius = unit('celsius');
const megabytesPerSecond = unit('megabyte-per-second', 1);
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });

/** Times in the zone of the box, as on its receipts. A browser that does not know that zone shows its own. */
export function boxTimes(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: status.value?.timeZone });
  } catch {
    return new Intl.DateTimeFormat(locale, options);
  }
}

/** `1:02:03`, or `2:03` below an hour. */
export function clockTime(total: number): string {
  const whole = Math.max(0, Math.floor(total));
  const pad = (value: number) => String(value).padStart(2, '0');
  const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return whole < 3600 ? rest.replace(/^0/, '') : `${Math.floor(whole / 3600)}:${rest}`;
}

export const size = (bytes: number) =>
  bytes < 1e9 ? megabytes.format(Math.round(bytes / 1e6)) : gigabytes.format(bytes / 1e9);

export const roughTime = (total: number) =>
  total < 60
    ? seconds(Math.floor(total))
    : total < 7200
      ? minutes.format(Math.floor(total / 60))
      : hours.format(Math.floor(total / 3600));

/** Exact to the second while seconds matter. */
export const span = (total: number) => (total < 120 ? seconds(Math.round(total)) : roughTime(total));

export const rate = (kbps: number) => megabits.format(kbps / 1000);
export const writeRate = (bytesPerSecond: number) => megabytesPerSecond.format(bytesPerSecond / 1e6);
export const degrees = (value: number) => celsius.format(value);
export const percent = (share: number) => percents.format(share);
export const delay = (total: number) => seconds(total);
export const date = (iso: string) =>
  boxTimes({
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  }).format(new Date(iso));
