/** Whether the camera gives what it promised: moving pictures that are not black, often enough. Pure. */
import type { CameraStatus } from '../../media/capture/device-status.ts';
import { because } from '../../reason.ts';
import type { Verdict } from './check.ts';

/** Pictures come 8 times a second: fewer than these in 7 s is a camera that hardly gives any. */
const ENOUGH_PICTURES = 5;
/**
 * In 7 s. An empty room has the noise of a sensor, so that hardly two pictures are coded to the same bytes, and a clock in a
 * drawn picture changes it seven times; where the same picture is given again and again, nothing does.
 */
const LEAST_CHANGES = 3;
/** As in the session (`media/analysis/frame-rate.ts`): cameras that wait for the lamps give 25 of 30, which nobody sees. */
const TOO_FEW = 0.8;

export interface CameraFacts {
  status: CameraStatus;
  /** Pictures of the preview, and how many of them differ from the one before. */
  pictures: number;
  changed: number;
  isBlack: boolean;
  /** A second, before the encoder: measured, and what camera and settings promise. */
  measured: number;
  promised: number;
  /** Viewers see a slate in the place of the room. */
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
