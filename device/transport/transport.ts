/**
 * What is special about one protocol that talks are published by. Each has a folder of its own beside this file; the rest of the
 * house knows this interface and `transports.ts`.
 */
import type { Reason, ReasonCode } from '../reason.ts';

/** Why a publication failed, told apart by what a person can do about it. */
export type PublishFailure =
  /** The server answered and does not want this stream: wrong key, wrong application. */
  | 'refused'
  /** The server still holds the stream of an attempt that it has not noticed to be dead. */
  | 'stillHeld'
  | 'unresolvable'
  | 'unreachable'
  /** Nothing came back in time. */
  | 'noAnswer'
  /** The box did not get to it: nothing is known of the server. */
  | 'boxBusy'
  | 'tls'
  /** The server answered and has no room for a stream now. */
  | 'overloaded'
  /** Of both sides, each with a passphrase. */
  | 'passphraseWrong'
  /** The server wants one, and none is given. */
  | 'passphraseMissing'
  /** One is given, and the server has none. */
  | 'passphraseUnexpected'
  /** It ran, then the connection was closed. */
  | 'closed'
  /** It ran, then nothing was taken any more. */
  | 'stalled'
  /** The box has nothing installed that speaks this protocol. */
  | 'notInstalled';

/** How much of what was sent has arrived. */
export interface LinkState {
  /** Bytes handed to the network so far, as the connection counts them. */
  sent: number;
  /** Bytes that the server itself has acknowledged; 0 where it never does. */
  acknowledged: number;
  /** Bytes of `sent` that are known to have arrived. */
  delivered: number;
  /** More than `delivered` may have arrived: up to so many bytes are not told yet. */
  slackBytes: number;
}

/** Where a destination is published, with its secrets kept apart from everything that is shown. */
export interface TransportAddress {
  host: string;
  port: number;
  /** What of it no log may hold: the key, signed parameters, a log-in. */
  hidden: string[];
  /** Nobody on the way can read what is published, nor the key. */
  isEncrypted: boolean;
  patience: Patience;
  /** At the end of a stream, how long things are still on their way, before the sink says goodbye; 0: it waits by itself. */
  lingerMs: number;
  /** Of the sink, set in this order. They stand in no launch line, which others can see. */
  properties: { property: string; value: string | number | boolean }[];
}

/** How long bytes may be on their way, beyond what an empty link takes. */
export interface Patience {
  /** Above it the link carries less than it is given, and viewers will lose by it. */
  lateMs: number;
  /** Below it nothing has queued up. */
  calmMs: number;
}

/** What of a destination's settings makes its address. */
export interface Sender {
  url: string;
  streamKey: string;
  passphrase: string;
}

/** What cannot work, whatever the server is. */
export interface AddressFault {
  /** Of the destination's settings. */
  key: keyof Sender;
  code: ReasonCode;
  values: Reason['values'];
}

export interface FailedAttempt {
  /** What the bus error says, and its detail, untranslated. */
  message: string;
  debug: string;
  /** Whether media had been taken before. */
  wasLive: boolean;
}

export interface Transport {
  name: string;
  /** Schemes of its addresses, each with the port that is meant where none is given; 0: one must be. */
  schemes: Readonly<Record<string, number>>;
  /** Regular expression of a whole address, and one that fits. */
  form: string;
  example: string;
  /** What the sink is given: FLV tags, or packets of MPEG-TS. */
  container: 'flv' | 'mpegts';
  /** The element that publishes, as GStreamer's text has it; its name is `SINK`. */
  sink: string;
  address(sender: Sender): TransportAddress;
  faults(sender: Sender): AddressFault[];
  /** An address with a passphrase in it, taken apart; null: there is none in it. */
  withoutPassphrase(url: string): { url: string; passphrase: string } | null;
  failureOf(attempt: FailedAttempt): PublishFailure;
  /**
   * Asks the server itself why it did not take the stream, where the sink does not say; null: nothing more is known. Never
   * rejects; takes 3 s at most once the name is resolved.
   */
  explain(sender: Sender): Promise<Explanation | null>;
  /** The sentence for a failure that this protocol tells more about than others. */
  reasons: Partial<Record<PublishFailure | PortFinding['what'], ReasonCode>>;
  /** After these the server is asked for again and again: it may be back any moment. */
  away: readonly PublishFailure[];
  /** The server has agreed to take the stream. */
  isAccepted(link: LinkState): boolean;
  /** In the worker, one for each connection: reads the sink's `stats`. `nowMs` is monotonic. */
  linkReader(port: number): (stats: string, nowMs: number) => LinkState;
  /** Null when a server answers at the port. Nothing is published. Never rejects; takes 5 s at most once the name is resolved. */
  reach(host: string, port: number): Promise<Unreached | null>;
  /** What listens at a port that has not answered as it should; null: nothing is known. Never rejects; takes 3 s at most. */
  lookAt(host: string, port: number): Promise<PortFinding | null>;
}

export interface Unreached {
  why: 'unresolvable' | 'unreachable' | 'noAnswer';
  tech: string;
}

export interface Explanation {
  why: PublishFailure;
  tech: string;
}

export interface PortFinding {
  what: 'otherProtocol' | 'nothingListens';
  tech: string;
}

export const SINK = 'out';

/** The text with every appearance of the key and its like taken out. */
export function withoutHidden(text: string, { hidden }: Pick<TransportAddress, 'hidden'>): string {
  return (
    hidden
      // Half a character, which JSON can bring, has no escaped form: `Buffer` makes a whole one of it.
      .flatMap((word) => [word, encodeURIComponent(Buffer.from(word).toString())])
      .reduce((shown, word) => shown.replaceAll(word, '***'), text)
  );
}

/** What the binding says where a box lacks an element: the same words for each of them. */
export const isElementMissing = (message: string) => /^no element "/.test(message);
