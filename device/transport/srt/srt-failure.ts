/** Finds why a publication failed, by what a person can do about it. Pure. */
import { type FailedAttempt, isElementMissing, type PublishFailure } from '../transport.ts';

/** Reasons of the protocol for refusing a caller (draft-sharabayko-srt, table 7), as libsrt numbers them. */
const REASONS: Readonly<Record<number, PublishFailure>> = {
  3: 'overloaded',
  5: 'overloaded',
  10: 'passphraseWrong',
};
/** One side encrypts and the other does not. */
const UNSECURE = 11;
/** From here on reasons are the server's own; up to 2000 they are those of HTTP, with 1000 added. */
const SERVERS_OWN = 1000;
const HTTP_REASONS: Readonly<Record<number, PublishFailure>> = {
  1402: 'overloaded',
  1409: 'stillHeld',
  1423: 'stillHeld',
  1500: 'overloaded',
  1503: 'overloaded',
};

/** Texts are those of GStreamer 1.22 and libsrt 1.5. They do not mention a refusal: see `srtCall`. */
export function srtFailure({ message, debug, wasLive }: FailedAttempt): PublishFailure {
  if (isElementMissing(message)) return 'notInstalled';
  if (/Failed to resolve|Name or service not known/.test(debug)) return 'unresolvable';
  return wasLive ? 'closed' : 'noAnswer';
}

/** @param isEncrypted whether the caller gave a passphrase */
export function refusal(reason: number, isEncrypted: boolean): PublishFailure {
  if (reason === UNSECURE) return isEncrypted ? 'passphraseUnexpected' : 'passphraseMissing';
  if (reason >= SERVERS_OWN) return HTTP_REASONS[reason] ?? 'refused';
  return REASONS[reason] ?? 'refused';
}
