import assert from 'node:assert/strict';
import test from 'node:test';
import { SteadyClock } from '../../../../device/control/care/steady-clock.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';

const MINUTE_MS = 60_000;

function steadyClock() {
  const clock = new FakeClock();
  const steady = new SteadyClock(clock);
  const pass = (minutes: number, trusted = true) => {
    for (let looks = 0; looks < minutes * 6; looks++) {
      clock.advance(10_000);
      steady.look(trusted);
    }
    return steady.isSteady;
  };
  return { clock, steady, pass };
}

test('half an hour on a clock that is believed and goes on as time does', () => {
  const { steady, pass } = steadyClock();
  assert.equal(steady.isSteady, false);
  assert.equal(pass(29), false);
  assert.equal(pass(2), true);
});

test('a clock that is not believed is never steady, and the half hour begins with its trust', () => {
  const { pass } = steadyClock();
  assert.equal(pass(600, false), false);
  assert.equal(pass(29), false);
  assert.equal(pass(2), true);
  assert.equal(pass(1, false), false);
});

test('a jump by years, forth or back, is noticed before the next look and waited out', () => {
  const { clock, steady, pass } = steadyClock();
  pass(31);
  clock.setWall(clock.wallMs() + 10 * 365 * 24 * 60 * MINUTE_MS);
  assert.equal(steady.isSteady, false);
  assert.equal(pass(29), false);
  clock.setWall(clock.wallMs() - 10 * 365 * 24 * 60 * MINUTE_MS);
  assert.equal(pass(29), false);
  assert.equal(pass(2), true);
});

test('a clock that is put right by a second goes on', () => {
  const { clock, pass } = steadyClock();
  pass(31);
  clock.setWall(clock.wallMs() - 1000);
  assert.equal(pass(1), true);
});
