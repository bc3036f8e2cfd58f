/**
 * Texts for readers hold no secret. The stream keys, passwords and tokens of the settings are masked, because a server
 * may repeat them. In an address everything that may be a secret is masked: user name, password and the values behind
 * `?`.
 */

const HIDDEN = '***';
/** Masking words of one or two letters would only garble the text. */
const SHORTEST = 3;
/** `room=a1` is no secret. */
const SHORTEST_VALUE = 6;

let words: string[] = [];

/** From this call on, these secrets are taken out of every detail and every line of the log. One process is one box. */
export function hideSecrets(secrets: readonly string[]): void {
  const forms = secrets
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((secret) => [
      secret,
      // The forms of a secret in a line of the log, in an address, and in a header.
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]);
  // Longest first, because one secret may be the beginning of another.
  words = [...new Set(forms)].sort((one, other) => other.length - one.length);
}

/**
 * Masks the secrets in a text of the box or of another server. Call it before the text is cut: half a secret is not
 * found.
 */
export function withoutSecrets(text: string): string {
  return withoutAddressSecrets(words.reduce((left, word) => left.replaceAll(word, HIDDEN), text));
}

/** Masks secrets in the addresses of a text. The text may be a line of JSON: an escape in it ends an address. */
export function withoutAddressSecrets(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(
    /([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s\\/?#"'<>]{1,500}@)?([^\s\\?#"'<>]*)([?#][^\s\\"'<>]*)?/gi,
    (_, scheme: string, rest: string, query?: string) => `${scheme}${rest}${query ? `${query[0]}${HIDDEN}` : ''}`,
  );
}

/**
 * Parts of an address that may be secret: the password before its host, and the values behind `?`. Values below six
 * characters give nothing away.
 */
export function secretsInAddress(address: string): string[] {
  const [, user = '', query = ''] = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#]*)@)?[^?#]*(?:\?(.*))?$/is.exec(address) ?? [];
  const [, password = user] = /^[^:]*:(.*)$/s.exec(user) ?? [];
  // On the web `#` ends the values, but stream ids contain it. Both readings are masked.
  return readings([password, ...valuesIn(query.replace(/#.*$/s, '')), ...valuesIn(query)]);
}

/** A stream key, and its secret parts that a server may repeat: keys such as `room?token=…` are signed addresses. */
export function secretsInKey(key: string): string[] {
  const [, query = ''] = /^[^?]*\?(.*)$/s.exec(key) ?? [];
  return readings([key, query, ...valuesIn(query)]);
}

const valuesIn = (query: string) =>
  query
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
    .filter(({ length }) => length >= SHORTEST_VALUE);

/** The secrets as written, and as decoded. */
function readings(secrets: string[]): string[] {
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return [...new Set(secrets.flatMap((one) => [one, decoded(one)]))].filter((one) => one !== '');
}

/** An address by itself, in a form that anybody may open. */
export function openAddress(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/s, '');
}
