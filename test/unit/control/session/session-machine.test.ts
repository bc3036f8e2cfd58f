import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { initialState, MARKS_MAX, step, targetOf } from '../../../../device/control/session/session-machine.ts';
import type {
  MediaTarget,
  Session,
  SessionEvent,
  SessionState,
} from '../../../../device/control/session/session-state.ts';
import { exampleSession, exampleStates } from './example-session.ts';

const mark = { atSeconds: 12, label: 'Questions' };
const other: Session = { ...exampleSession, id: '2026-10-05T15-00-00-other', title: 'Other', startedMonotonicMs: 9000 };

const events = {
  start: { type: 'startRequested', session: other },
  media: { type: 'mediaArrived' },
  clock: { type: 'clockSet', startedWallMs: 5 },
  stop: { type: 'stopRequested', now: false, atSeconds: 60 },
  stopNow: { type: 'stopRequested', now: true, atSeconds: 60 },
  elapsed: { type: 'endingElapsed' },
  mark: { type: 'markRequested', mark },
  off: { type: 'offTheRecordRequested', on: true, mark },
  on: { type: 'offTheRecordRequested', on: false, mark },
} as const satisfies Record<string, SessionEvent>;

const FINISH = 'disarmEnding target saveDesired saveSession sessionEnded';
const SAVED_TARGET = 'target saveDesired saveSession';

/** Every phase x every event: the phase after it, and the effects in order (`refuse:<code>`). */
const TABLE: Record<SessionState['phase'], Record<keyof typeof events, [SessionState['phase'], string]>> = {
  ready: {
    start: ['starting', SAVED_TARGET],
    media: ['ready', ''],
    clock: ['ready', ''],
    stop: ['ready', 'refuse:sessionNotRunning'],
    stopNow: ['ready', 'refuse:sessionNotRunning'],
    elapsed: ['ready', ''],
    mark: ['ready', 'refuse:sessionNotRunning'],
    off: ['ready', 'refuse:sessionNotRunning'],
    on: ['ready', 'refuse:sessionNotRunning'],
  },
  starting: {
    start: ['starting', 'refuse:sessionAlreadyRunning'],
    media: ['running', ''],
    clock: ['starting', 'saveDesired saveSession'],
    stop: ['ending', `armEnding ${SAVED_TARGET}`],
    stopNow: ['ready', FINISH],
    elapsed: ['starting', ''],
    mark: ['starting', 'saveDesired saveSession'],
    off: ['starting', SAVED_TARGET],
    on: ['starting', ''],
  },
  running: {
    start: ['running', 'refuse:sessionAlreadyRunning'],
    media: ['running', ''],
    clock: ['running', 'saveDesired saveSession'],
    stop: ['ending', `armEnding ${SAVED_TARGET}`],
    stopNow: ['ready', FINISH],
    elapsed: ['running', ''],
    mark: ['running', 'saveDesired saveSession'],
    off: ['running', SAVED_TARGET],
    on: ['running', ''],
  },
  ending: {
    start: ['running', `disarmEnding ${SAVED_TARGET}`],
    media: ['ending', ''],
    clock: ['ending', 'saveDesired saveSession'],
    stop: ['ending', 'refuse:sessionEnding'],
    stopNow: ['ready', FINISH],
    elapsed: ['ready', FINISH],
    mark: ['ending', 'refuse:sessionEnding'],
    off: ['ending', 'refuse:sessionEnding'],
    on: ['ending', 'refuse:sessionEnding'],
  },
};

for (const phase of Object.keys(TABLE) as SessionState['phase'][]) {
  for (const name of Object.keys(events) as (keyof typeof events)[]) {
    const [after, effects] = TABLE[phase][name];
    test(`${phase} + ${name}: ${after}${effects && `, ${effects}`}`, () => {
      const result = step(exampleStates[phase], events[name]);
      assert.equal(result.state.phase, after);
      const told = result.effects.map((effect) =>
        effect.type === 'refuse' ? `refuse:${effect.reason.code}` : effect.type,
      );
      assert.equal(told.join(' '), effects);
    });
  }
}

