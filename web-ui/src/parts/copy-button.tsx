import { useSignal } from '@preact/signals';
import { copyText } from '../copy-text.ts';
import { words } from '../words.ts';

const SHOWN_MS = 3_000;

export function CopyButton({ text }: { text: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    copied.value = await copyText(text);
    setTimeout(() => {
      copied.value = false;
    }, SHOWN_MS);
  };
  return (
    <button type="button" onClick={copy}>
      <span role="status">{copied.value ? words.system.log.copied : words.system.log.copy}</span>
    </button>
  );
}
