/** Judges if the camera keeps its promise: moving pictures that are not black, often enough. Pure. */
import type { CameraStatus } from '../../media/capture/input/device-status.ts';
import { because } from '../../reason.ts';
import type { Verdict } from './check.ts';

/** Pictures come 8 times a second. A camera with fewer than these in 7 s gives hardly any. */
const ENOUGH_PICTURES = 5;
/**
 * Changes in 7 s. In an empty room sensor noise makes nearly every picture code to different bytes, and a clock in a
 * drawn picture changes it seven times. A camera that repeats the same picture has none.
 */
const LEAST_CHANGES = 3;
/**
 * The session uses the same share (`media/analysis/frame-rate.ts`): cameras that wait for the lamps give 25 of 30,
 * which nobody sees.
 */
const TOO_FEW = 0.8;

export interface CameraFacts {
  status: CameraStatus;
  /** Pictures of the preview, and the number that differ from the one before. */
  pictures: number;
  changed: number;
  isBlack: boolean;
  /** Frames a second before the encoder: measured, and promised by camera and settings. */
  measured: number;
  promised: number;
  /** True while viewers see a slate in place of the room. */
  isHidden: boolean;
}

export function cameraVerdict(facts: CameraFacts): Verdict {
  const { status, pictures, changed, isBlack, measured, promised, isHidden } = facts;
  const { name, phase, reason } = status;
  const tech = `${pictures} pictures, ${changed} changes, ${measured} of ${promised} a second`;
  const values = { name, got: Math.round(measured), of: Math.round(promised) };
  if (pictures < ENOUGH_PICTURES || phase !== 'ok')
    return { level: 'failing', reason: reason ?? because('cameraFailed', tech) };
  if (isHidden) return { level: 'ok', reason: because('cameraHidden', tech, values) };
  if (isBlack) return { level: 'failing', reason: because('cameraBlack', tech, values) };
  if (reason) return { level: 'degraded', reason };
  if (changed < LEAST_CHANGES) return { level: 'degraded', reason: because('cameraFrozen', tech, values) };
  if (measured < promised * TOO_FEW) return { level: 'degraded', reason: because('cameraSlow', tech, values) };
  return { level: 'ok', reason: because('cameraWell', tech, values) };
}
