import { notice } from '../stores/status-store.ts';
import { words } from '../words.ts';

/** The newest refusal, until it is dismissed or a request succeeds. */
export function Toast() {
  if (!notice.value) return null;
  return (
    <div class="toast" role="alert">
      <p>{notice.value}</p>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          notice.value = null;
        }}
      >
        {words.close}
      </button>
    </div>
  );
}