test('the target of each phase', () => {
  const { id } = exampleSession;
  assert.deepEqual(targetOf(exampleStates.ready), { encode: false, slate: 'none', recording: null, publish: false });
  const onAir = { encode: true, slate: 'none', recording: id, publish: true };
  assert.deepEqual(targetOf(exampleStates.starting), onAir);
  assert.deepEqual(targetOf(exampleStates.running), onAir);
  assert.deepEqual(targetOf(exampleStates.ending), { encode: true, slate: 'end', recording: null, publish: true });
  const hidden = { ...exampleStates.running, session: { ...exampleSession, offTheRecord: true } };
  assert.deepEqual(targetOf(hidden), { ...onAir, slate: 'privacy' });
  const unrecorded = { ...exampleStates.running, session: { ...exampleSession, recorded: false } };
  assert.deepEqual(targetOf(unrecorded), { ...onAir, recording: null });
});

test('a press while ending takes up the same session, with the seconds and the privacy it had', () => {
  const hidden = step(exampleStates.running, events.off).state;
  const ended = step(hidden, { type: 'stopRequested', now: false, atSeconds: 75 }).state;
  const { state } = step(ended, events.start);
  assert.deepEqual(state, {
    phase: 'running',
    session: { ...exampleSession, offTheRecord: true, marks: [mark], secondsBefore: 75, startedMonotonicMs: 9000 },
  });
  assert.equal(targetOf(state).slate, 'privacy');
});

test('stopped before its first media, a session resumes as starting, or as running when the media came meanwhile', () => {
  const ended = step(exampleStates.starting, events.stop).state;
  assert.equal(step(ended, events.start).state.phase, 'starting');
  assert.equal(step(step(ended, events.media).state, events.start).state.phase, 'running');
});

test('marks are bounded, and privacy does not need one', () => {
  const marks = Array.from({ length: MARKS_MAX }, () => mark);
  const full: SessionState = { phase: 'running', session: { ...exampleSession, marks } };
  const refused = step(full, events.mark);
  assert.equal(refused.state, full);
  assert.equal(refused.effects[0]?.type === 'refuse' && refused.effects[0].reason.code, 'tooManyMarks');
  const { state } = step(full, events.off);
  assert.ok(state.phase === 'running' && state.session.offTheRecord);
  assert.equal(state.session.marks.length, MARKS_MAX);
});

test('a session that is not recorded has no file to write, and its end is told like any other', () => {
  const start = step(initialState, { type: 'startRequested', session: { ...exampleSession, recorded: false } });
  const stop = step(start.state, events.stopNow);
  const types = [...start.effects, ...stop.effects].map(({ type }) => type);
  assert.ok(!types.includes('saveSession'), types.join(' '));
  assert.equal(types.at(-1), 'sessionEnded');
});

// --- properties over arbitrary sequences. Asserts carry a message: without one each costs a parse of this file. ----

const anyEvent: fc.Arbitrary<SessionEvent> = fc
  .oneof(
    { weight: 3, arbitrary: fc.boolean().map((recorded) => ({ type: 'startRequested' as const, recorded })) },
    { weight: 2, arbitrary: fc.constant({ type: 'mediaArrived' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'clockSet' as const, startedWallMs: 5 }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('stopRequested' as const),
        now: fc.boolean(),
        atSeconds: fc.nat(9999),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'endingElapsed' as const }) },
    { weight: 2, arbitrary: fc.constant({ type: 'markRequested' as const, mark }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('offTheRecordRequested' as const),
        on: fc.boolean(),
        mark: fc.constant(mark),
      }),
    },
  )
  .map((event) =>
    event.type === 'startRequested'
      ? { type: event.type, session: { ...exampleSession, id: '', recorded: event.recorded } }
      : event,
  );

