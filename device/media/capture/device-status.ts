import type { Reason } from '../../reason.ts';
import type { VideoSource } from '../source/video-source.ts';

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
  /** What the camera is or would be asked for; null where no camera is taken. */
  mode: { format: 'jpeg' | 'raw'; width: number; height: number; framesPerSecond: number } | null;
}

export function modeOf(source: VideoSource | undefined): CameraStatus['mode'] {
  if (source?.kind !== 'camera') return null;
  const { format, width, height, framesPerSecond } = source;
  return { format, width, height, framesPerSecond };
}
