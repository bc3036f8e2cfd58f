import { useSignalEffect } from '@preact/signals';
import { access } from './access-store.ts';
import { BigButton } from './parts/big-button.tsx';
import { BoxFacts } from './parts/box-facts.tsx';
import { Destinations } from './parts/destinations.tsx';
import { Header } from './parts/header.tsx';
import { Lamps } from './parts/lamps.tsx';
import { Meter } from './parts/meter.tsx';
import { PasswordDialog } from './parts/password-dialog.tsx';
import { Picture } from './parts/picture.tsx';
import { Recordings } from './parts/recordings.tsx';
import { Toast } from './parts/toast.tsx';
import { Troubles } from './parts/troubles.tsx';
import { Welcome } from './parts/welcome.tsx';
import { link, status } from './status-store.ts';
import { words } from './words.ts';

export function App() {
  useSignalEffect(() => {
    const current = status.value;
    document.title = `${current?.recording.phase === 'recording' ? '● ' : ''}${current?.room ?? 'Pupitre'}`;
  });

  const current = status.value;
  if (!current) return <p class="waiting">{link.value === 'lost' ? words.lost : words.connecting}</p>;
  return (
    <>
      <Header status={current} />
      {link.value === 'lost' && (
        <p class="lost" role="alert">
          {words.lost}
        </p>
      )}
      <main class={link.value === 'lost' ? 'old' : ''} inert={link.value === 'lost'}>
        <section class="stage">
          <Lamps status={current} />
          {access.value?.password === 'unset' ? <Welcome /> : <Troubles status={current} />}
          <BigButton session={current.session} />
          <Meter microphone={current.microphone} />
        </section>
        <div class="cards">
          <Picture />
          <Destinations destinations={current.destinations} />
          <BoxFacts status={current} />
          <Recordings />
        </div>
      </main>
      <PasswordDialog />
      <Toast />
    </>
  );
}
