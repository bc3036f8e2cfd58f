/**
 * What is special about one protocol that talks are published by. Each has a folder of its own beside this file; the rest of the
 * house knows this interface and `transports.ts`.
 */
import type { ReasonCode } from '../reason.ts';

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
  /** Of the sink, set in this order. They stand in no launch line, which others can see. */
  properties: { property: string; value: string | number | boolean }[];
}

/** What of a destination's settings makes its address. */
export interface Sender {
  url: string;
  streamKey: string;
}

export interface Transport {
  name: string;
  /** Schemes of its addresses, each with the port that is meant where none is given. */
  schemes: Readonly<Record<string, number>>;
  /** Regular expression of a whole address, and one that fits. */
  form: string;
  example: string;
  /** How a tag is written to the worker, which hands buffer after buffer to the sink. */
  container: 'flv';
  /** The element that publishes, as GStreamer's text has it; its name is `SINK`. */
  sink: string;
  address(sender: Sender): TransportAddress;
  /** @param wasLive whether media had been taken before; @param message what the bus error says, untranslated */
  failureOf(message: string, wasLive: boolean): PublishFailure;
  /** The sentence for a failure that this protocol tells more about than others. */
  reasons: Partial<Record<PublishFailure | 'otherProtocol', ReasonCode>>;
  /** The server has agreed to take the stream. */
  isAccepted(link: LinkState): boolean;
  /** In the worker, one for each connection: reads the sink's `stats`. `nowMs` is monotonic. */
  linkReader(port: number): (stats: string, nowMs: number) => LinkState;
  /** Null when a server answers at the port. Nothing is published. Never rejects; takes 5 s at most. */
  reach(host: string, port: number): Promise<Unreached | null>;
  /** The beginning of what a port says where that is another protocol; null where it is this one, or silence. Never rejects. */
  otherProtocol(host: string, port: number): Promise<string | null>;
}

export interface Unreached {
  code: 'destinationUnresolvable' | 'destinationUnreachable';
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
