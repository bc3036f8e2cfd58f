import assert from 'node:assert/strict';
import test from 'node:test';
import type { Status } from '../../../../../device/api/contract/status.ts';
import { roomState, SILENT_AFTER_S } from '../../../../../image/server/rooms/room-state.ts';
import { readyStatus } from '../../../../tools/api/fake-collaborators.ts';

const tone = (parts: Partial<Status>, ageSeconds = 5) => roomState({ ...readyStatus(), ...parts }, ageSeconds).tone;
const session = { ...readyStatus().session, phase: 'running' as const };
const destinations = readyStatus().destinations.map((one) => ({
  ...one,
  phase: 'live' as const,
  seen: 'notSeen' as const,
}));

test('what a room told is believed for two and a half minutes', () => {
  assert.equal(tone({}, SILENT_AFTER_S), 'good');
  assert.deepEqual(roomState(readyStatus(), SILENT_AFTER_S + 1), { tone: 'none', isSilent: true, troubles: [] });
  assert.equal(tone({ session }, SILENT_AFTER_S + 1), 'bad');
});

test('a talk that is lost is bad, what deserves a look is not', () => {
  assert.equal(tone({ session, recording: { ...readyStatus().recording, phase: 'failed' } }), 'bad');
  assert.equal(tone({ session, destinations }), 'bad');
  assert.equal(tone({ health: { level: 'failing', items: [] } }), 'bad');
  const reason = { code: 'boardHot', message: 'The box is hot.', tech: '' };
  const items = [
    { id: 'temperature', level: 'degraded' as const, reason },
    { id: 'disk', level: 'ok' as const, reason: null },
  ];
  assert.deepEqual(roomState({ ...readyStatus(), health: { level: 'degraded', items } }, 5), {
    tone: 'busy',
    isSilent: false,
    troubles: ['The box is hot.'],
  });
});
