/** Tokens for programs: made, shown once, revoked. */
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { NewToken, Token, TokenBody } from '../../../../device/api/contract/access.ts';
import { box } from '../../api-client.ts';
import { date } from '../../figures.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { isTooLong, LengthNote, lengthFault } from '../../parts/length-note.tsx';
import { SureButton } from '../../parts/sure-button.tsx';
import { attempt } from '../../stores/access-store.ts';
import { words } from '../../words.ts';

const DAYS = [30, 90, 365, 0];
const LONGEST_NAME = 80;

function factsOf({ createdAt, lastUsedAt, expiresAt }: Token): string {
  const text = words.system.tokens;
  const isOver = expiresAt !== null && Date.parse(expiresAt) < Date.now();
  const end = expiresAt && (isOver ? text.hasExpired(date(expiresAt)) : text.expiresOn(date(expiresAt)));
  const use = lastUsedAt === null ? text.unused : text.lastUsed(date(lastUsedAt));
  return [text.made(date(createdAt)), use, end].filter(Boolean).join(' · ');
}

export function Tokens() {
  const text = words.system.tokens;
  const tokens = useSignal<Token[]>([]);
  const made = useSignal<NewToken | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const load = async () => {
    ({ tokens: tokens.value } = await box.tokens());
  };
  useEffect(() => void attempt(load), []);

  const make = async (wanted: TokenBody) => {
    made.value = await box.makeToken(wanted);
    await load();
  };
  const revoke = (id: string) =>
    attempt(async () => {
      await box.revokeToken(id);
      if (made.value?.id === id) made.value = null;
      await load();
      // The button that was pressed has gone with its line.
      input.current?.focus();
    });

  return (
    <section class="card">
      <h2>{text.heading}</h2>
      <p class="hint">{text.why}</p>
      {tokens.value.length === 0 && <p class="none">{text.none}</p>}
      <ul class="tokens">
        {tokens.value.map((token) => (
          <li key={token.id} class="line">
            <span>
              <b>{token.name}</b>
              <small class="under">{factsOf(token)}</small>
            </span>
            <SureButton does={text.revoke} asks={text.revokeSure} to={token.name} onSure={() => revoke(token.id)} />
          </li>
        ))}
      </ul>
      {made.value && <MadeToken {...made.value} />}
      <TokenForm input={input} onMake={make} />
    </section>
  );
}

/** Shown once: nobody can read it again. */
function MadeToken({ name, token }: NewToken) {
  return (
    <div class="new-token" role="status">
      <p>
        <b>{name}</b>
        <small class="under">{words.system.tokens.once}</small>
      </p>
      <code>{token}</code>
      <CopyButton text={token} />
    </div>
  );
}

interface FormProps {
  input: RefObject<HTMLInputElement | null>;
  onMake(wanted: TokenBody): Promise<void>;
}

function TokenForm({ input, onMake }: FormProps) {
  const text = words.system.tokens;
  const name = useSignal('');
  /** 0: it never expires. */
  const days = useSignal(365);
  const make = (event: Event) => {
    event.preventDefault();
    if (isTooLong(name.value.trim(), LONGEST_NAME)) return input.current?.focus();
    void attempt(async () => {
      const expires = days.value === 0 ? {} : { expiresInDays: days.value };
      await onMake({ name: name.value.trim(), ...expires });
      name.value = '';
    });
  };
  return (
    <form onSubmit={make}>
      <label>
        {text.name}
        <input
          ref={input}
          type="text"
          required
          {...lengthFault('token-name-fault', name.value.trim(), LONGEST_NAME)}
          autoComplete="off"
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
        <LengthNote id="token-name-fault" text={name.value.trim()} most={LONGEST_NAME} />
      </label>
      <label>
        {text.expires}
        <select
          onChange={(event) => {
            days.value = DAYS[event.currentTarget.selectedIndex] ?? 0;
          }}
        >
          {DAYS.map((count) => (
            <option key={count} selected={count === days.value}>
              {count === 0 ? text.never : text.afterDays(count)}
            </option>
          ))}
        </select>
      </label>
      <div class="actions">
        <button type="submit">{text.make}</button>
      </div>
    </form>
  );
}
