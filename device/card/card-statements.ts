/**
 * The statements of a TOML file, each parsed by itself. A broken statement costs no other, and each knows its line. A
 * fault that only a whole file can have (a table opened twice) does no harm here. Pure.
 */
import { parse } from 'smol-toml';
import { isNestedDeeper } from '../platform/nesting.ts';
import { because, type Reason } from '../reason.ts';
import type { Piece } from './card-text.ts';

export interface Statement extends Piece {
  /** Line number, from 1. */
  line: number;
  /** Heading above the statement; empty at the top of the file. */
  heading: string;
  /** Table such as `wifi`: the heading, and what a dotted key adds to it. */
  table: string;
  /** Key such as `name`. */
  key: string;
  value: unknown;
}

export interface TableHeader {
  line: number;
  name: string;
}

export interface Statements {
  tables: TableHeader[];
  statements: Statement[];
  mistakes: Reason[];
}

interface Line extends Piece {
  text: string;
}

/** Most lines of one value: a text over several lines holds at most four ssh keys. */
const LINES_OF_ONE = 12;
/** A file with more mistakes is something else, and nobody reads on. */
const MISTAKES_MAXIMUM = 40;
/** Quotes as word processors make them, and French keyboards on a Mac. */
const TYPOGRAPHIC = /[“”„«»‘’‚‹›]/;

export function readStatements(text: string): Statements {
  const lines = linesOf(text);
  const read: Statements = { tables: [], statements: [], mistakes: [] };
  let table = '';
  for (let index = 0; index < lines.length; index++) {
    const { text: whole = '', start = 0 } = lines[index] ?? {};
    const line = index + 1;
    if (/^\s*(#|$)/.test(whole)) continue;
    if (read.mistakes.length >= MISTAKES_MAXIMUM) {
      read.mistakes.push(because('cardTooManyMistakes', `more than ${MISTAKES_MAXIMUM}`, { line }));
      break;
    }
    if (/^\s*\[/.test(whole)) {
      const found = headerOf(whole);
      table = found.name;
      if (found.isWhole) read.tables.push({ line, name: table });
      else read.mistakes.push(because('cardTableBroken', 'a header that is no TOML', { line }));
      continue;
    }
    const found = valuesFrom(lines, index);
    if (found.values === null) {
      read.mistakes.push(faultOf(whole, line, found.tech));
      continue;
    }
    const end = lines[index + found.count - 1]?.end ?? start;
    for (const [path, value] of leaves(found.values)) {
      const names = [...(table === '' ? [] : [table]), ...path];
      read.statements.push({
        line,
        heading: table,
        table: names.slice(0, -1).join('.'),
        key: names.at(-1) ?? '',
        value,
        start,
        end,
      });
    }
    index += found.count - 1;
  }
  return read;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const found of text.matchAll(/\r\n|\n|\r|$/g)) {
    lines.push({ text: text.slice(start, found.index), start, end: found.index });
    start = found.index + found[0].length;
  }
  return lines;
}

/** A header that lacks its bracket still names the table that was meant. */
function headerOf(line: string): { name: string; isWhole: boolean } {
  const given = parsed(line);
  if (!(given instanceof Error)) return { name: pathOf(given).join('.'), isWhole: true };
  return { name: /^\s*\[+\s*([\w-]*)/.exec(line)?.[1] ?? '', isWhole: false };
}

function pathOf(tables: object): string[] {
  return Object.entries(tables).flatMap(([key, inner]) => [key, ...pathOf(inner)]);
}

/** The file's own tables have two levels. The code that walks a value below is recursive, so depth needs a limit. */
const DEEPEST_LEVELS = 16;

/** Reads a value of one line, or of as many lines as its brackets or triple quotes span. */
function valuesFrom(
  lines: readonly Line[],
  index: number,
): { values: Record<string, unknown>; count: number } | { values: null; tech: string } {
  const first = lines[index]?.text ?? '';
  const most = /=\s*("""|'''|\[|\{)/.test(first) ? LINES_OF_ONE : 1;
  let tech = '';
  for (let count = 1; count <= Math.min(most, lines.length - index); count++) {
    const given = parsed(
      lines
        .slice(index, index + count)
        .map(({ text }) => text)
        .join('\n'),
    );
    if (!(given instanceof Error)) return { values: given, count };
    if (count === 1) tech = given.message.split('\n')[0] ?? '';
  }
  return { values: null, tech };
}

function parsed(text: string): Record<string, unknown> | Error {
  try {
    const value = parse(text);
    return isNestedDeeper(value, DEEPEST_LEVELS) ? new Error('nested too deep') : value;
  } catch (error) {
    return error as Error;
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function leaves(value: unknown, path: string[] = []): [string[], unknown][] {
  if (!isTable(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/**
 * The reason why a line is not TOML, as its author would see it. The reason does not repeat the line, which may hold a
 * secret.
 */
function faultOf(whole: string, line: number, tech: string): Reason {
  const [, key = '', value = ''] = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(whole) ?? [];
  const place = { line, key };
  if (key === '') return because('cardNoEquals', tech, { line });
  if (TYPOGRAPHIC.test(value.charAt(0)) || /^["'].*[“”»’]$/.test(value))
    return because('cardQuotesTypographic', tech, place);
  if (!/^["']/.test(value)) return because('cardQuotesMissing', tech, place);
  if (value.indexOf(value.charAt(0), 1) < 0) return because('cardQuoteOpen', tech, place);
  if (value.startsWith('"') && value.includes('\\')) return because('cardBackslash', tech, place);
  return because('cardLineUnreadable', tech, place);
}
