/**
 * The place where a text stops being JSON, and what its writer most likely meant. `JSON.parse` gives the place in only
 * some of its messages, and words them differently in each version of Node. Pure, linear, without recursion.
 */
import { because, type Reason, type ReasonCode } from '../reason.ts';

/** Each expression is tried at one place, where it matches at once or not at all. */
const BLANKS = /[ \t\r\n]*/y;
const WORD = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const QUOTES = /['“”„«»‘’‚‹›`]/;

type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd' | 'end';

/** Null where it is JSON. */
export function jsonFault(text: string): Reason | null {
  const open: ('{' | '[')[] = [];
  let expected = 'value' as Expected;
  let at = 0;
  const fault = (code: ReasonCode) => because(code, code, placeOf(text, at));
  const valueEnds = () => {
    expected = open.length > 0 ? 'commaOrEnd' : 'end';
  };
  for (;;) {
    at = skipped(BLANKS, text, at);
    const sign = text.charAt(at);
    if (sign === '') return expected === 'end' ? null : fault('jsonCutOff');
    if (sign === '#' || /^\/[/*]/.test(text.slice(at, at + 2))) return fault('jsonComment');
    if (expected === 'colon') {
      if (sign !== ':') return fault('jsonWrong');
      at++;
      expected = 'value';
    } else if (expected === 'commaOrEnd' && sign === ',') {
      at++;
      expected = open.at(-1) === '{' ? 'name' : 'value';
    } else if (sign === '}' || sign === ']') {
      const isRight = open.at(-1) === (sign === '}' ? '{' : '[');
      const mayEnd = expected === 'commaOrEnd' || expected === 'nameOrEnd' || expected === 'valueOrEnd';
      if (isRight && !mayEnd)
        return fault(expected === 'value' && open.at(-1) === '{' ? 'jsonWrong' : 'jsonCommaTooMany');
      if (!isRight) return fault('jsonWrong');
      open.pop();
      at++;
      valueEnds();
    } else if (expected === 'commaOrEnd') return fault('jsonCommaMissing');
    else if (expected === 'end') return fault('jsonWrong');
    else if (sign === '"') {
      at = endOfText(text, at + 1);
      if (text.charAt(at) !== '"') return fault(at >= text.length ? 'jsonCutOff' : 'jsonText');
      at++;
      if (expected === 'name' || expected === 'nameOrEnd') expected = 'colon';
      else valueEnds();
    } else if (QUOTES.test(sign) || expected === 'name' || expected === 'nameOrEnd')
      return fault(sign === ',' ? 'jsonCommaTooMany' : 'jsonQuotes');
    else if (sign === '{' || sign === '[') {
      open.push(sign);
      at++;
      expected = sign === '{' ? 'nameOrEnd' : 'valueOrEnd';
    } else {
      const end = skipped(WORD, text, at);
      if (end === at)
        return fault(sign === ',' ? 'jsonCommaTooMany' : /[A-Za-z]/.test(sign) ? 'jsonQuotes' : 'jsonWrong');
      at = end;
      valueEnds();
    }
  }
}

/**
 * Place of the closing quote, or of the first character that a string cannot hold. A loop: one expression for a long
 * text runs out of stack.
 */
function endOfText(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '"' && text.charAt(at) >= ' ') {
    const next = text.charAt(at) === '\\' ? skipped(ESCAPE, text, at) : at + 1;
    if (next === at) break;
    at = next;
  }
  return at;
}

function skipped(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

/** Line and column, both from 1, as editors count. */
function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}
