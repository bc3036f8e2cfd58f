/** How the voice comes through to one who watches over RTMP. */
import type { RtmpViewer, SeenTag } from './rtmp-viewer.ts';

export const isSound = ({ kind, isMedia }: SeenTag) => kind === 'audio' && isMedia;

/** From the time in a piece of voice to its arrival, at the best in a time when nothing was wrong. */
export function usualDelayMs({ tags }: RtmpViewer, fromMs: number, toMs: number): number {
  const usual = tags.filter((tag) => isSound(tag) && tag.atMs > fromMs && tag.atMs < toMs);
  return Math.min(...usual.map(({ atMs, timestampMs }) => atMs - timestampMs));
}

/** How it came through in a time, against how it came before. */
export function voiceDelay({ tags }: RtmpViewer, fromMs: number, toMs: number, usualMs: number) {
  const sound = tags.filter((tag) => isSound(tag) && tag.atMs >= fromMs && tag.atMs < toMs);
  const waits = sound.slice(1).map(({ atMs }, index) => atMs - (sound[index]?.atMs ?? atMs));
  const late = sound.map(({ atMs, timestampMs }) => atMs - timestampMs - usualMs);
  return { longestWaitMs: Math.max(...waits), mostLateMs: Math.max(...late), frames: sound.length };
}
