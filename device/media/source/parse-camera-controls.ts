/** Parses the output of `v4l2-ctl --list-ctrls-menus`. */
import { type CameraControl, currentName, groupOf, holderOf } from './camera-control.ts';

const KINDS: Record<string, CameraControl['kind']> = {
  int: 'integer',
  bool: 'boolean',
  menu: 'menu',
  intmenu: 'menu',
};

/** The camera of a room has 10 to 30; vivid about 50. */
const MOST_CONTROLS = 200;

/**
 * Every control that can be set to a number. Buttons, texts and read-only or disabled ones are left out. Text that is
 * not v4l2-ctl's gives none.
 */
export function parseCameraControls(text: string): CameraControl[] {
  const controls: CameraControl[] = [];
  let menuOf: CameraControl | null = null;
  for (const line of text.split('\n')) {
    if (!line.includes(':')) continue;
    const item = /^\s+(\d{1,4}): (.*)$/.exec(line);
    const head = /^\s*(\w{1,60}) (?:0x[0-9a-f]{8} )?\((\w+)\)\s*: (.*)$/.exec(line);
    if (item) {
      menuOf?.menu.push({ value: Number(item[1]), label: (item[2] ?? '').trim().slice(0, 100) });
    } else if (head && controls.length < MOST_CONTROLS) {
      const control = parseControl(head[1] ?? '', head[2] ?? '', head[3] ?? '');
      menuOf = control?.kind === 'menu' ? control : null;
      if (control) controls.push(control);
    }
  }
  const names = new Set(controls.map(({ name }) => name));
  return controls.map((control) => ({
    ...control,
    heldBy: control.heldBy !== null && names.has(control.heldBy) ? control.heldBy : null,
  }));
}

function parseControl(nativeName: string, type: string, facts: string): CameraControl | null {
  const kind = KINDS[type];
  const [numbers = '', flags = ''] = facts.split(/\bflags=/);
  if (!kind || /read-only|disabled|write-only/.test(flags)) return null;
  const number = (key: string) => {
    const found = new RegExp(`\\b${key}=(-?\\d+)`).exec(numbers)?.[1];
    return found === undefined ? null : Number(found);
  };
  const value = number('value');
  if (value === null) return null;
  const name = currentName(nativeName);
  return {
    name,
    nativeName,
    group: groupOf(name),
    kind,
    minimum: number('min') ?? 0,
    maximum: number('max') ?? 1,
    step: number('step') ?? 1,
    default: number('default') ?? value,
    value,
    menu: [],
    isInactive: /\binactive\b/.test(flags),
    heldBy: holderOf(name)?.name ?? null,
  };
}
