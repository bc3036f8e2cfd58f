/** The destinations of the seminar: each server with its address and key. */
import { useEffect, useRef } from 'preact/hooks';
import { SureButton } from '../../parts/sure-button.tsx';
import { words } from '../../words.ts';
import { Field } from './field.tsx';
import { type SchemaNode, shownKeys } from './schema.ts';
import { edit, faults, keptValue, type Values, value } from './settings-store.ts';

const PATH = 'destinations';
const list = (from: unknown) => (from ?? []) as Values[];

export function DestinationList({ node }: { node: SchemaNode }) {
  const text = words.settings.destinations;
  const entries = list(value(PATH));
  const kept = list(keptValue(PATH));
  const added = useRef<string | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const save = (next: Values[]) => edit(PATH, next);

  useEffect(() => {
    const at = entries.findIndex(({ id }) => id === added.current);
    added.current = null;
    if (at >= 0) document.getElementById(`${PATH}[${at}].name`)?.focus();
  });

  const add = () => {
    const id = freeId([...entries, ...kept]);
    added.current = id;
    const usual = Object.entries(node.items?.properties ?? {}).map(([key, inner]) => [key, inner.default ?? '']);
    save([...entries, { ...Object.fromEntries(usual), id }]);
  };
  const remove = (id: unknown) => {
    save(entries.filter((one) => one.id !== id));
    addButton.current?.focus();
  };

  return (
    <>
      {entries.length === 0 && <p class="none">{text.none}</p>}
      {entries.map((entry, at) => {
        const before = kept.find(({ id }) => id === entry.id);
        const name = String(entry.name || entry.id);
        return (
          <fieldset key={entry.id as string} class="entry">
            <legend>{name}</legend>
            {shownKeys(PATH, node).map(({ key, path, node: inner }) => {
              const id = `${PATH}[${at}].${key}`;
              return (
                <Field
                  key={key}
                  id={id}
                  path={path}
                  node={inner}
                  value={entry[key]}
                  isChanged={JSON.stringify(before?.[key]) !== JSON.stringify(entry[key])}
                  fault={faults.value.get(id)}
                  onEdit={(given) => save(entries.map((one) => (one === entry ? { ...one, [key]: given } : one)))}
                />
              );
            })}
            <div class="actions">
              <SureButton does={text.remove} asks={text.removeSure} to={name} onSure={() => remove(entry.id)} />
            </div>
          </fieldset>
        );
      })}
      <div class="actions">
        <button type="button" ref={addButton} onClick={add} disabled={entries.length >= (node.maxItems ?? 99)}>
          {text.add}
        </button>
      </div>
    </>
  );
}

/** A new server never takes the id of one that the box knows, because it would get that one's key. */
function freeId(taken: Values[]): string {
  const ids = new Set(taken.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? 'main' : `server-${number}`;
    if (!ids.has(id)) return id;
  }
}
