import { type CameraControl, currentName, holderOf, isAutomaticMode } from './camera-control.ts';

export interface ControlStep {
  name: string;
  nativeName: string;
  value: number;
}

/**
 * Values for a European lecture room unless set otherwise: no flicker under its lamps, and a rate that stays as it is
 * in the dark.
 */
const BOX_DEFAULTS: Record<string, number> = { power_line_frequency: 1, exposure_dynamic_framerate: 0 };

/**
 * Values to set, in this order: automatic modes, then the rest, and only those that differ from the camera's. A value
 * that an automatic mode holds ends that mode, unless the mode is asked for too.
 * @param asked the settings, by name; names that this camera does not have do nothing
 * @param dropped names that were asked for until now: they return to the camera's defaults
 */
export function planCameraControls(
  controls: CameraControl[],
  asked: Record<string, number>,
  dropped: string[] = [],
): ControlStep[] {
  const wanted = wantedValues(controls, asked, dropped);
  const steps = controls.flatMap((control): ControlStep[] => {
    const value = wanted.get(control.name);
    if (value === undefined || value === control.value || isHeld(control, controls, wanted)) return [];
    return [{ name: control.name, nativeName: control.nativeName, value }];
  });
  // The sort is stable: within each kind the camera's own order.
  return steps.sort((one, other) => Number(isAutomaticMode(other.name)) - Number(isAutomaticMode(one.name)));
}

/** Names of asked values that the camera does not have now, though it has the control. */
export function untakenControls(controls: CameraControl[], asked: Record<string, number>): string[] {
  const names = new Set(Object.keys(asked).map(currentName));
  return planCameraControls(controls, asked)
    .map(({ name }) => name)
    .filter((name) => names.has(name));
}

function wantedValues(
  controls: CameraControl[],
  asked: Record<string, number>,
  dropped: string[],
): Map<string, number> {
  const byName = new Map(controls.map((control) => [control.name, control]));
  const wanted = new Map<string, number>();
  for (const name of dropped.map(currentName)) {
    // Together with the mode that was ended for its sake.
    for (const control of [byName.get(holderOf(name)?.name ?? ''), byName.get(name)])
      if (control) wanted.set(control.name, control.default);
  }
  for (const [name, value] of Object.entries(BOX_DEFAULTS)) {
    const control = byName.get(name);
    if (control && value >= control.minimum && value <= control.maximum) wanted.set(name, value);
  }
  const values = Object.entries(asked).map(([name, value]) => [currentName(name), value] as const);
  // Modes that hold asked values come first, so that a mode that is itself asked for has the last word.
  for (const [name] of values) {
    const holder = holderOf(name);
    if (holder && byName.has(name) && byName.has(holder.name)) wanted.set(holder.name, holder.manual);
  }
  for (const [name, value] of values) {
    const control = byName.get(name);
    if (control) wanted.set(name, onStep(control, value));
  }
  return wanted;
}

/** The camera's nearest value. */
function onStep({ minimum, step }: CameraControl, value: number): number {
  return step > 1 ? minimum + Math.round((value - minimum) / step) * step : value;
}

/** True if it is still held when the automatic modes are as wanted. */
function isHeld(control: CameraControl, controls: CameraControl[], wanted: Map<string, number>): boolean {
  const holder = holderOf(control.name);
  const mode = holder && controls.find(({ name }) => name === holder.name);
  if (!holder || !mode) return control.isInactive;
  const value = wanted.get(mode.name) ?? mode.value;
  return mode.name === 'auto_exposure' ? value === 0 || value === APERTURE_PRIORITY : value !== holder.manual;
}

/** Automatic time; 1 is manual, 2 is manual time with an automatic iris. */
const APERTURE_PRIORITY = 3;
