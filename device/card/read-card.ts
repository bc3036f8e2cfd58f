/**
 * `pupitre.toml` as people write it: the values that are right, and the mistakes with their lines. Never throws. Pure.
 */
import { because, type Reason } from '../reason.ts';
import { ALL_CARD_KEYS, type CardFacts, type CardKey, isCardKey, ruleOf } from './card-keys.ts';
import { readStatements, type Statement, type TableHeader } from './card-statements.ts';
import type { Piece } from './card-text.ts';
import { nearestWord } from './nearest-word.ts';

export interface CardContent {
  /** Values that are right, in the order of the file. */
  values: ReadonlyMap<CardKey, string>;
  mistakes: Reason[];
  /** Line of each key in the file, right or wrong. */
  lines: ReadonlyMap<CardKey, number>;
  /** Places of each right key; more than one where it was given again. */
  places: ReadonlyMap<CardKey, readonly Piece[]>;
}

/** All keys fit on one page of 2 kB. */
export const LONGEST_BYTES = 64 * 1024;

const TABLES = [...new Set(ALL_CARD_KEYS.map((key) => key.slice(0, key.indexOf('.'))))];
const keysOf = (table: string) =>
  ALL_CARD_KEYS.filter((key) => key.startsWith(`${table}.`)).map((key) => key.slice(table.length + 1));
const inBrackets = TABLES.map((table) => `[${table}]`).join(', ');

export function readCard(text: string, facts: CardFacts): CardContent {
  const values = new Map<CardKey, string>();
  const lines = new Map<CardKey, number>();
  const places = new Map<CardKey, Piece[]>();
  const mistakes: Reason[] = [];
  const isNoText = text.includes('\0') || text.startsWith('{\\rtf');
  if (isNoText) mistakes.push(because('cardFileNoText', 'rich text, an archive or UTF-16 without a mark'));
  const read = readStatements(isNoText ? '' : text);
  mistakes.push(...read.mistakes, ...read.tables.flatMap(tableFault));
  for (const statement of read.statements) {
    const name = statement.table === '' ? statement.key : `${statement.table}.${statement.key}`;
    if (!isCardKey(name)) {
      mistakes.push(...keyFault(statement));
      continue;
    }
    const first = lines.get(name);
    // Where the first statement was a mistake, the mistake is reported, and this statement counts.
    if (first !== undefined && values.has(name)) {
      mistakes.push(because('cardKeyTwice', 'a key twice', { line: statement.line, key: name, first }));
      // Places of both statements are kept: an imported secret is taken out of both.
      places.get(name)?.push(statement);
      continue;
    }
    lines.set(name, statement.line);
    const fault = valueFault(name, statement, facts);
    if (fault) mistakes.push(fault);
    else {
      values.set(name, statement.value as string);
      places.set(name, [statement]);
    }
  }
  mistakes.push(...missing(values, lines));
  return { values, lines, places, mistakes: mistakes.sort((one, other) => lineOf(one) - lineOf(other)) };
}

/** Mistakes of the whole file come first. */
const lineOf = ({ values }: Reason) => Number(values.line ?? 0);

function tableFault({ line, name }: TableHeader): Reason[] {
  if (TABLES.includes(name)) return [];
  const near = nearestWord(name, TABLES);
  const values = { line, name: shown(name) };
  return [
    near
      ? because('cardTableUnknownNear', 'unknown table', { ...values, near })
      : because('cardTableUnknown', 'unknown table', { ...values, known: inBrackets }),
  ];
}

function keyFault({ line, heading, table, key }: Statement): Reason[] {
  const values = { line, key: shown(key) };
  if (table === '') return [because('cardKeyWithoutTable', 'a key without a table', { ...values, known: inBrackets })];
  // The mistake in its heading is reported already.
  if (heading !== '' && !TABLES.includes(heading)) return [];
  const known = keysOf(table);
  if (known.length === 0) return tableFault({ line, name: table });
  const near = nearestWord(key, known);
  return [
    near
      ? because('cardKeyUnknownNear', 'unknown key', { ...values, near })
      : because('cardKeyUnknown', 'unknown key', { ...values, table, known: known.join(', ') }),
  ];
}

function valueFault(key: CardKey, { line, key: name, value }: Statement, facts: CardFacts): Reason | null {
  const place = { line, key: name };
  if (Array.isArray(value)) return because('cardNotOneText', 'a list', place);
  if (typeof value !== 'string') return because('cardQuotesMissing', typeof value, place);
  const { check, mayHaveLines } = ruleOf(key);
  // Control characters, as "C:\new" makes them.
  const control = mayHaveLines ? /[^\P{Cc}\r\n\t]/u : /\p{Cc}/u;
  if (control.test(value)) return because('cardBackslash', 'a control character', place);
  const fault = check(value, facts);
  return fault && because(fault.code, key, { ...place, ...fault.values });
}

/** A Wi-Fi password without a Wi-Fi name. */
function missing(values: ReadonlyMap<CardKey, string>, lines: ReadonlyMap<CardKey, number>): Reason[] {
  const line = lines.get('wifi.password');
  if (line === undefined || !values.get('wifi.password') || lines.has('wifi.name')) return [];
  return [because('cardWifiNameMissing', 'wifi.password without wifi.name', { line })];
}

/** A name from outside, made safe to show. */
const shown = (name: string) => name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 40);
