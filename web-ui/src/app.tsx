/** The shell around the views: the name of the box, its connection, the navigation. */
import { type Signal, signal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { link } from './feed.ts';
import { Header } from './parts/header.tsx';
import { PasswordDialog } from './parts/password-dialog.tsx';
import { Toast } from './parts/toast.tsx';
import { VIEWS, type View, view } from './route.ts';
import { status } from './stores/status-store.ts';
import { Seminar } from './views/seminar.tsx';
import { words } from './words.ts';

/** Views other than the first are fetched when they are first opened. */
const LATER: Record<Exclude<View, 'seminar'>, () => Promise<{ default: ComponentType }>> = {
  recordings: () => import('./views/recordings.tsx'),
  devices: () => import('./views/devices.tsx'),
  settings: () => import('./views/settings.tsx'),
  box: () => import('./views/box.tsx'),
};
const loaded: Signal<Partial<Record<View, ComponentType>>> = signal({ seminar: Seminar });

export function App() {
  useSignalEffect(() => {
    const current = status.value;
    document.title = `${current?.recording.phase === 'recording' ? '● ' : ''}${current?.room ?? 'Pupitre'}`;
  });

  const current = status.value;
  if (!current) return <p class="waiting">{link.value === 'lost' ? words.lost : words.connecting}</p>;
  const lost = link.value === 'lost';
  return (
    <>
      <Header status={current} />
      <Navigation />
      {lost && (
        <p class="lost" role="alert">
          {words.lost}
        </p>
      )}
      <main class={`${view.value} ${lost ? 'old' : ''}`} inert={lost}>
        <Shown name={view.value} key={view.value} />
      </main>
      <PasswordDialog />
      <Toast />
    </>
  );
}

function Navigation() {
  return (
    <nav aria-label={words.navigation}>
      {VIEWS.map((name) => (
        <a key={name} href={`#${name}`} aria-current={view.value === name ? 'page' : undefined}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={ICONS[name]} />
          </svg>
          {words.views[name]}
        </a>
      ))}
    </nav>
  );
}

/** Strokes on a field of 24 x 24. */
const ICONS: Record<View, string> = {
  seminar: 'M3 6h12v12H3zM15 10l6-3v10l-6-3',
  recordings: 'M4 5h16v14H4zM10 9l5 3-5 3z',
  devices: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M6 11a6 6 0 0 0 12 0M12 17v4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  box: 'M12 4v4M12 12v8M5 8h14M5 8v10h14V8',
};

function Shown({ name }: { name: View }) {
  useEffect(() => {
    if (name === 'seminar' || loaded.value[name]) return;
    void LATER[name]().then(({ default: Component }) => {
      loaded.value = { ...loaded.value, [name]: Component };
    });
  }, [name]);
  const Component = loaded.value[name];
  return Component ? <Component /> : <p class="waiting">{words.loading}</p>;
}
