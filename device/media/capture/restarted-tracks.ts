/** Tracks of a running capture that restart with other settings; `SettingsSchema` says it of each key. */
import { isDeepStrictEqual } from 'node:util';
import { type Settings, type SettingsNode, SettingsSchema } from '../../settings/settings-schema.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import { linesFor } from './track-lines.ts';

export function restartedTracks(now: Settings, before: Settings): MediaKind[] {
  const restarted = new Set(tracksOf(SettingsSchema as SettingsNode, now, before));
  // The sound moves to another line, or from one.
  if (!isDeepStrictEqual(linesFor(now), linesFor(before))) restarted.add('audio');
  return [...restarted].sort().reverse();
}

function tracksOf(node: SettingsNode, now: unknown, before: unknown): MediaKind[] {
  if (isDeepStrictEqual(now, before)) return [];
  if (node.properties)
    return Object.entries(node.properties).flatMap(([key, inner]) => tracksOf(inner, at(now, key), at(before, key)));
  const counts = !node.restartAt || node.restartAt.includes(now) || node.restartAt.includes(before);
  return (counts && node.tracks) || [];
}

const at = (group: unknown, key: string) => (group as Record<string, unknown>)[key];
