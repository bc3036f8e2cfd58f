import { LengthNote, lengthFault } from '../parts/length-note.tsx';
import { languages, words } from '../words.ts';
import { Legend } from './legend.tsx';
import { QrCode } from './qr-code.tsx';
import { address, call, publicPage, spoken } from './sheet-choices.ts';
import { Steps } from './steps.tsx';
import { TestLines } from './test-lines.tsx';

/** The longest address that fits its line, and that a phone can read as a QR code on the sheet. */
const LONGEST_ADDRESS = 200;
const LONGEST_CALL = 120;

interface Props {
  room: string;
  addresses: string[];
}

export function Sheet({ room, addresses }: Props) {
  const text = words.sheet;
  return (
    <>
      <Tools addresses={addresses} />
      <main class="paper">
        <h1 class={room.length > 24 ? 'long' : ''}>{room}</h1>
        <Steps />
        <Legend />
        <TestLines />
        <div class="codes">
          <Code title={text.control} target={address.value} />
          <Code title={text.watch} target={`${address.value}/watch`} />
          {publicPage.value && <Code title={text.watchPublic} target={publicPage.value} />}
        </div>
        {call.value && (
          <p class="call">
            <b>{text.help}</b> {call.value}
          </p>
        )}
      </main>
    </>
  );
}

function Code({ title, target }: { title: string; target: string }) {
  return (
    <section>
      <h2>{title}</h2>
      <QrCode text={target} title={title} />
      <p class="address">{target.replace(/^https?:\/\//, '')}</p>
    </section>
  );
}

/** Shown on the screen only, not printed. */
function Tools({ addresses }: { addresses: string[] }) {
  const text = words.sheet;
  return (
    <form class="tools" aria-label={words.system.sheet} onSubmit={(event) => event.preventDefault()}>
      <label>
        {text.language}
        <select
          onChange={(event) => {
            spoken.value = languages[event.currentTarget.selectedIndex]?.code ?? spoken.value;
          }}
        >
          {languages.map(({ code, name }) => (
            <option key={code} selected={code === spoken.value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {addresses.length > 1 && (
        <label>
          {text.address}
          <select
            onChange={(event) => {
              address.value = addresses[event.currentTarget.selectedIndex] ?? address.value;
            }}
          >
            {addresses.map((one) => (
              <option key={one} selected={one === address.value}>
                {one}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {text.publicPage}
        <input
          type="url"
          {...lengthFault('public-page-fault', publicPage.value ?? '', LONGEST_ADDRESS)}
          value={publicPage.value ?? ''}
          onInput={(event) => {
            publicPage.value = event.currentTarget.value.trim();
          }}
        />
        <LengthNote id="public-page-fault" text={publicPage.value ?? ''} most={LONGEST_ADDRESS} />
      </label>
      <label>
        {text.call}
        <input
          type="text"
          {...lengthFault('call-fault', call.value ?? '', LONGEST_CALL)}
          value={call.value ?? ''}
          onInput={(event) => {
            call.value = event.currentTarget.value;
          }}
        />
        <LengthNote id="call-fault" text={call.value ?? ''} most={LONGEST_CALL} />
      </label>
      <div class="actions">
        <a href="/#box">{text.back}</a>
        <button type="button" onClick={() => window.print()}>
          {text.print}
        </button>
      </div>
    </form>
  );
}
