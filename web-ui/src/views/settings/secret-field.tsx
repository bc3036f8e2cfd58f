/** A stream key or a password: it can be given anew or removed, and is never shown once it is saved. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../words.ts';

interface Props {
  id: string;
  label: string;
  /** A text is what was typed here; the box only says whether there is one. */
  value: unknown;
  described: Record<string, string | true | undefined>;
  onEdit(value: unknown): void;
}

export function SecretField({ id, label, value, described, onEdit }: Props) {
  const text = words.settings.secret;
  const input = useRef<HTMLInputElement>(null);
  const shown = useSignal(false);
  const kept = useRef(value);
  // What the box has, to go back to.
  if (typeof value !== 'string') kept.current = value;
  const isSet = typeof value !== 'string' && (value as { set?: boolean } | undefined)?.set === true;
  const wasSet = (kept.current as { set?: boolean } | undefined)?.set === true;
  const changing = useSignal(false);
  // A fault that only typing mends.
  const isAsked = described['aria-invalid'] === true;
  // Once it is saved there is nothing more to type.
  useEffect(() => {
    if (typeof value !== 'string') changing.value = false;
  }, [value]);
  const isTyping = isAsked || changing.value || (typeof value === 'string' && value !== '') || !(isSet || wasSet);
  useEffect(() => {
    if (changing.value) input.current?.focus();
  }, [changing.value]);

  if (!isTyping) {
    return (
      <div class="secret">
        <span>{isSet ? text.isSet : text.willGo}</span>
        <button
          id={id}
          type="button"
          aria-label={`${text.change} (${label})`}
          onClick={() => {
            changing.value = true;
          }}
          aria-describedby={described['aria-describedby'] as string}
        >
          {text.change}
        </button>
        <button
          type="button"
          aria-label={`${isSet ? text.remove : text.keep} (${label})`}
          onClick={() => onEdit(isSet ? '' : kept.current)}
        >
          {isSet ? text.remove : text.keep}
        </button>
      </div>
    );
  }
  return (
    <div class="secret">
      <input
        ref={input}
        id={id}
        type={(shown.value ? 'text' : 'password') as 'password'}
        // Browsers offer to fill in the page's own password otherwise.
        autoComplete="new-password"
        value={typeof value === 'string' ? value : ''}
        onInput={(event) => onEdit(event.currentTarget.value)}
        {...described}
      />
      <button
        type="button"
        aria-pressed={shown.value}
        aria-label={`${words.password.show} (${label})`}
        onClick={() => {
          shown.value = !shown.value;
        }}
      >
        {words.password.show}
      </button>
      {wasSet && (
        <button
          type="button"
          aria-label={`${text.keep} (${label})`}
          onClick={() => {
            changing.value = false;
            onEdit(kept.current);
            requestAnimationFrame(() => document.getElementById(id)?.focus());
          }}
        >
          {text.keep}
        </button>
      )}
    </div>
  );
}
