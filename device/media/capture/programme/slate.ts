/** Pictures that viewers see in place of the camera, drawn ahead of time by `image/slates/draw-slates.ts`. */
import { fileURLToPath } from 'node:url';
import type { Language } from '../../../reason.ts';

export type SlateKind = 'privacy' | 'end' | 'noCamera' | 'dryRun';

export interface Slate {
  kind: SlateKind;
  /** PNG file: in `slates/` beside this file in the sources, beside the bundle once built. */
  file: string;
  /** The sound is muted with the picture, except where only the camera is missing. */
  muted: boolean;
}

export function slate(kind: SlateKind, language: Language): Slate {
  return {
    kind,
    muted: kind !== 'noCamera',
    file: fileURLToPath(new URL(`slates/${kind}-${language}.png`, import.meta.url)),
  };
}
