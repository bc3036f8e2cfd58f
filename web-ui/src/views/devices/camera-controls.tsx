/**
 * Focus, exposure, white balance and similar controls of the camera in use. Every change shows in the picture at once.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CameraControl } from '../../../../device/api/contract/devices.ts';
import { attempt } from '../../stores/access-store.ts';
import { setControl } from '../../stores/devices-store.ts';
import { words } from '../../words.ts';

const GROUPS = ['focus', 'exposure', 'whiteBalance', 'powerLine', 'image'] as const;
/** A slider is sent once it rests: otherwise every place it passes would be written to the memory card. */
const REST_MS = 250;

export function CameraControls({ controls }: { controls: CameraControl[] }) {
  const groups = GROUPS.map((group) => ({ group, members: controls.filter((control) => control.group === group) }));
  return (
    <>
      {groups
        .filter(({ members }) => members.length > 0)
        .map(({ group, members }) => (
          <fieldset key={group} class="card controls">
            <legend>{words.devices.groups[group]}</legend>
            {members.map((control) => (
              <Control key={control.name} control={control} />
            ))}
          </fieldset>
        ))}
    </>
  );
}

function Control({ control }: { control: CameraControl }) {
  const { name, label, set, isInactive } = control;
  const change = (value: number | null) => attempt(() => setControl(name, value));
  return (
    <div class={isInactive ? 'control-line inactive' : 'control-line'}>
      <label for={`control-${name}`}>{words.devices.controls[name] ?? label}</label>
      <Field id={`control-${name}`} control={control} onChange={change} />
      {set !== null && (
        <button type="button" class="quiet" onClick={() => change(null)}>
          {words.devices.leaveToCamera}
        </button>
      )}
      {isInactive && <small>{words.devices.held}</small>}
    </div>
  );
}

interface FieldProps {
  id: string;
  control: CameraControl;
  onChange: (value: number) => void;
}

function Field({ id, control, onChange }: FieldProps) {
  const { kind, minimum, maximum, step, menu, set, value } = control;
  const shown = set ?? value;
  switch (kind) {
    case 'boolean':
      return (
        <input
          id={id}
          type="checkbox"
          checked={shown !== 0}
          onChange={(event) => onChange(event.currentTarget.checked ? 1 : 0)}
        />
      );
    case 'menu':
      return (
        <select id={id} value={shown} onChange={(event) => onChange(Number(event.currentTarget.value))}>
          {menu.map((entry) => (
            <option key={entry.value} value={entry.value}>
              {entry.label}
            </option>
          ))}
        </select>
      );
    case 'integer':
      return <Slider {...{ id, minimum, maximum, step, value: shown, onChange }} />;
  }
}

interface SliderProps {
  id: string;
  minimum: number;
  maximum: number;
  step: number;
  value: number;
  onChange: (value: number) => void;
}

function Slider({ id, minimum, maximum, step, value, onChange }: SliderProps) {
  const moved = useSignal<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const move = (next: number) => {
    moved.value = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next), REST_MS);
  };
  // The answer of the box replaces the slider's own value.
  useEffect(() => {
    moved.value = null;
  }, [value]);
  return (
    <span class="slider">
      <input
        id={id}
        type="range"
        min={minimum}
        max={maximum}
        step={step}
        value={moved.value ?? value}
        onInput={(event) => move(Number(event.currentTarget.value))}
      />
      <output>{moved.value ?? value}</output>
    </span>
  );
}
