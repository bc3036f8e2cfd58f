/** The state of one room on the page, from its box's last report and the age of that. Pure. */
import type { Status } from '../../../device/api/contract/status.ts';

export interface RoomState {
  tone: 'good' | 'busy' | 'bad' | 'none';
  /** No report has come for so long that the last one is no longer believed. */
  isSilent: boolean;
  /** Troubles in the box's own sentences. */
  troubles: string[];
}

/** Ten reports at the usual 15 s; a box on a thin link reports every minute. */
export const SILENT_AFTER_S = 150;

export function roomState(status: Status, ageSeconds: number): RoomState {
  const troubles = status.health.items.flatMap(({ level, reason }) =>
    level === 'ok' || !reason ? [] : [reason.message],
  );
  const isOn = status.session.phase === 'running' || status.session.phase === 'starting';
  // A box may be switched off between talks, but not during one.
  if (ageSeconds > SILENT_AFTER_S) return { tone: isOn ? 'bad' : 'none', isSilent: true, troubles: [] };
  const unseen = status.destinations.some(({ seen, phase }) => phase !== 'off' && seen === 'notSeen');
  if (status.health.level === 'failing' || (isOn && (status.recording.phase === 'failed' || unseen)))
    return { tone: 'bad', isSilent: false, troubles };
  return { tone: status.health.level === 'ok' ? 'good' : 'busy', isSilent: false, troubles };
}
