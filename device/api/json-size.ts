import { because, type Reason } from '../reason.ts';

/** Limits of a JSON text. `values` counts members and elements. */
export interface JsonLimits {
  levels: number;
  values: number;
}

/** The reason when a JSON text exceeds a limit, or null. One pass finds it before any object is made. */
export function jsonExcess({ levels, values }: JsonLimits, json: string): Reason | null {
  let depth = 0;
  let count = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const letter = json.charCodeAt(at);
    if (isInString) {
      if (letter === BACKSLASH) at++;
      else if (letter === QUOTE) isInString = false;
    } else if (letter === QUOTE) isInString = true;
    else if (letter === COMMA) {
      count++;
      if (count >= values) return because('faultTooMany', `over ${values} values`, { most: values });
    } else if (letter === OPEN_BRACE || letter === OPEN_BRACKET) {
      depth++;
      if (depth > levels) return because('faultTooDeep', `over ${levels} levels`);
    } else if (letter === CLOSE_BRACE || letter === CLOSE_BRACKET) depth--;
  }
  return null;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [...'"\\,{}[]'].map((letter) =>
  letter.charCodeAt(0),
);
