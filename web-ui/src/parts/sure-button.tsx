/** Asks once more before what cannot be undone. */
import { useSignal } from '@preact/signals';

/** Long enough to read the question, short enough that a later tap asks again. */
const SURE_MS = 5_000;

interface Props {
  /** What it does, and the question before it is done. */
  does: string;
  asks: string;
  /** What it is done to, for those who do not see where the button stands. */
  to: string;
  onSure(): void;
}

export function SureButton({ does, asks, to, onSure }: Props) {
  const sure = useSignal(false);
  const press = () => {
    sure.value = !sure.value;
    if (!sure.value) return onSure();
    setTimeout(() => {
      sure.value = false;
    }, SURE_MS);
  };
  return (
    <button type="button" class={sure.value ? 'danger' : ''} onClick={press}>
      <span>
        {sure.value ? asks : does}
        <span class="unseen"> ({to})</span>
      </span>
    </button>
  );
}
