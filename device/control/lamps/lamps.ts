/**
 * The state of the two lamps (the table of lamps in `web-ui/README.md`). Pure; a lamp never shows more than what is
 * known.
 */

import type { SessionState } from '../session/session-state.ts';
import { isLive } from '../session/session-state.ts';

export type RecLamp = 'off' | 'solid' | 'slow' | 'fast' | 'ready';
export type LiveLamp = 'off' | 'solid' | 'slow' | 'fast' | 'privacy';

export interface LampFacts {
  session: SessionState;
  recording: 'off' | 'starting' | 'recording' | 'failed';
  /** Enabled destinations only. */
  destinations: {
    phase: 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused';
    /** Result of the read-back: does the box see its own stream at the address that viewers use? */
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
 * With several destinations LIVE shows the worst state that somebody must act on. A refused destination will not come
 * back by itself, so it comes before one that is still being tried. Solid means that viewers of every destination see
 * the talk. Off the record comes first, even without a destination: the speaker must see that nobody listens.
 */
function liveLamp({ session, destinations }: LampFacts): LiveLamp {
  if (session.phase === 'ready') return 'off';
  if (isLive(session) && session.session.offTheRecord) return 'privacy';
  if (destinations.length === 0) return 'off';
  if (destinations.some(({ phase }) => phase === 'refused')) return 'fast';
  return destinations.every(({ phase, seen }) => phase === 'live' && seen === 'seen') ? 'solid' : 'slow';
}
