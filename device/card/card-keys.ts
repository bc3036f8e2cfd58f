/** Keys of `pupitre.toml` and the check of each value: the product's own check wherever it has one. Pure. */
import type { ReasonCode } from '../reason.ts';
import { PASSWORD_LENGTH } from '../settings/password-length.ts';
import { settingsAdvice } from '../settings/settings-advice.ts';
import { checkSettings } from '../settings/settings-faults.ts';
import { LONGEST_ADDRESS, LONGEST_NAME } from '../settings/text-limits.ts';
import { EXAMPLE_ADDRESS, PASSPHRASE_LENGTH, withoutPassphrase } from '../transport/transports.ts';
import { nearestWord } from './nearest-word.ts';
import { sshKeyFault } from './ssh-key.ts';

export interface CardFacts {
  /** True when the box has this time zone. */
  hasTimezone(name: string): boolean;
}

/** A fault without its line and key, which are added later. */
export interface CardFault {
  code: ReasonCode;
  values?: Record<string, string | number>;
}

interface KeyRule {
  /** The value is taken out of the card's file once the box has it. */
  isSecret?: true;
  /** The value may be a text over several lines. */
  mayHaveLines?: true;
  /** A setting that no part reads yet. It is read from a file that has it, and not offered in the card's own file. */
  isHidden?: true;
  check(text: string, facts: CardFacts): CardFault | null;
}

/** Stands in where another value is checked: any address will do. */
const SOME_SERVER = { id: 'main', url: EXAMPLE_ADDRESS };

/** Check by the settings' own rules. @param fault for a text that does not have the right form */
function bySettings(change: (text: string) => unknown, fault: CardFault): KeyRule['check'] {
  return (text) => {
    const { settings, faults } = checkSettings(change(text));
    const [reason] = [...faults, ...(settings ? settingsAdvice(settings) : [])].map((one) => one.reason);
    if (!reason) return null;
    const code = CARD_CODES[reason.code];
    return code ? { code, values: reason.values } : fault;
  };
}

/** Faults of the settings, in the wording that names a line. */
const CARD_CODES: Partial<Record<ReasonCode, ReasonCode>> = {
  faultTooLong: 'cardTooLong',
  faultBlankInside: 'cardBlankInside',
  faultNotAscii: 'cardNotAscii',
  faultPortClosed: 'cardPortClosed',
};

const KEY_FAULT: CardFault = { code: 'cardTextLength', values: { minimum: 0, maximum: LONGEST_ADDRESS } };

function byLength(minimum: number, maximum: number): (text: string) => CardFault | null {
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
  // The Wi-Fi standard counts bytes.
  'wifi.name': {
    check: (text) =>
      text === '' || Buffer.byteLength(text) > 32
        ? { code: 'cardTextLength', values: { minimum: 1, maximum: 32 } }
        : null,
  },
  'wifi.password': { isSecret: true, check: wifiPasswordFault },
  'wifi.country': { check: (text) => (countryOf(text) === null ? { code: 'cardCountryUnknown' } : null) },
  'server.url': {
    check: (url, facts) =>
      withoutPassphrase(url.trim())
        ? { code: 'cardPassphraseApart' }
        : bySettings((text) => ({ destinations: [{ ...SOME_SERVER, url: text }] }), { code: 'cardAddressStream' })(
            url,
            facts,
          ),
  },
  'server.stream_key': {
    isSecret: true,
    check: bySettings((streamKey) => ({ destinations: [{ ...SOME_SERVER, streamKey }] }), KEY_FAULT),
  },
  'server.passphrase': {
    isSecret: true,
    check: (text) => (text === '' ? null : byLength(PASSPHRASE_LENGTH.minimum, PASSPHRASE_LENGTH.maximum)(text)),
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

/** Two capital letters as the kernel knows them. People write "uk" for GB. Null where there is no such country. */
export function countryOf(text: string): string | null {
  if (!/^[a-z]{2}$/i.test(text)) return null;
  const region = new Intl.Locale(`und-${text}`).region ?? '';
  const isKnown = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(region) !== undefined;
  return isKnown && region !== 'EU' && region !== 'ZZ' ? region : null;
}

function timezoneFault(text: string, { hasTimezone }: CardFacts): CardFault | null {
  if (/^[A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*)*$/.test(text) && hasTimezone(text)) return null;
  const zones = Intl.supportedValuesOf('timeZone');
  // A city alone, such as "Paris".
  const near = zones.find((zone) => zone.toLowerCase().endsWith(`/${text.toLowerCase()}`)) ?? nearestWord(text, zones);
  return near !== null && hasTimezone(near)
    ? { code: 'cardTimezoneUnknownNear', values: { near } }
    : { code: 'cardTimezoneUnknown' };
}

/** An empty password means that the Wi-Fi is open. */
function wifiPasswordFault(text: string): CardFault | null {
  const bytes = Buffer.byteLength(text);
  const isRight = bytes === 0 || (bytes >= 8 && bytes <= 63) || /^[0-9a-f]{64}$/i.test(text);
  return isRight ? null : { code: 'cardWifiPasswordLength' };
}
