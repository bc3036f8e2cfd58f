/** Attribute lists of HLS tags (RFC 8216, 4.2). Pure, and linear in the text: each character is looked at once. */

/** A tag of the standard has twenty at most. */
const MOST_ATTRIBUTES = 64;

/** By name, without quotation marks; the first of a name counts. */
export function attributesOf(list: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let at = 0;
  while (at < list.length && attributes.size < MOST_ATTRIBUTES) {
    const equals = list.indexOf('=', at);
    if (equals < 0) break;
    // What has no value is passed over with its comma.
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

/** Where something was found; without it, the end. */
function before(found: number, text: string): number {
  return found < 0 ? text.length : found;
}
