/** What is shown of one room, from what its box told last and how long ago that was. Pure. */
import type { Status } from '../../../device/api/contract/status.ts';

export interface RoomState {
  tone: 'good' | 'busy' | 'bad' | 'none';
  /** Nothing has come for so long that what it told is no longer believed. */
  isSilent: boolean;
  /** What is wrong, in the box's own sentences. */
  troubles: string[];
}

/** Four reports of the usual 15 s; a box on a thin link reports each minute. */
export const SILENT_AFTER_S = 150;

export function roomState(status: Status, ageSeconds: number): RoomState {
  const troubles = status.health.items.flatMap(({ level, reason }) =>
    level === 'ok' || !reason ? [] : [reason.message],
  );
  const isOn = status.session.phase === 'running' || status.session.phase === 'starting';
  // Boxes are switched off between talks, not in one.
  if (ageSeconds > SILENT_AFTER_S) return { tone: isOn ? 'bad' : 'none', isSilent: true, troubles: [] };
  const unseen = status.destinations.some(({ seen, phase }) => phase !== 'off' && seen === 'notSeen');
  if (status.health.level === 'failing' || (isOn && (status.recording.phase === 'failed' || unseen)))
    return { tone: 'bad', isSilent: false, troubles };
  return { tone: status.health.level === 'ok' ? 'good' : 'busy', isSilent: false, troubles };
}
