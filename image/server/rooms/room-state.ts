/** What is shown of one room, from what its box told last and how long ago that was. Pure. */
import type { Status } from '../../../device/api/contract/status.ts';

export interface RoomState {
  /** `silent`: nothing has come for so long that what it told is no longer believed. */
  tone: 'good' | 'busy' | 'bad' | 'silent';
  /** What is wrong, in the box's own sentences. */
  troubles: string[];
}

/** Four reports of the usual 15 s; a box on a thin link reports each minute. */
export const SILENT_AFTER_S = 150;

export function roomState(status: Status, ageSeconds: number): RoomState {
  const troubles = status.health.items.flatMap(({ level, reason }) =>
    level === 'ok' || !reason ? [] : [reason.message],
  );
  if (ageSeconds > SILENT_AFTER_S) return { tone: 'silent', troubles: [] };
  const isOn = status.session.phase === 'running' || status.session.phase === 'starting';
  const unseen = status.destinations.some(({ seen, phase }) => phase !== 'off' && seen === 'notSeen');
  if (status.health.level === 'failing' || (isOn && (status.recording.phase === 'failed' || unseen)))
    return { tone: 'bad', troubles };
  return { tone: status.health.level === 'ok' ? 'good' : 'busy', troubles };
}
