import assert from 'node:assert/strict';
import test from 'node:test';
import { type LampFacts, type LiveLamp, lamps, type RecLamp } from '../../../../device/control/lamps/lamps.ts';
import type { SessionState } from '../../../../device/control/session/session-state.ts';
import { exampleSession, exampleStates } from '../session/example-session.ts';

const { ready, starting, running, ending } = exampleStates;
const unrecorded: SessionState = { phase: 'running', session: { ...exampleSession, recorded: false } };
const hidden = { ...exampleSession, offTheRecord: true };

const REC: [name: string, session: SessionState, recording: LampFacts['recording'], rec: RecLamp][] = [
  ['nothing runs, the box is ready', ready, 'off', 'ready'],
  ['the last part is being closed', ready, 'recording', 'ready'],
  ['pressed, nothing has come yet', starting, 'off', 'slow'],
  ['the recording starts', starting, 'starting', 'slow'],
  ['bytes before the session is told running', starting, 'recording', 'solid'],
  ['on air, the recording is not there yet', running, 'off', 'slow'],
  ['on air, the recording starts again', running, 'starting', 'slow'],
  ['bytes reach the disk', running, 'recording', 'solid'],
  ['the recording failed', running, 'failed', 'fast'],
  ['the recording failed at once', starting, 'failed', 'fast'],
  ['the recording failed and the session is over', ready, 'failed', 'fast'],
  ['stopped', ending, 'off', 'off'],
  ['stopped, the part is being closed', ending, 'recording', 'off'],
  ['closing failed', ending, 'failed', 'fast'],
  ['the settings say no recording', unrecorded, 'off', 'off'],
];
for (const [name, session, recording, rec] of REC) {
  test(`REC ${rec}: ${name}`, () => assert.equal(lamps({ session, recording, destinations: [] }).rec, rec));
}

const seen = { phase: 'live', seen: 'seen' } as const;
const unseen = { phase: 'live', seen: 'unknown' } as const;
const notSeen = { phase: 'live', seen: 'notSeen' } as const;
const connecting = { phase: 'connecting', seen: 'unknown' } as const;
const reconnecting = { phase: 'reconnecting', seen: 'seen' } as const;
const refused = { phase: 'refused', seen: 'unknown' } as const;
const idle = { phase: 'off', seen: 'unknown' } as const;

const LIVE: [name: string, session: SessionState, destinations: LampFacts['destinations'], live: LiveLamp][] = [
  ['no destination', running, [], 'off'],
  ['nothing runs', ready, [seen], 'off'],
  ['pressed, not yet connecting', starting, [idle], 'slow'],
  ['connecting', running, [connecting], 'slow'],
  ['sending, not confirmed', running, [unseen], 'slow'],
  ['sending, but viewers do not get it', running, [notSeen], 'slow'],
  ['read back', running, [seen], 'solid'],
  ['read back once, now reconnecting', running, [reconnecting], 'slow'],
  ['refused', running, [refused], 'fast'],
  ['two, both read back', running, [seen, seen], 'solid'],
  ['two, one not confirmed', running, [seen, unseen], 'slow'],
  ['two, one reconnecting', running, [reconnecting, seen], 'slow'],
  ['two, one refused', running, [seen, refused], 'fast'],
  ['refused is told before reconnecting', running, [reconnecting, refused], 'fast'],
  ['off the record', { phase: 'running', session: hidden }, [seen], 'privacy'],
  ['off the record before the first media', { phase: 'starting', session: hidden }, [connecting], 'privacy'],
  ['off the record is told before refused', { phase: 'running', session: hidden }, [refused], 'privacy'],
  ['off the record, even without a destination', { phase: 'running', session: hidden }, [], 'privacy'],
  ['the end slate is on air', ending, [seen], 'solid'],
  ['the end slate, stopped off the record', { ...ending, session: hidden }, [unseen], 'slow'],
];
for (const [name, session, destinations, live] of LIVE) {
  test(`LIVE ${live}: ${name}`, () =>
    assert.equal(lamps({ session, recording: 'recording', destinations }).live, live));
}

test('the network never reaches the REC lamp, nor the disk the LIVE lamp', () => {
  for (const destinations of [[], [seen], [reconnecting], [refused]])
    assert.equal(lamps({ session: running, recording: 'recording', destinations }).rec, 'solid');
  for (const recording of ['off', 'starting', 'recording', 'failed'] as const)
    assert.equal(lamps({ session: running, recording, destinations: [seen] }).live, 'solid');
});