/** Plays the events, each start with an id of its own, and hands every step to `check`. */
function play(
  events: SessionEvent[],
  check: (before: SessionState, event: SessionEvent, after: ReturnType<typeof step>) => void,
) {
  let state = initialState;
  events.forEach((event, n) => {
    const asked =
      event.type === 'startRequested' ? { ...event, session: { ...event.session, id: `session-${n}` } } : event;
    const result = step(state, asked);
    check(state, asked, result);
    state = result.state;
  });
  return state;
}

const sequences = fc.array(anyEvent, { maxLength: 60 });

test('property: the last target emitted is always the target of the state', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      let last: MediaTarget = targetOf(initialState);
      play(list, (_before, _event, { state, effects }) => {
        for (const effect of effects) if (effect.type === 'target') last = effect.target;
        assert.deepEqual(last, targetOf(state));
      });
    }),
  );
});

test('property: the desired state is saved right after each target, and whenever it changed', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      play(list, (before, event, { state, effects }) => {
        const types = effects.map(({ type }) => type);
        const saves = types.filter((type) => type === 'saveDesired' || type === 'target').join(' ');
        assert.match(saves, /^((target )?saveDesired)?$/);
        const isSilent = event.type === 'mediaArrived';
        if (state !== before && !isSilent) assert.ok(types.includes('saveDesired'), `${event.type} was not saved`);
      });
    }),
  );
});

test('property: no impossible state; the timer of the end slate runs exactly while ending', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      let isArmed = false;
      play(list, (_before, _event, { state, effects }) => {
        for (const { type } of effects) {
          if (type === 'armEnding') {
            assert.ok(!isArmed, 'armed twice');
            isArmed = true;
          }
          if (type === 'disarmEnding') isArmed = false;
        }
        assert.equal(isArmed, state.phase === 'ending');
        const target = targetOf(state);
        assert.equal(target.encode, state.phase !== 'ready');
        assert.equal(target.publish, target.encode);
        if (target.recording !== null) assert.ok(target.encode && target.slate !== 'end', 'a recording without media');
        if (state.phase !== 'ready') assert.ok(state.session.marks.length <= MARKS_MAX, 'too many marks');
        assert.equal(target.slate === 'end', state.phase === 'ending');
      });
    }),
  );
});

test('property: a mark or a refusal never changes what is recorded or published', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      play(list, (before, event, { state, effects }) => {
        if (event.type === 'markRequested') assert.deepEqual(targetOf(state), targetOf(before));
        if (event.type === 'offTheRecordRequested')
          assert.deepEqual({ ...targetOf(state), slate: null }, { ...targetOf(before), slate: null });
        if (effects.some(({ type }) => type === 'refuse')) {
          assert.equal(state, before);
          assert.equal(effects.length, 1);
        }
      });
    }),
  );
});

test('property: a session keeps its id and its facts while it lives, and is finished exactly once', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      const finished: string[] = [];
      const ended: string[] = [];
      play(list, (before, event, { state, effects }) => {
        if (before.phase !== 'ready' && state.phase !== 'ready') {
          const { id, title, startedBy, recorded } = before.session;
          const startedWallMs = event.type === 'clockSet' ? state.session.startedWallMs : before.session.startedWallMs;
          const now = state.session;
          assert.deepEqual(
            { id, title, startedBy, startedWallMs, recorded },
            {
              id: now.id,
              title: now.title,
              startedBy: now.startedBy,
              startedWallMs: now.startedWallMs,
              recorded: now.recorded,
            },
          );
          assert.deepEqual(now.marks.slice(0, before.session.marks.length), before.session.marks);
        }
        if (before.phase !== 'ready' && state.phase === 'ready') ended.push(before.session.id);
        for (const effect of effects) if (effect.type === 'sessionEnded') finished.push(effect.session.id);
      });
      assert.deepEqual(finished, ended);
      assert.equal(new Set(finished).size, finished.length);
    }),
  );
});

test('property: from anywhere, stop now is ready and a press is on air', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      const state = play(list, () => {});
      assert.equal(step(state, events.stopNow).state.phase, 'ready');
      const pressed = step(state, events.start).state;
      assert.match(pressed.phase, /^(starting|running)$/);
    }),
  );
});
