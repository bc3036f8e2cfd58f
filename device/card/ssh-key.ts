/** Check of a text that should be the content of a `.pub` file. Pure. */

const KINDS =
  'ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp256|ecdsa-sha2-nistp384|ecdsa-sha2-nistp521|sk-ssh-ed25519@openssh\\.com|sk-ecdsa-sha2-nistp256@openssh\\.com';
const LINE = new RegExp(`^(${KINDS}) ([A-Za-z0-9+/]+={0,2})(?: [^\\r\\n]*)?$`);

/** One or several keys, one a line. */
export function sshKeyFault(text: string): 'cardSshKeyBad' | 'cardSshKeyPrivate' | null {
  if (/PRIVATE KEY/.test(text)) return 'cardSshKeyPrivate';
  const lines = sshKeyLines(text);
  return lines.length > 0 && lines.every(isKey) ? null : 'cardSshKeyBad';
}

export function sshKeyLines(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/**
 * The kind of key is written in front and, with its length, inside the key. Half a key, or one without its end, lacks
 * something.
 */
function isKey(line: string): boolean {
  const [, kind = '', base64 = ''] = LINE.exec(line) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  const parts: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return false;
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return kind !== '' && parts.length >= 2 && parts[0]?.toString('latin1') === kind;
}
