/** What the two lamps say (the table of lamps in `web-ui/README.md`). Pure, and never more than what is known. */

import type { SessionState } from '../session/session-state.ts';
import { isLive } from '../session/session-state.ts';

export type RecLamp = 'off' | 'solid' | 'slow' | 'fast' | 'ready';
export type LiveLamp = 'off' | 'solid' | 'slow' | 'fast' | 'privacy';

export interface LampFacts {
  session: SessionState;
  recording: 'off' | 'starting' | 'recording' | 'failed';
  /** The enabled destinations only. */
  destinations: {
    phase: 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused';
    /** Whether the box has read its own stream back from the address that viewers use. */
    seen: 'unknown' | 'seen' | 'notSeen';
  }[];
}

export function lamps(facts: LampFacts): { rec: RecLamp; live: LiveLamp } {
  return { rec: recLamp(facts), live: liveLamp(facts) };
}

function recLamp({ session, recording }: LampFacts): RecLamp {
  if (recording === 'failed') return 'fast';
  if (session.phase === 'ready') return 'ready';
  if (!isLive(session) || !session.session.recorded) return 'off';
  return recording === 'recording' ? 'solid' : 'slow';
}

/**
 * With several destinations it tells the worst that somebody must act on: one that is refused will not come back by
 * itself, so it is told before one that is still being tried; solid says that viewers of every destination see the talk.
 * Off the record is told first, and even without a destination: the speaker must see that nobody listens.
 */
function liveLamp({ session, destinations }: LampFacts): LiveLamp {
  if (session.phase === 'ready') return 'off';
  if (isLive(session) && session.session.offTheRecord) return 'privacy';
  if (destinations.length === 0) return 'off';
  if (destinations.some(({ phase }) => phase === 'refused')) return 'fast';
  return destinations.every(({ phase, seen }) => phase === 'live' && seen === 'seen') ? 'solid' : 'slow';
}
