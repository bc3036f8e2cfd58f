/** Parses attribute lists of HLS tags (RFC 8216, 4.2). Pure, and linear in the text: it reads each character once. */

/** A tag of the standard has twenty at most. */
const MOST_ATTRIBUTES = 64;

/** Attributes by name, without quotation marks; the first of a name counts. */
export function attributesOf(list: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let at = 0;
  while (at < list.length && attributes.size < MOST_ATTRIBUTES) {
    const equals = list.indexOf('=', at);
    if (equals < 0) break;
    // A name without a value is skipped with its comma.
    const name = list.slice(at, equals).split(',').at(-1)?.trim() ?? '';
    const isQuoted = list[equals + 1] === '"';
    const quote = isQuoted ? before(list.indexOf('"', equals + 2), list) : equals;
    const end = before(list.indexOf(',', quote), list);
    const value = isQuoted ? list.slice(equals + 2, quote) : list.slice(equals + 1, end).trim();
    if (!attributes.has(name)) attributes.set(name, value);
    at = end + 1;
  }
  return attributes;
}

/** Position of a find; without one, the end. */
function before(found: number, text: string): number {
  return found < 0 ? text.length : found;
}
