/**
 * What is shown to whoever asks holds no secret: not the stream keys, passwords and tokens of the settings, which a server may
 * answer with, and nothing of an address that may be one (a user's name and password, what stands behind `?`).
 */

const HIDDEN = '***';
/** Words of one or two letters would only garble what is told. */
const SHORTEST = 3;
/** `room=a1` is no secret. */
const SHORTEST_VALUE = 6;

let words: string[] = [];

/** From now on these are taken out of every detail and every line of the log: one process is one box. */
export function hideSecrets(secrets: readonly string[]): void {
  const forms = secrets
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((secret) => [
      secret,
      // As they stand in a line of the log, in an address, and in a header.
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]);
  // Longest first: one may be the beginning of another.
  words = [...new Set(forms)].sort((one, other) => other.length - one.length);
}

/** A text of the box or of a foreign server, before anything of it is cut off. */
export function withoutSecrets(text: string): string {
  return withoutAddressSecrets(words.reduce((left, word) => left.replaceAll(word, HIDDEN), text));
}

/** A text with addresses in it, which may be a line of JSON: what is escaped in it ends an address. */
export function withoutAddressSecrets(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(
    /([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s\\/?#"'<>]{1,500}@)?([^\s\\?#"'<>]*)([?#][^\s\\"'<>]*)?/gi,
    (_, scheme: string, rest: string, query?: string) => `${scheme}${rest}${query ? `${query[0]}${HIDDEN}` : ''}`,
  );
}

/** What may be a secret in an address: the password before its host, values behind `?`. Short values tell nothing. */
export function secretsInAddress(address: string): string[] {
  const [, user = '', query = ''] = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#]*)@)?[^?#]*(?:\?([^#]*))?/i.exec(address) ?? [];
  const [, password = user] = /^[^:]*:(.*)$/s.exec(user) ?? [];
  return readings([password, ...valuesIn(query)]);
}

/** A stream key, and what a server may tell of a part of it: keys such as `room?token=…` are signed addresses. */
export function secretsInKey(key: string): string[] {
  const [, query = ''] = /^[^?]*\?(.*)$/s.exec(key) ?? [];
  return readings([key, query, ...valuesIn(query)]);
}

const valuesIn = (query: string) =>
  query
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
    .filter(({ length }) => length >= SHORTEST_VALUE);

/** As they are written, and as they are meant. */
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

/** An address by itself, as it may be opened by anybody. */
export function openAddress(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/s, '');
}
