/** `pupitre-report.txt`: the result of the import, for the person who puts the card back into a computer. Pure. */
import { type Language, type Reason, sentence } from '../reason.ts';
import type { Hotspot } from './hotspot.ts';
import { HOTSPOT_ADDRESS } from './network-profile.ts';

export interface CardReport {
  version: string;
  taken: readonly string[];
  mistakes: readonly Reason[];
  troubles: readonly Reason[];
  hotspot: Hotspot | null;
}

/** The length never changes. The image reserves it, so the report can be written where no other file finds room. */
export const REPORT_BYTES = 16_384;

const WORDS = {
  fr: {
    heading: 'PUPITRE : ce que le boîtier a lu dans pupitre.toml',
    taken: 'Pris et gardé dans le boîtier :',
    nothing: '(rien)',
    mistakes: 'À corriger dans pupitre.toml (puis remettez la carte et démarrez) :',
    noMistakes: 'Aucune erreur.',
    troubles: 'La carte :',
    page: 'La page du boîtier, depuis le même réseau :',
    hotspot: 'Sans réseau connu, le boîtier ouvre en deux minutes son propre Wi-Fi :',
    name: 'nom :',
    password: 'mot de passe :',
    hotspotPage: 'la page y est à',
    version: 'Version',
    more: "(la suite ne tient pas ici : corrigez d'abord ce qui précède)",
  },
  en: {
    heading: 'PUPITRE: what the box has read in pupitre.toml',
    taken: 'Taken and kept in the box:',
    nothing: '(nothing)',
    mistakes: 'To correct in pupitre.toml (then put the card back and start):',
    noMistakes: 'No mistakes.',
    troubles: 'The card:',
    page: 'The page of the box, from the same network:',
    hotspot: 'Where there is no network that it knows, the box opens a Wi-Fi of its own within two minutes:',
    name: 'name:',
    password: 'password:',
    hotspotPage: 'the page is there at',
    version: 'Version',
    more: '(the rest does not fit here: correct the above first)',
  },
} as const;

/** Each language in a block of its own, so that nobody has to search for theirs. */
export function reportBytes(report: CardReport): Buffer {
  const half = REPORT_BYTES / 2 - 200;
  const text = [inLanguage(report, 'fr', half), '-'.repeat(60), ...[inLanguage(report, 'en', half)], ''].join('\r\n');
  // The byte order mark makes older programs show accents correctly, not as two letters.
  return Buffer.from(`\ufeff${text}`.padEnd(REPORT_BYTES)).subarray(0, REPORT_BYTES);
}

function inLanguage(
  { version, taken, mistakes, troubles, hotspot }: CardReport,
  language: Language,
  most: number,
): string {
  const words = WORDS[language];
  const list = (reasons: readonly Reason[]) => reasons.map((reason) => `- ${sentence(reason, language)}`);
  const lines = [
    words.heading,
    '',
    ...(troubles.length > 0 ? [words.troubles, ...list(troubles), ''] : []),
    words.page,
    '- http://pupitre.local:8080',
    ...(hotspot === null
      ? []
      : [
          words.hotspot,
          `- ${words.name} ${hotspot.name}`,
          `- ${words.password} ${hotspot.password}`,
          `- ${words.hotspotPage} http://${HOTSPOT_ADDRESS}:8080`,
        ]),
    '',
    words.taken,
    taken.length > 0 ? `- ${taken.join(', ')}` : `- ${words.nothing}`,
    '',
    `${words.version} ${version}`,
    '',
    ...(mistakes.length > 0 ? [words.mistakes, ...list(mistakes)] : [words.noMistakes]),
  ];
  const fitting: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 2;
    if (bytes > most) return [...fitting, words.more].join('\r\n');
    fitting.push(line);
  }
  return fitting.join('\r\n');
}
