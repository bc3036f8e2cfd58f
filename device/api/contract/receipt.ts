/** The receipt of a talk, the messages that wait, and the test of the channels. */
import { type Static, Type } from 'typebox';
import { ReceiptSchema } from '../../receipt/receipt-schema.ts';
import { choice, ReasonSchema } from './status.ts';

const ChannelSchema = choice('webhook', 'email', 'matrix');

export const ShownReceiptSchema = Type.Object({
  receipt: ReceiptSchema,
  verdict: Type.String({ description: 'In the language that was asked for' }),
  advice: Type.Array(Type.String()),
  facts: Type.Array(Type.String()),
});

export const ReceiptsWaitingSchema = Type.Object({
  waiting: Type.Array(
    Type.Object({
      recording: Type.String(),
      channel: ChannelSchema,
      recipient: Type.String({ description: 'Of a webhook its host: the rest of its address can be a secret' }),
      failures: Type.Number({ description: 'Tries in a row; the box goes on trying for 30 days' }),
      reason: ReasonSchema,
    }),
  ),
});

export const ReceiptTestSchema = Type.Object({
  outcomes: Type.Array(
    Type.Object({
      channel: ChannelSchema,
      recipient: Type.Union([Type.Null(), Type.String()], { description: 'null: its settings are not complete' }),
      reason: ReasonSchema,
    }),
    { description: 'A reason of null: the message has been taken' },
  ),
});

export type ShownReceipt = Static<typeof ShownReceiptSchema>;
export type ReceiptsWaiting = Static<typeof ReceiptsWaitingSchema>;
export type ReceiptTest = Static<typeof ReceiptTestSchema>;
