/** Sends a test message to everybody whom the settings name, and reports how that went. */
import { randomUUID } from 'node:crypto';
import { because, type Language, type Reason } from '../reason.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { channels } from './channels/channels.ts';
import { CHANNELS, type ChannelName } from './message.ts';
import { recipientsOf, testMessage } from './messages.ts';

/** Longer than a try may take that is worth waiting for at a page. */
const PATIENCE_MS = 30_000;

export interface ChannelTrial {
  channel: ChannelName;
  /** Null: its settings are not complete. */
  recipient: string | null;
  /** Null: it has been taken. */
  reason: Reason | null;
}

/** Empty where the settings name nobody. Never rejects. */
export async function tryChannels(settings: Settings, language: Language): Promise<ChannelTrial[]> {
  const { receipt, room } = settings;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const message = testMessage(`test.${randomUUID()}`, room.name, language);
  const incomplete = CHANNELS.filter((channel) => channels[channel].isIncomplete(receipt)).map((channel) => ({
    channel,
    recipient: null,
    reason: because('receiptIncomplete', channel),
  }));
  const tried = recipientsOf(receipt).map(async ({ channel, recipient }) => ({
    channel,
    recipient: shownRecipient(channel, recipient),
    reason: await channels[channel].send(message, recipient, receipt, { signal, pace: null }),
  }));
  return [...incomplete, ...(await Promise.all(tried))];
}

/** The rest of a webhook's address can be a secret. */
export function shownRecipient(channel: ChannelName, recipient: string): string {
  return channel === 'webhook' && URL.canParse(recipient) ? new URL(recipient).host : recipient;
}
