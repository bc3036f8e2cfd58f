/** Mistakes in `pupitre.toml` on the memory card, line by line. Empty where there are none. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Card } from '../../../../device/api/contract/card.ts';
import { box } from '../../api-client.ts';
import { words } from '../../words.ts';

export function CardFile() {
  const text = words.system.cardFile;
  const card = useSignal<Card | null>(null);
  useEffect(() => {
    void box.card().then(
      (found) => {
        card.value = found;
      },
      () => {},
    );
  }, []);
  const { mistakes = [], taken = [] } = card.value ?? {};
  if (mistakes.length === 0) return null;
  return (
    <section class="card">
      <h2>{text.heading}</h2>
      <p class="hint">{text.why}</p>
      <ul class="card-mistakes">
        {mistakes.map((reason) => reason && <li key={reason.message}>{reason.message}</li>)}
      </ul>
      {taken.length > 0 && <p class="hint">{text.taken(taken.join(', '))}</p>}
    </section>
  );
}
