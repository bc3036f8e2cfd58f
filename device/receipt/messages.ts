/** Receipts as they are sent: one message for each who gets it. Pure. */
import { createHash } from 'node:crypto';
import type { Language } from '../reason.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { channels } from './channels/channels.ts';
import { CHANNELS, type ChannelName, type Message } from './message.ts';
import type { Receipt } from './receipt-schema.ts';
import { receiptText } from './receipt-text.ts';
import { RECEIPT_WORDS } from './receipt-words.ts';

export interface Addressed {
  channel: ChannelName;
  recipient: string;
  message: Message;
}

/** Everybody whom the settings name. */
export function recipientsOf(settings: Settings['receipt']): { channel: ChannelName; recipient: string }[] {
  return CHANNELS.flatMap((channel) =>
    [...new Set(channels[channel].recipients(settings))].map((recipient) => ({ channel, recipient })),
  );
}

export function messagesOf(receipt: Receipt, settings: Settings['receipt'], language: Language): Addressed[] {
  const { subject, verdict, advice, facts } = receiptText(receipt, language);
  const paragraphs = [[verdict, ...advice], facts, [RECEIPT_WORDS[language].from]];
  const text = paragraphs.map((lines) => lines.join('\n')).join('\n\n');
  const json = { ...receipt, language, verdict, advice, text };
  return recipientsOf(settings).map(({ channel, recipient }) => ({
    channel,
    recipient,
    message: { id: idOf(receipt.id, channel, recipient), subject, text, json },
  }));
}

/** @param id a new one for each test: the same would be taken for a repeat */
export function testMessage(id: string, room: string, language: Language): Message {
  const words = RECEIPT_WORDS[language];
  const text = `${words.test(room)}\n\n${words.from}`;
  return { id, subject: words.testSubject(room), text, json: { type: 'test', version: 1, room, language, text } };
}

/** The same for each try, also after a restart: a recipient's address is in it as a hash. */
export function idOf(receipt: string, channel: ChannelName, recipient: string): string {
  return `${receipt}.${channel}.${createHash('sha256').update(recipient).digest('hex').slice(0, 12)}`;
}
