/** The controls of one camera: read, set and read back with v4l2-ctl, which a stream that runs does not notice. */
import type { CameraControl } from './camera-control.ts';
import { parseCameraControls } from './parse-camera-controls.ts';
import { planCameraControls, untakenControls } from './plan-camera-controls.ts';
import { type V4l2Options, v4l2Ctl } from './v4l2-ctl.ts';

/** Modes, then what they held, which is known only when they have let go; the third round finds nothing left to do. */
const MOST_ROUNDS = 3;

/** Empty where the camera cannot be asked. Never rejects. */
export async function readCameraControls(node: string, options: V4l2Options = {}): Promise<CameraControl[]> {
  return parseCameraControls((await v4l2Ctl(node, ['--list-ctrls-menus'], options)).text);
}

/**
 * Sets what differs from what is asked for and resolves with the names of what the camera did not take. Never rejects.
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
    // One by one: a value that is refused must not take the others with it.
    for (const { nativeName, value } of steps) await v4l2Ctl(node, ['--set-ctrl', `${nativeName}=${value}`], options);
    controls = await readCameraControls(node, options);
  }
  return untakenControls(controls, asked);
}
