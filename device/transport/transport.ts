/**
 * One protocol that talks are published by. Each has a folder beside this file; the rest of the program knows only this
 * interface and `transports.ts`.
 */
import type { Reason, ReasonCode } from '../reason.ts';

/** Causes of a failed publication, by what a person can do about them. */
export type PublishFailure =
  /** The server answered and does not want this stream: wrong key, wrong application. */
  | 'refused'
  /** The server still holds the stream of an attempt that it has not noticed to be dead. */
  | 'stillHeld'
  | 'unresolvable'
  | 'unreachable'
  /** Nothing came back in time. */
  | 'noAnswer'
  /** The box did not get to its work: nothing is known of the server. */
  | 'boxBusy'
  | 'tls'
  /** The server answered and has no room for a stream now. */
  | 'overloaded'
  /** Each side has a passphrase, and they differ. */
  | 'passphraseWrong'
  /** The server wants one, and the box has none. */
  | 'passphraseMissing'
  /** The box has one, and the server has none. */
  | 'passphraseUnexpected'
  /** It ran, then the connection was closed. */
  | 'closed'
  /** It ran, then the server took nothing more. */
  | 'stalled'
  /** The box has nothing installed that speaks this protocol. */
  | 'notInstalled';

/** Progress of the bytes that were sent. */
export interface LinkState {
  /** Bytes handed to the network so far, as the connection counts them. */
  sent: number;
  /** Bytes that the server itself has acknowledged; 0 where it never does. */
  acknowledged: number;
  /** Bytes of `sent` that are known to have arrived. */
  delivered: number;
  /** Bytes beyond `delivered` that may have arrived and are not reported yet. */
  slackBytes: number;
}

/** Address of a destination, with its secrets kept apart from everything that is shown. */
export interface TransportAddress {
  host: string;
  port: number;
  /** Secrets of the address that no log may hold: the key, signed parameters, a log-in. */
  hidden: string[];
  /** Nobody on the way can read what is published, nor the key. */
  isEncrypted: boolean;
  patience: Patience;
  /**
   * Time after the end of a stream in which data is still on its way, before the sink ends the connection; 0: the sink
   * waits by itself.
   */
  lingerMs: number;
  /** Properties of the sink, set in this order. They are in no launch line, which others can see. */
  properties: { property: string; value: string | number | boolean }[];
}

/** Limits of the time that bytes are on their way, beyond that of an empty link. */
export interface Patience {
  /** Delay from which on the link carries less than it is given, so that viewers will lose by it. */
  lateMs: number;
  /** Delay below which nothing has queued up. */
  calmMs: number;
}

/** Settings of a destination that make up its address. */
export interface Sender {
  url: string;
  streamKey: string;
  passphrase: string;
}

/** A fault of an address that no server can make work. */
export interface AddressFault {
  /** Key in the destination's settings. */
  key: keyof Sender;
  code: ReasonCode;
  values: Reason['values'];
}

export interface FailedAttempt {
  /** Text of the bus error and its detail, untranslated. */
  message: string;
  debug: string;
  /** Media had been taken before. */
  wasLive: boolean;
}

export interface Transport {
  name: string;
  /** Schemes of its addresses, each with the port that is meant where none is given; 0: one must be. */
  schemes: Readonly<Record<string, number>>;
  /** Regular expression of a whole address, and one that fits. */
  form: string;
  example: string;
  /** Container that the sink takes: FLV tags, or packets of MPEG-TS. */
  container: 'flv' | 'mpegts';
  /** The element that publishes, as GStreamer's text has it; its name is `SINK`. */
  sink: string;
  address(sender: Sender): TransportAddress;
  faults(sender: Sender): AddressFault[];
  /** Takes the passphrase out of an address; null: there is none in it. */
  withoutPassphrase(url: string): { url: string; passphrase: string } | null;
  failureOf(attempt: FailedAttempt): PublishFailure;
  /**
   * Asks the server why it did not take the stream, for sinks that do not say so; null: nothing more is known. Never
   * rejects; takes 3 s at most once the name is resolved.
   */
  explain(sender: Sender): Promise<Explanation | null>;
  /** Sentences for failures that this protocol knows more about than others. */
  reasons: Partial<Record<PublishFailure | PortFinding['what'], ReasonCode>>;
  /** Failures after which the server is tried again and again: it may be back at any moment. */
  away: readonly PublishFailure[];
  /** The server has agreed to take the stream. */
  isAccepted(link: LinkState): boolean;
  /** Makes the worker's reader of the sink's `stats` for one connection. `nowMs` is monotonic. */
  linkReader(port: number): (stats: string, nowMs: number) => LinkState;
  /**
   * Finds out whether a server answers at the port; null: it does. Publishes nothing. Never rejects; takes 5 s at most
   * once the name is resolved.
   */
  reach(host: string, port: number): Promise<Unreached | null>;
  /**
   * Finds out what listens at a port that has not answered as it should; null: nothing is known. Never rejects; takes 3
   * s at most.
   */
  inspectPort(host: string, port: number): Promise<PortFinding | null>;
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

/** The text with each occurrence of the key and of the other secrets replaced. */
export function withoutHidden(text: string, { hidden }: Pick<TransportAddress, 'hidden'>): string {
  return (
    hidden
      // JSON can hold half a character, which has no escaped form: `Buffer` makes a whole one of it.
      .flatMap((word) => [word, encodeURIComponent(Buffer.from(word).toString())])
      .reduce((shown, word) => shown.replaceAll(word, '***'), text)
  );
}

/** The binding's message for a missing element, the same for each of them. */
export const isElementMissing = (message: string) => /^no element "/.test(message);
