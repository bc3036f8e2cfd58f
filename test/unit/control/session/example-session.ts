import type { Session, SessionState } from '../../../../device/control/session/session-state.ts';

export const exampleSession: Session = {
  id: '2026-10-05T14-03-59-amphi-a',
  title: 'Cells',
  startedBy: 'button',
  startedWallMs: Date.UTC(2026, 9, 5, 12, 3, 59),
  startedOn: { boot: '0f3a9c', monotonicMs: 1000 },
  recorded: true,
  secondsBefore: 0,
  startedMonotonicMs: 1000,
  offTheRecord: false,
  marks: [],
};

export const exampleStates = {
  ready: { phase: 'ready' },
  starting: { phase: 'starting', session: exampleSession },
  running: { phase: 'running', session: exampleSession },
  ending: { phase: 'ending', session: { ...exampleSession, secondsBefore: 60 }, resumesAs: 'running' },
} as const satisfies Record<SessionState['phase'], SessionState>;
