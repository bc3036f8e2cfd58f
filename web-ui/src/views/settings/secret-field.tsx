/** A stream key or a password. It can be replaced or removed, and is never shown once it is saved. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../words.ts';

interface Props {
  id: string;
  label: string;
  /** A text is what was typed here. The box only says if there is one. */
  value: unknown;
  described: Record<string, string | true | undefined>;
  onEdit(value: unknown): void;
}

export function SecretField({ id, label, value, described, onEdit }: Props) {
  const text = words.settings.secret;
  const input = useRef<HTMLInputElement>(null);
  const shown = useSignal(false);
  const kept = useRef(value);
  // The value of the box, for the way back.
  if (typeof value !== 'string') kept.current = value;
  const isSet = typeof value !== 'string' && (value as { set?: boolean } | undefined)?.set === true;
  const wasSet = (kept.current as { set?: boolean } | undefined)?.set === true;
  const changing = useSignal(false);
  // A fault that only typing can mend.
  const isAsked = described['aria-invalid'] === true;
  // Once the secret is saved there is nothing more to type.
  useEffect(() => {
    if (typeof value !== 'string') changing.value = false;
  }, [value]);
  const isTyping = isAsked || changing.value || (typeof value === 'string' && value !== '') || !(isSet || wasSet);
  useEffect(() => {
    if (changing.value) input.current?.focus();
  }, [changing.value]);

  const change = () => {
    changing.value = true;
  };
  if (!isTyping) {
    const onToggle = () => onEdit(isSet ? '' : kept.current);
    return <KeptSecret {...{ id, label, isSet, described }} onChange={change} onToggle={onToggle} />;
  }
  return (
    <div class="secret">
      <input
        ref={input}
        id={id}
        type={(shown.value ? 'text' : 'password') as 'password'}
        // Browsers would otherwise offer the page's own password.
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

interface KeptProps extends Pick<Props, 'id' | 'label' | 'described'> {
  /** False: it goes when the settings are saved. */
  isSet: boolean;
  onChange(): void;
  /** Removes it, or keeps it after all. */
  onToggle(): void;
}

/** One that the box has. */
function KeptSecret({ id, label, described, isSet, onChange, onToggle }: KeptProps) {
  const text = words.settings.secret;
  const toggle = isSet ? text.remove : text.keep;
  return (
    <div class="secret">
      <span>{isSet ? text.isSet : text.willGo}</span>
      <button
        id={id}
        type="button"
        aria-label={`${text.change} (${label})`}
        onClick={onChange}
        aria-describedby={described['aria-describedby'] as string}
      >
        {text.change}
      </button>
      <button type="button" aria-label={`${toggle} (${label})`} onClick={onToggle}>
        {toggle}
      </button>
    </div>
  );
}
