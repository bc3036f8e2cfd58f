/** When an update may be installed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { heldBack, QUIET_MS, type QuietFacts } from '../../../../device/control/update/held-back.ts';

const HOUR_MS = 3600_000;
const MORNING_MS = Date.UTC(2026, 10, 23, 8);
const now = { boot: 'b', monotonicMs: 10 * HOUR_MS, wallMs: MORNING_MS, clockTrusted: true };
const held = (facts: Partial<QuietFacts>) => heldBack({ isSessionOn: false, ended: null, now, ...facts });

test('nothing is in the way of a box that is at rest', () => {
  assert.equal(held({}), null);
});

test('never while a session is on', () => {
  assert.deepEqual(held({ isSessionOn: true }), { why: 'session', forMs: null });
});

test('not within two hours of a session of this boot, whatever the wall clock says', () => {
  const ended = { ...now, monotonicMs: now.monotonicMs - HOUR_MS, wallMs: now.wallMs - 400 * HOUR_MS };
  assert.deepEqual(held({ ended }), { why: 'recent', forMs: HOUR_MS });
  assert.equal(held({ ended: { ...ended, monotonicMs: now.monotonicMs - QUIET_MS } }), null);
});

test('after a boot the wall clock tells, where it was right then and is right now', () => {
  const ended = { boot: 'a', monotonicMs: 99 * HOUR_MS, wallMs: now.wallMs - HOUR_MS / 2, clockTrusted: true };
  const early = { ...now, monotonicMs: 60_000 };
  assert.deepEqual(held({ ended, now: early }), { why: 'recent', forMs: 1.5 * HOUR_MS });
  assert.equal(held({ ended: { ...ended, wallMs: now.wallMs - QUIET_MS }, now: early }), null);
});

test('after a boot without a clock, the time since the boot is all that has surely passed', () => {
  const ended = { boot: 'a', monotonicMs: 0, wallMs: now.wallMs - 30 * HOUR_MS, clockTrusted: true };
  const unset = { ...now, clockTrusted: false, monotonicMs: HOUR_MS };
  assert.deepEqual(held({ ended, now: unset }), { why: 'recent', forMs: HOUR_MS });
  assert.deepEqual(
    held({ ended: { ...ended, clockTrusted: false }, now: { ...now, monotonicMs: HOUR_MS } })?.why,
    'recent',
  );
  assert.equal(held({ ended, now: { ...unset, monotonicMs: QUIET_MS } }), null);
});

test('a session that ended in the future was dated by a clock that was wrong', () => {
  const ended = { boot: 'a', monotonicMs: 0, wallMs: now.wallMs + 9 * HOUR_MS, clockTrusted: true };
  assert.equal(held({ ended }), null);
  assert.deepEqual(held({ ended, now: { ...now, monotonicMs: 0 } }), { why: 'recent', forMs: QUIET_MS });
});
