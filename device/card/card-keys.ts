/** What may stand in `pupitre.toml`, and what is right for each key: the product's own checks wherever it has one. Pure. */
import type { ReasonCode } from '../reason.ts';
import { PASSWORD_LENGTH } from '../settings/password-length.ts';
import { settingsAdvice } from '../settings/settings-advice.ts';
import { checkSettings } from '../settings/settings-faults.ts';
import { LONGEST_ADDRESS, LONGEST_NAME } from '../settings/text-limits.ts';
import { EXAMPLE_ADDRESS } from '../transport/transports.ts';
import { nearestWord } from './nearest-word.ts';
import { sshKeyFault } from './ssh-key.ts';

export interface CardFacts {
  /** Whether the box has this time zone. */
  hasTimezone(name: string): boolean;
}

/** To which line and key are added. */
export interface CardFault {
  code: ReasonCode;
  values?: Record<string, string | number>;
}

interface KeyRule {
  /** Taken out of the card's file when the box has it. */
  isSecret?: true;
  /** A text over several lines is well. */
  mayHaveLines?: true;
  /** Of a setting that nothing reads yet: taken from a file that has it, and not offered in the card's own. */
  isHidden?: true;
  check(text: string, facts: CardFacts): CardFault | null;
}

/** Any address will do where another value is checked. */
const SOME_SERVER = { id: 'main', url: EXAMPLE_ADDRESS };

/** What the settings say of this change. @param fault for a text that has not the right form */
function bySettings(change: (text: string) => unknown, fault: CardFault): KeyRule['check'] {
  return (text) => {
    const { settings, faults } = checkSettings(change(text));
    const [reason] = [...faults, ...(settings ? settingsAdvice(settings) : [])].map((one) => one.reason);
    if (!reason) return null;
    const code = CARD_CODES[reason.code];
    return code ? { code, values: reason.values } : fault;
  };
}

/** The settings' own faults, told with a line. */
const CARD_CODES: Partial<Record<ReasonCode, ReasonCode>> = {
  faultTooLong: 'cardTooLong',
  faultBlankInside: 'cardBlankInside',
  faultNotAscii: 'cardNotAscii',
  faultPortClosed: 'cardPortClosed',
};

const KEY_FAULT: CardFault = { code: 'cardTextLength', values: { minimum: 0, maximum: LONGEST_ADDRESS } };

function byLength(minimum: number, maximum: number): KeyRule['check'] {
  const fault: CardFault = { code: 'cardTextLength', values: { minimum, maximum } };
  return (text) => ([...text].length < minimum || [...text].length > maximum ? fault : null);
}

export const CARD_KEYS = {
  'room.name': {
    check: bySettings((name) => ({ room: { name } }), {
      code: 'cardTextLength',
      values: { minimum: 1, maximum: LONGEST_NAME },
    }),
  },
  'room.language': {
    check: bySettings((language) => ({ room: { language } }), {
      code: 'cardLanguageUnknown',
      values: { known: '"fr", "en"' },
    }),
  },
  'room.timezone': { check: timezoneFault },
  // The standard counts bytes.
  'wifi.name': {
    check: (text) =>
      text === '' || Buffer.byteLength(text) > 32
        ? { code: 'cardTextLength', values: { minimum: 1, maximum: 32 } }
        : null,
  },
  'wifi.password': { isSecret: true, check: wifiPasswordFault },
  'wifi.country': { check: (text) => (countryOf(text) === null ? { code: 'cardCountryUnknown' } : null) },
  'server.url': {
    check: bySettings((url) => ({ destinations: [{ ...SOME_SERVER, url }] }), { code: 'cardAddressStream' }),
  },
  'server.stream_key': {
    isSecret: true,
    check: bySettings((streamKey) => ({ destinations: [{ ...SOME_SERVER, streamKey }] }), KEY_FAULT),
  },
  'server.watch_url': {
    check: bySettings((watchUrl) => ({ destinations: [{ ...SOME_SERVER, watchUrl }] }), { code: 'cardAddressWeb' }),
  },
  'page.password': { isSecret: true, check: byLength(PASSWORD_LENGTH.minimum, PASSWORD_LENGTH.maximum) },
  'ssh.key': {
    mayHaveLines: true,
    check: (text) => {
      const code = text === '' ? null : sshKeyFault(text);
      return code && { code };
    },
  },
  'agenda.url': {
    isHidden: true,
    check: (text, facts) =>
      text.trim() === '' || /^\s*(https?|webcals?):\/\/[^\s/]+\S*\s*$/.test(text)
        ? bySettings((url) => ({ agenda: { url } }), { code: 'cardAddressWeb' })(text, facts)
        : { code: 'cardAddressWeb' },
  },
  'report.url': { check: bySettings((url) => ({ report: { url } }), { code: 'cardAddressHttps' }) },
  'report.token': {
    isSecret: true,
    check: bySettings((token) => ({ report: { token } }), KEY_FAULT),
  },
} as const satisfies Record<string, KeyRule>;

export type CardKey = keyof typeof CARD_KEYS;

export const ALL_CARD_KEYS = Object.keys(CARD_KEYS) as CardKey[];

export const isCardKey = (name: string): name is CardKey => Object.hasOwn(CARD_KEYS, name);

export const ruleOf = (key: CardKey): KeyRule => CARD_KEYS[key];

/** Two capital letters as the kernel knows them; "uk" is what people call GB. Null where there is no such country. */
export function countryOf(text: string): string | null {
  if (!/^[a-z]{2}$/i.test(text)) return null;
  const region = new Intl.Locale(`und-${text}`).region ?? '';
  const isKnown = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(region) !== undefined;
  return isKnown && region !== 'EU' && region !== 'ZZ' ? region : null;
}

function timezoneFault(text: string, { hasTimezone }: CardFacts): CardFault | null {
  if (/^[A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*)*$/.test(text) && hasTimezone(text)) return null;
  const zones = Intl.supportedValuesOf('timeZone');
  // A city alone, as "Paris".
  const near = zones.find((zone) => zone.toLowerCase().endsWith(`/${text.toLowerCase()}`)) ?? nearestWord(text, zones);
  return near !== null && hasTimezone(near)
    ? { code: 'cardTimezoneUnknownNear', values: { near } }
    : { code: 'cardTimezoneUnknown' };
}

/** Empty: the Wi-Fi is open. */
function wifiPasswordFault(text: string): CardFault | null {
  const bytes = Buffer.byteLength(text);
  const isRight = bytes === 0 || (bytes >= 8 && bytes <= 63) || /^[0-9a-f]{64}$/i.test(text);
  return isRight ? null : { code: 'cardWifiPasswordLength' };
}
