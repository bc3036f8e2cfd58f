/** All settings of the box, as one form made from its schema. */
import './settings.css';
import { useEffect, useRef } from 'preact/hooks';
import { link } from '../feed.ts';
import { LogInFirst } from '../parts/log-in-first.tsx';
import { access, attempt } from '../stores/access-store.ts';
import { words } from '../words.ts';
import { DestinationList } from './settings/destination-list.tsx';
import { Field } from './settings/field.tsx';
import { ReceiptTest } from './settings/receipt-test.tsx';
import { SaveBar, submit } from './settings/save-bar.tsx';
import { type SchemaNode, shownGroups, shownKeys } from './settings/schema.ts';
import { changes, edit, faults, load, refusal, schema, value } from './settings/settings-store.ts';

/** The groups that a room needs. The others start closed. */
const OPEN = ['room', 'destinations', 'recording'];
const HAVE_DEVICES = ['camera', 'microphone'];

export default function Settings() {
  const form = useRef<HTMLFormElement>(null);
  const loggedIn = access.value?.loggedIn;
  const isThere = link.value === 'open';
  useEffect(() => {
    if (loggedIn && isThere) void attempt(load);
  }, [loggedIn, isThere]);
  const answer = refusal.value;
  useEffect(() => {
    if (answer) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [answer]);

  if (loggedIn === false) {
    return <LogInFirst heading={words.views.settings} why={words.settings.logInFirst} />;
  }
  if (!loggedIn || !schema.value) return <p class="waiting">{words.loading}</p>;
  return (
    <form ref={form} class="settings-form" onSubmit={submit} noValidate>
      <h2 class="unseen">{words.views.settings}</h2>
      <div class="groups">
        {shownGroups(schema.value).map(([name, node]) => (
          <Group key={name} name={name} node={node} />
        ))}
      </div>
      <SaveBar />
    </form>
  );
}

/** A list of texts is one field: a fault of any of them belongs to it. */
const faultAt = (path: string) => [...faults.value].find(([at]) => at === path || at.startsWith(`${path}[`))?.[1];

function Group({ name, node }: { name: string; node: SchemaNode }) {
  const inside = (path: string) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
  const isWrong = [...faults.value.keys()].some(inside);
  const isChanged = Object.keys(changes.value).some(inside);
  const titles: Record<string, string> = words.settings.groups;
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (details.current && (isWrong || OPEN.includes(name))) details.current.open = true;
  }, [isWrong, name]);
  return (
    <details ref={details} class="card group">
      <summary>
        <h3>{titles[name] ?? node.description ?? name}</h3>
        {isChanged && <small class="unsaved">{words.settings.notSaved}</small>}
      </summary>
      <div class="fields">
        {HAVE_DEVICES.includes(name) && (
          <p>
            <a class="touch" href="#devices">
              {words.settings.devices}
            </a>
          </p>
        )}
        {node.items?.properties ? (
          <DestinationList node={node} />
        ) : (
          shownKeys(name, node).map(({ path, node: inner }) => (
            <Field
              key={path}
              id={path}
              path={path}
              node={inner}
              value={value(path)}
              isChanged={path in changes.value}
              fault={faultAt(path)}
              onEdit={(given) => edit(path, given)}
            />
          ))
        )}
        {name === 'receipt' && <ReceiptTest />}
      </div>
    </details>
  );
}
