/** Reads from the message of `rtmp2sink` why a publication failed, by what a person can do about it. Pure. */
import { isElementMissing, type PublishFailure } from '../transport.ts';

/**
 * @param message what the bus error says (texts of GStreamer 1.22 and GLib, untranslated)
 * @param wasLive whether media had been taken before
 */
export function rtmpFailure(message: string, wasLive: boolean): PublishFailure {
  if (isElementMissing(message)) return 'notInstalled';
  // `rtmp2sink` calls every BadName "stream already exists"; only the server's own words distinguish a held name from a
  // bad key.
  const words = /"description": "([^"]*)"/.exec(message)?.[1] ?? '';
  if (/already|exists|in use|busy/i.test(words)) return 'stillHeld';
  // An address of one part and no key names no stream, and only a person knows which one is meant.
  if (/host is not set/i.test(message)) return 'refused';
  if (/resolving|name or service not known|temporary failure in name resolution/i.test(message)) return 'unresolvable';
  if (!wasLive && /could not connect/i.test(message)) return 'unreachable';
  // The step that timed out does not matter: nobody has said anything against the stream.
  if (!wasLive && /timed out/i.test(message)) return 'noAnswer';
  if (/tls|certificate/i.test(message)) return 'tls';
  if (wasLive) return 'closed';
  // nginx-rtmp closes the connection where others answer with an error status; both are a refusal of that command.
  if (
    /'(publish|connect|createStream)' cmd failed|not authori[sz]ed|publish denied|NetConnection\.Connect\.Rejected/i.test(
      message,
    )
  )
    return 'refused';
  if (/refused|unreachable|no route/i.test(message)) return 'unreachable';
  return 'noAnswer';
}
