/** A button that asks once more before an action that cannot be undone. */
import { useSignal } from '@preact/signals';

/** Long enough to read the question, short enough that a later tap asks again. */
const SURE_MS = 5_000;

interface Props {
  /** Its action, and the question before that. */
  does: string;
  asks: string;
  /** The object of the action, for readers who do not see where the button is. */
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
