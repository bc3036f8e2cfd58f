/** Variables of a playlist's addresses (EXT-X-DEFINE of RFC 8216bis, 4.3). Pure, and bounded. */

export type Variables = ReadonlyMap<string, string>;

/** Greatest length of a line. */
const MOST_CHARACTERS = 16_384;

/**
 * Reads what a tag defines; null: it names a variable that does not exist, which makes the whole playlist unreadable.
 */
export function defined(
  attributes: ReadonlyMap<string, string>,
  { base, imported }: { base: string; imported: Variables },
): [name: string, value: string] | null {
  const name = attributes.get('NAME');
  if (name !== undefined) return [name, attributes.get('VALUE') ?? ''];
  const query = attributes.get('QUERYPARAM');
  const found = query === undefined ? imported.get(attributes.get('IMPORT') ?? '') : queryOf(base).get(query);
  return found === undefined || found === null ? null : [query ?? attributes.get('IMPORT') ?? '', found];
}

/** @returns the text with its variables filled in; null: one is not defined, or it becomes too long */
export function filledIn(text: string, variables: Variables): string | null {
  if (!text.includes('{$')) return text;
  const parts: string[] = [];
  let characters = 0;
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{$', at);
    const close = open < 0 ? -1 : text.indexOf('}', open);
    const plain = close < 0 ? text.slice(at) : text.slice(at, open);
    const value = close < 0 ? '' : variables.get(text.slice(open + 2, close));
    if (value === undefined) return null;
    characters += plain.length + value.length;
    if (characters > MOST_CHARACTERS) return null;
    parts.push(plain, value);
    at = close < 0 ? text.length : close + 1;
  }
  return parts.join('');
}

function queryOf(address: string): URLSearchParams {
  return URL.canParse(address) ? new URL(address).searchParams : new URLSearchParams();
}
