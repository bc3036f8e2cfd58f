import { realpathSync } from 'node:fs';
import { plugName } from './alsa-name.ts';
import type { AudioSource } from './audio-source.ts';
import type { VideoSource } from './video-source.ts';

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

/** What a name under `/dev/v4l` points to now. */
function nodeOf(device: string): string {
  try {
    return realpathSync(device);
  } catch {
    return device;
  }
}
