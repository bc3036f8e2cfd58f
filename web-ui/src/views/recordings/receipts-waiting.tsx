/** Receipts that have not been accepted yet, and the reasons. */
import { receiptsWaiting } from '../../stores/recordings-store.ts';
import { words } from '../../words.ts';

export function ReceiptsWaiting() {
  const waiting = receiptsWaiting.value;
  if (waiting.length === 0) return null;
  const text = words.receipt;
  return (
    <details class="receipts-waiting">
      <summary>{text.waiting(waiting.length)}</summary>
      <ul>
        {waiting.map(({ recording, channel, recipient, reason }) => (
          <li key={`${recording} ${channel} ${recipient}`}>
            {text.to(text.channels[channel], recipient)}
            {reason && <span class="reason">{reason.message}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
