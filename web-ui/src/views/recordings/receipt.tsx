/** The receipt of a talk, as it is also sent. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ShownReceipt } from '../../../../device/api/contract/receipt.ts';
import type { Recording } from '../../../../device/api/contract/recordings.ts';
import { box } from '../../api-client.ts';
import { attempt } from '../../stores/access-store.ts';
import { words } from '../../words.ts';

export function Receipt({ recording: { id } }: { recording: Recording }) {
  const shown = useSignal<ShownReceipt | null>(null);
  useEffect(() => {
    void attempt(async () => {
      shown.value = await box.receipt(id);
    });
  }, [id, shown]);
  if (!shown.value) return <p class="receipt waiting">{words.loading}</p>;
  const { verdict, advice, facts } = shown.value;
  return (
    <div class="receipt">
      <b>{verdict}</b>
      {advice.map((line) => (
        <p key={line} class="advice">
          {line}
        </p>
      ))}
      <ul>
        {facts.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
