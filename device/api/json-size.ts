/** Whether a text of JSON has more than so many levels, told in one pass before anything goes down into them. */
export function isDeeperThan(levels: number, json: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const letter = json.charCodeAt(at);
    if (isInString) {
      if (letter === BACKSLASH) at++;
      else if (letter === QUOTE) isInString = false;
    } else if (letter === QUOTE) isInString = true;
    else if (letter === OPEN_BRACE || letter === OPEN_BRACKET) {
      depth++;
      if (depth > levels) return true;
    } else if (letter === CLOSE_BRACE || letter === CLOSE_BRACKET) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [...'"\\{}[]'].map((letter) =>
  letter.charCodeAt(0),
);
