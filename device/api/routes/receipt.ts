import { because, spoken } from '../../reason.ts';
import { receiptText } from '../../receipt/receipt-text.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import {
  type ReceiptsWaiting,
  ReceiptsWaitingSchema,
  type ReceiptTest,
  ReceiptTestSchema,
  type ShownReceipt,
  ShownReceiptSchema,
} from '../contract/receipt.ts';
import { type RecordingParams, RecordingParamsSchema } from '../contract/recordings.ts';
import { Refused } from '../refused.ts';

/** The receipt of each talk, and the messages that report it. */
export function receiptRoutes(api: ApiScope, { collaborators: { receipts }, language }: ApiContext): void {
  api.get<{ Params: RecordingParams }>(
    '/recordings/:id/receipt',
    {
      config: { refuses: [404] },
      schema: {
        operationId: 'readReceipt',
        summary: 'What came of the talk; `receipt` is what a webhook gets',
        params: RecordingParamsSchema,
        response: { 200: ShownReceiptSchema },
      },
    },
    async (request): Promise<ShownReceipt> => {
      const receipt = await receipts.of(request.params.id);
      if (!receipt) throw new Refused(404, because('nothingHere', request.params.id));
      const { verdict, advice, facts } = receiptText(receipt, language(request));
      return { receipt, verdict, advice, facts };
    },
  );

  api.get(
    '/receipt/waiting',
    {
      schema: {
        operationId: 'listWaitingReceipts',
        summary: 'Receipts that have not been taken yet',
        response: { 200: ReceiptsWaitingSchema },
      },
    },
    (request): ReceiptsWaiting => ({
      waiting: receipts.waiting().map((one) => ({ ...one, reason: spoken(one.reason, language(request)) })),
    }),
  );

  // One at a time: concurrent requests get the same answer.
  let running: ReturnType<typeof receipts.test> | null = null;
  api.post(
    '/receipt/test',
    {
      config: { refuses: [409] },
      schema: {
        operationId: 'testReceipt',
        summary: 'Send a test message to all that get receipts',
        response: { 200: ReceiptTestSchema },
      },
    },
    async (request): Promise<ReceiptTest> => {
      running ??= receipts.test(language(request)).finally(() => {
        running = null;
      });
      const outcomes = await running;
      if (outcomes.length === 0) throw new Refused(409, because('receiptNobody', 'no recipient in the settings'));
      return { outcomes: outcomes.map((one) => ({ ...one, reason: spoken(one.reason, language(request)) })) };
    },
  );
}
