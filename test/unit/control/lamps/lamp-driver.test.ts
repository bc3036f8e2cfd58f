import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ACKNOWLEDGE_MS, LampDriver } from '../../../../device/control/lamps/lamp-driver.ts';
import {
  DRY_RUN_RUNS,
  dryRunAnswer,
  LAMP_PATTERNS,
  type LampPattern,
  lampAt,
  periodMs,
} from '../../../../device/control/lamps/lamp-pattern.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';
import { FakeLampLine } from '../fake-lines.ts';

const faults: Error[] = [];

function driven(options?: { kernelBlinks: boolean }) {
  const clock = new FakeClock();
  const rec = new FakeLampLine(clock, options);
  const live = new FakeLampLine(clock, options);
  const driver = new LampDriver({ clock, rec, live, onFault: (error) => faults.push(error) });
  return { clock, rec, live, driver };
}

const words = (line: FakeLampLine) => line.told.map(([what]) => what);

test('a pattern goes on for ever, and each change is where it says', () => {
  const lists = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 })), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(lists, fc.nat(1_000_000_000), (pairs, elapsedMs) => {
      const pattern = pairs.flat();
      const now = lampAt(pattern, elapsedMs);
      assert.deepEqual(lampAt(pattern, elapsedMs + periodMs(pattern)), now);
      assert.ok(now.changesInMs !== null && now.changesInMs > 0);
      assert.equal(lampAt(pattern, elapsedMs + now.changesInMs - 1).isOn, now.isOn);
      assert.equal(lampAt(pattern, elapsedMs + now.changesInMs).isOn, !now.isOn);
    }),
  );
  assert.deepEqual(lampAt(true, 123), { isOn: true, changesInMs: null });
});

test('constant lamps cause no timer', () => {
  const { clock, rec, live, driver } = driven();
  driver.show({ rec: 'solid', live: 'off' });
  assert.equal(clock.pending, 0);
  assert.deepEqual([words(rec), words(live)], [['off', 'on'], ['off']]);
  driver.show({ rec: 'solid', live: 'off' });
  assert.deepEqual([words(rec), words(live)], [['off', 'on'], ['off']]);
});

test('REC and LIVE blink in step, whenever each began, and an hour later too', () => {
  const { clock, rec, live, driver } = driven();
  clock.advance(137);
  driver.show({ rec: 'slow', live: 'off' });
  clock.advance(333);
  driver.show({ rec: 'slow', live: 'slow' });
  clock.advance(3_600_000);
  for (const line of [rec, live]) {
    const last = line.told.slice(-20);
    for (const [what, atMs] of last) assert.equal(atMs % 1000, what === 'on' ? 0 : 500);
  }
  const count = words(rec).filter((what) => what === 'on').length;
  assert.ok(Math.abs(count - 3600) <= 1, `${count} times on in an hour`);
});

test('a timer that is late delays one change and not the next ones', () => {
  const clock = new FakeClock();
  const late = { ...clock, monotonicMs: clock.monotonicMs, wallMs: clock.wallMs };
  late.after = (delayMs, call) => clock.after(delayMs + 40, call);
  const rec = new FakeLampLine(clock);
  const driver = new LampDriver({ clock: late, rec, live: null, onFault: (error) => faults.push(error) });
  driver.show({ rec: 'fast', live: 'off' });
  clock.advance(600_000);
  for (const [, atMs] of rec.told.slice(2)) assert.equal(atMs % 125, 40);
});

test('two wake-ups in four seconds while ready', () => {
  const { clock, rec, live, driver } = driven();
  driver.show({ rec: 'ready', live: 'off' });
  const before = rec.told.length;
  clock.advance(40_000);
  assert.equal(rec.told.length - before, 20);
  assert.deepEqual(words(live), ['off']);
});

test('where the kernel blinks, it is told once, in step, and this process sleeps', () => {
  const { clock, rec, driver } = driven({ kernelBlinks: true });
  clock.advance(700);
  driver.show({ rec: 'slow', live: 'off' });
  clock.advance(60_000);
  assert.deepEqual(rec.told, [
    ['off', 0],
    ['blink 500 500', 1000],
  ]);
  assert.equal(clock.pending, 0);
  driver.show({ rec: 'fast', live: 'off' });
  clock.advance(1000);
  assert.equal(rec.told.at(-1)?.[0], 'blink 125 125');
  driver.show({ rec: 'off', live: 'off' });
  assert.equal(rec.told.at(-1)?.[0], 'off');
});

