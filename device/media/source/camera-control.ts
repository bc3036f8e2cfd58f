/** A control of a camera under the name that today's kernels give it. */
export type ControlGroup = 'focus' | 'exposure' | 'whiteBalance' | 'powerLine' | 'image';

export interface CameraControl {
  name: string;
  /** Name that this camera's kernel gives it. */
  nativeName: string;
  group: ControlGroup;
  kind: 'integer' | 'boolean' | 'menu';
  minimum: number;
  maximum: number;
  step: number;
  default: number;
  value: number;
  menu: { value: number; label: string }[];
  /** An automatic mode holds it: setting it now would change nothing. */
  isInactive: boolean;
  /** Name of the control whose automatic mode can hold it, if this camera has that. */
  heldBy: string | null;
}

/** Names of older kernels. */
const RENAMED: Record<string, string> = {
  exposure_auto: 'auto_exposure',
  exposure_absolute: 'exposure_time_absolute',
  exposure_auto_priority: 'exposure_dynamic_framerate',
  focus_auto: 'focus_automatic_continuous',
  white_balance_temperature_auto: 'white_balance_automatic',
  white_balance_auto: 'white_balance_automatic',
  gain_auto: 'gain_automatic',
  autogain: 'gain_automatic',
  hue_auto: 'hue_automatic',
};

export function currentName(nativeName: string): string {
  return RENAMED[nativeName] ?? nativeName;
}

/** Automatic mode that holds a control, and the value that frees it. */
const HOLDERS: Record<string, { name: string; manual: number }> = {
  exposure_time_absolute: { name: 'auto_exposure', manual: 1 },
  focus_absolute: { name: 'focus_automatic_continuous', manual: 0 },
  white_balance_temperature: { name: 'white_balance_automatic', manual: 0 },
  red_balance: { name: 'white_balance_automatic', manual: 0 },
  blue_balance: { name: 'white_balance_automatic', manual: 0 },
  gain: { name: 'gain_automatic', manual: 0 },
  hue: { name: 'hue_automatic', manual: 0 },
};

export function holderOf(name: string): { name: string; manual: number } | null {
  return HOLDERS[name] ?? null;
}

/** Modes are set before the values that they hold. */
export function isAutomaticMode(name: string): boolean {
  return Object.values(HOLDERS).some((holder) => holder.name === name);
}

export function groupOf(name: string): ControlGroup {
  if (name === 'power_line_frequency') return 'powerLine';
  if (/^focus_/.test(name)) return 'focus';
  if (/exposure|^gain|^iris|backlight_compensation/.test(name)) return 'exposure';
  return /white_balance|_balance$/.test(name) ? 'whiteBalance' : 'image';
}
