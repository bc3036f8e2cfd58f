/** Sources of a capture's pictures and sound. */
import { realpathSync } from 'node:fs';
import type { Reason } from '../../reason.ts';
import { plugName } from './device-names.ts';

/** Source of the pictures of one capture attempt. */
export type VideoSource =
  /** A V4L2 camera in the one mode that was chosen for it. */
  | {
      kind: 'camera';
      /** `/dev/v4l/by-path/…`, else `/dev/videoN`. */
      device: string;
      name: string;
      format: 'jpeg' | 'raw';
      width: number;
      height: number;
      framesPerSecond: number;
      /** It shows the signal of a cable. */
      isGrabber?: true;
    }
  /** Moving pattern with a running clock. */
  | { kind: 'test' }
  /** A media file without end, paced as live; in a loop where no form is named. */
  | { kind: 'replay'; file: string; form?: 'restart' | 'still' }
  /** No camera is there: a still slate, so that viewers and the recording keep a picture. */
  | { kind: 'slate' }
  /** Only voice is wanted: no video track at all. */
  | { kind: 'none' };

/** Source of the sound of one capture attempt. */
export type AudioSource =
  /** `device` is an ALSA name such as `plughw:CARD=Device,DEV=0`. */
  | { kind: 'alsa'; device: string; name: string }
  /** A voice-like tone. */
  | { kind: 'test' }
  /** The sound of a media file without end, paced as live; in a loop where no form is named. */
  | { kind: 'replay'; file: string; form?: 'restart' }
  /** No microphone is there: silence, so that the sound track has no hole. */
  | { kind: 'silence' };

/** Chosen source of a capture attempt's pictures or sound. */
export interface Chosen<Source> {
  source: Source;
  /** Name of the device for the page, '' where there is none. */
  name: string;
  /** Reason for another source than the wanted one; null where it is that one. */
  reason: Reason | null;
}

type Source = VideoSource | AudioSource;

/** True where both are one device by whatever names, one file, or the same simulation: one opening can serve both. */
export function isSameSource(one: Source, other: Source): boolean {
  return identity(one) === identity(other);
}

function identity(source: Source): string {
  switch (source.kind) {
    case 'camera':
      return `camera ${nodeOf(source.device)}`;
    case 'alsa':
      return `alsa ${plugName(source.device)}`;
    case 'replay':
      return `replay ${source.file}`;
    default:
      return source.kind;
  }
}

/** Target of a name under `/dev/v4l` now. */
function nodeOf(device: string): string {
  try {
    return realpathSync(device);
  } catch {
    return device;
  }
}