test('a press turns both lamps over at once, for a moment, whatever they show', () => {
  for (const options of [{ kernelBlinks: false }, { kernelBlinks: true }]) {
    const { clock, rec, live, driver } = driven(options);
    driver.show({ rec: 'solid', live: 'off' });
    clock.advance(50);
    driver.acknowledge();
    assert.deepEqual([rec.isOn, live.isOn], [false, true]);
    clock.advance(ACKNOWLEDGE_MS - 1);
    assert.deepEqual([rec.isOn, live.isOn], [false, true]);
    clock.advance(1);
    assert.deepEqual([rec.isOn, live.isOn], [true, false]);
    assert.equal(clock.pending, 0);
  }
});

test('what the press brought is shown when the moment is over', () => {
  const { clock, rec, driver } = driven();
  driver.acknowledge();
  driver.show({ rec: 'solid', live: 'off' });
  clock.advance(ACKNOWLEDGE_MS);
  assert.deepEqual(words(rec), ['off', 'on']);
  driver.acknowledge();
  driver.show({ rec: 'off', live: 'off' });
  clock.advance(10_000);
  assert.equal(rec.isOn, false);
});

test('a dry run: the lamps take turns; then both solid for 5 s, or the number of the first line that fails, twice', () => {
  const well = {
    checks: [
      { line: 1, level: 'ok' },
      { line: 4, level: 'degraded' },
    ],
  };
  assert.deepEqual(dryRunAnswer(well), { rec: true, live: true, forMs: 5000 });
  const { clock, rec, live, driver } = driven();
  driver.show({ rec: 'ready', live: 'off' });
  clock.advance(1000);
  driver.answer(DRY_RUN_RUNS);
  for (let turn = 0; turn < 24; turn++) {
    assert.deepEqual([rec.isOn, live.isOn], turn % 2 === 0 ? [true, false] : [false, true], `turn ${turn}`);
    clock.advance(300);
  }
  driver.answer(dryRunAnswer(well));
  clock.advance(4999);
  assert.deepEqual([rec.isOn, live.isOn], [true, true]);
  clock.advance(1);
  assert.deepEqual([rec.isOn, live.isOn], [false, false]);

  const before = live.told.length;
  const checks = [
    { line: 1, level: 'ok' },
    { line: 7, level: 'failing' },
    { line: 6, level: 'degraded' },
    { line: 6, level: 'failing' },
  ];
  driver.answer(dryRunAnswer({ checks }));
  clock.advance(30_000);
  assert.equal(live.told.slice(before).filter(([what]) => what === 'on').length, 12);
  assert.equal(live.isOn, false);
});

test('a talk that begins ends the dry run and the answer to it', () => {
  for (const answer of [DRY_RUN_RUNS, { rec: true, live: true, forMs: 5000 }]) {
    const { rec, live, driver } = driven();
    driver.answer(answer);
    assert.equal(rec.isOn, true);
    driver.show({ rec: 'fast', live: 'off' });
    driver.show({ rec: 'off', live: 'off' });
    assert.deepEqual([rec.isOn, live.isOn], [false, false]);
  }
});

test('closed: both off and given back, no timer left; a lamp that fails does not stop the other', () => {
  const { clock, rec, live, driver } = driven();
  driver.show({ rec: 'slow', live: 'fast' });
  rec.close = () => {
    throw new Error('EIO');
  };
  const before = faults.length;
  driver.close();
  assert.deepEqual([faults.length - before, live.isClosed, live.isOn, clock.pending], [1, true, false, 0]);
});

test('every state of a lamp can be told from the others', () => {
  const looks = new Set(Object.values(LAMP_PATTERNS).map((pattern: LampPattern) => JSON.stringify(pattern)));
  // The short blip is REC's "ready" and LIVE's "off the record".
  assert.equal(looks.size, Object.keys(LAMP_PATTERNS).length - 1);
});
