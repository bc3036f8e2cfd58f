import type { Reason } from '../../../reason.ts';
import type { AudioSource, VideoSource } from '../../source/source.ts';
import type { DeviceChoice } from './device-choice.ts';

export interface DeviceStatus {
  phase: 'ok' | 'starting' | 'missing' | 'failed';
  name: string;
  reason: Reason | null;
}

export interface CameraStatus extends Omit<DeviceStatus, 'phase'> {
  /** `none`: voice alone was asked for. */
  phase: DeviceStatus['phase'] | 'none';
  /** Measured, before the encoder; 0 while it is not open. */
  framesPerSecond: number;
  /** Mode that the camera is or would be asked for; null where no camera is taken. */
  mode: { format: 'jpeg' | 'raw'; width: number; height: number; framesPerSecond: number } | null;
}

export const NO_CAMERA: CameraStatus = { phase: 'none', name: '', reason: null, framesPerSecond: 0, mode: null };

/** @param isDelivering undefined while nothing is open */
export function deviceStatus(
  { current, isFailed, isFallback }: DeviceChoice<VideoSource> | DeviceChoice<AudioSource>,
  isDelivering: boolean | undefined,
): DeviceStatus {
  if (!current) return { phase: 'starting', name: '', reason: null };
  const { name, reason } = current;
  if (isFailed) return { phase: 'failed', name, reason };
  if (reason && isFallback) return { phase: 'missing', name, reason };
  return { phase: isDelivering === false ? 'starting' : 'ok', name, reason };
}

export function modeOf(source: VideoSource | undefined): CameraStatus['mode'] {
  if (source?.kind !== 'camera') return null;
  const { format, width, height, framesPerSecond } = source;
  return { format, width, height, framesPerSecond };
}
