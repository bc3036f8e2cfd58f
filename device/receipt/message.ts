/** Messages, and the ways they can go. */
import type { Pace } from '../net/request-body.ts';
import type { Reason } from '../reason.ts';
import type { Settings } from '../settings/settings-schema.ts';

export interface Message {
  /** The same at each try, so that a recipient recognises a repeat. */
  id: string;
  subject: string;
  text: string;
  /** For programs. */
  json: unknown;
}

export const CHANNELS = ['webhook', 'email', 'matrix'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export interface SendContext {
  /** Ends it at once. */
  signal: AbortSignal;
  /** Null: somebody waits for it. */
  pace: Pace | null;
}

export interface Channel {
  /** Who gets messages by it: none while its settings are empty. */
  recipients(settings: Settings['receipt']): string[];
  /** Settings were begun, and something they need is missing. */
  isIncomplete(settings: Settings['receipt']): boolean;
  /** One try. Null: it has been taken. Never rejects; nothing secret is in the reason. */
  send(
    message: Message,
    recipient: string,
    settings: Settings['receipt'],
    context: SendContext,
  ): Promise<Reason | null>;
}
