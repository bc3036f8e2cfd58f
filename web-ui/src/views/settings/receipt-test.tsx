/** Sends a test message to everybody who gets receipts by the saved settings, and reports the outcome. */
import { useSignal } from '@preact/signals';
import type { ReceiptTest as Outcome } from '../../../../device/api/contract/receipt.ts';
import { BoxError, box } from '../../api-client.ts';
import { attempt } from '../../stores/access-store.ts';
import { words } from '../../words.ts';
import { changes } from './settings-store.ts';

export function ReceiptTest() {
  const text = words.receipt;
  const outcome = useSignal<Outcome | null>(null);
  const running = useSignal(false);
  const isChanged = Object.keys(changes.value).some((path) => path.startsWith('receipt.'));
  const refused = useSignal('');
  const run = async () => {
    running.value = true;
    outcome.value = null;
    refused.value = '';
    try {
      outcome.value = await box.testReceipt();
    } catch (error) {
      // Reported beside the button: the missing value is in the fields above it.
      if (!(error instanceof BoxError) || error.status !== 409) throw error;
      refused.value = error.message;
    } finally {
      running.value = false;
    }
  };
  return (
    <div class="receipt-test" aria-busy={running.value}>
      <div class="actions">
        <button
          type="button"
          aria-disabled={running.value || isChanged}
          onClick={() => running.value || isChanged || void attempt(run)}
        >
          {text.test}
        </button>
      </div>
      <div role="status">
        {isChanged && <p class="hint">{text.saveFirst}</p>}
        {running.value && <p class="hint">{text.testing}</p>}
        {refused.value && <p class="refusal">{refused.value}</p>}
        <ul>
          {outcome.value?.outcomes.map(({ channel, recipient, reason }) => (
            <li key={`${channel} ${recipient}`}>
              {recipient === null ? text.channels[channel] : text.to(text.channels[channel], recipient)}{' '}
              {reason ? <span class="refusal">{reason.message}</span> : <b>{text.taken}</b>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
