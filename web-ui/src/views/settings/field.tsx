/** One value of the settings with its label, help, limits, default and fault. */
import type { ComponentChildren } from 'preact';
import { words } from '../../words.ts';
import { choiceName, defaultOf, helpOf, labelOf, limitsOf, unitOf } from './explain.ts';
import { isLines, isNumber, restartOf, type SchemaNode, typed } from './schema.ts';
import { SecretField } from './secret-field.tsx';
import { keptValue } from './settings-store.ts';

export interface FieldProps {
  /** Path as the box gives it in a fault: `camera.width`, `destinations[0].url`. */
  id: string;
  /** Path without places in lists: `destinations.url`. */
  path: string;
  node: SchemaNode;
  value: unknown;
  isChanged: boolean;
  fault: string | undefined;
  onEdit(value: unknown): void;
}

export function Field(props: FieldProps) {
  const { id, path, node, value, isChanged, fault, onEdit } = props;
  const label = labelOf(path, node);
  const help = helpOf(path);
  const limits = limitsOf(node);
  const usual = defaultOf(node);
  const isSwitch = node.type === 'boolean';
  const isUsual = typed(node, value) === node.default;
  const restart = isChanged && restartOf(node, typed(node, value), keptValue(path));
  const wait = restart ? words.settings.waits[restart] : '';
  // A fault says itself what would be right.
  const right = fault ? [] : [help, limits && `${limits}.`, usual && isUsual && words.settings.isDefault];
  const hint = [...right, wait].filter(Boolean).join(' ');
  const described = {
    'aria-describedby': [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined,
    'aria-invalid': fault ? (true as const) : undefined,
  };

  return (
    <div class={`field ${isChanged ? 'changed' : ''}`}>
      {isSwitch ? (
        <label class="check">
          <input
            id={id}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onEdit(event.currentTarget.checked)}
            {...described}
          />
          <Label text={label} isChanged={isChanged} />
        </label>
      ) : (
        <label for={id}>
          <Label text={label} isChanged={isChanged} />
        </label>
      )}
      {!isSwitch && <Control {...props} label={label} described={described} />}
      {fault && (
        <p class="refusal" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {usual && !isUsual && (
        <button type="button" class="quiet back" onClick={() => onEdit(node.default)}>
          <span>
            {words.settings.backTo(usual)}
            <span class="unseen"> ({label})</span>
          </span>
        </button>
      )}
    </div>
  );
}

function Label({ text, isChanged }: { text: string; isChanged: boolean }) {
  return (
    <span>
      {text}
      {isChanged && <small class="unsaved">{words.settings.notSaved}</small>}
    </span>
  );
}

interface ControlProps extends FieldProps {
  label: string;
  described: Record<string, string | true | undefined>;
}

function Control({ id, node, value, label, described, onEdit }: ControlProps): ComponentChildren {
  if (node.secret) return <SecretField {...{ id, label, value, described, onEdit }} />;
  if (node.enum) {
    const options = node.enum;
    return (
      <select id={id} onChange={(event) => onEdit(options[event.currentTarget.selectedIndex])} {...described}>
        {options.map((option) => (
          <option key={String(option)} selected={option === value}>
            {choiceName(option)}
          </option>
        ))}
      </select>
    );
  }
  if (isLines(node)) {
    return (
      <textarea
        id={id}
        rows={2}
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        value={Array.isArray(value) ? value.join('\n') : String(value)}
        onInput={(event) => onEdit(event.currentTarget.value)}
        {...described}
      />
    );
  }
  const input = (
    <input
      id={id}
      type="text"
      inputMode={isNumber(node) ? 'decimal' : id.toLowerCase().endsWith('url') ? 'url' : 'text'}
      autoComplete="off"
      autoCapitalize="off"
      spellcheck={false}
      value={String(value ?? '')}
      onInput={(event) => onEdit(event.currentTarget.value)}
      {...described}
    />
  );
  const unit = unitOf(node);
  if (!unit) return input;
  return (
    <div class="with-unit">
      {input}
      <span aria-hidden="true">{unit}</span>
    </div>
  );
}
