/** Reads, sets and reads back the controls of one camera with v4l2-ctl, which does not disturb a running stream. */
import type { CameraControl } from './camera-control.ts';
import { parseCameraControls } from './parse-camera-controls.ts';
import { planCameraControls, untakenControls } from './plan-camera-controls.ts';
import { type V4l2Options, v4l2Ctl } from './v4l2-ctl.ts';

/**
 * Rounds: modes, then the values that they held, known only when they are freed; the third finds nothing left to do.
 */
const MOST_ROUNDS = 3;

/** Empty where the camera cannot be asked. Never rejects. */
export async function readCameraControls(node: string, options: V4l2Options = {}): Promise<CameraControl[]> {
  return parseCameraControls((await v4l2Ctl(node, ['--list-ctrls-menus'], options)).text);
}

/**
 * Sets the controls that differ and resolves with the names of those that the camera did not take. Never rejects.
 * @param dropped names that were asked for until now
 */
export async function applyCameraControls(
  node: string,
  asked: Record<string, number>,
  dropped: string[] = [],
  options: V4l2Options = {},
): Promise<string[]> {
  let controls = await readCameraControls(node, options);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const steps = planCameraControls(controls, asked, round === 0 ? dropped : []);
    if (steps.length === 0) return [];
    // One by one: a refused value must not take the others with it.
    for (const { nativeName, value } of steps) await v4l2Ctl(node, ['--set-ctrl', `${nativeName}=${value}`], options);
    controls = await readCameraControls(node, options);
  }
  return untakenControls(controls, asked);
}
