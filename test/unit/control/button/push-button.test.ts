import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { EDGES_MAX, NoiseGuard } from '../../../../device/control/button/noise-guard.ts';
import { CALM_MS, PushButton, STUCK_MS } from '../../../../device/control/button/push-button.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';
import { FakeButtonLine } from '../fake-lines.ts';

function wired({ isDown = false, double = true } = {}) {
  const clock = new FakeClock();
  const line = new FakeButtonLine();
  line.down = isDown;
  const told: string[] = [];
  const button = new PushButton({
    line,
    clock,
    doubleHasMeaning: () => double,
    onPress: (isSecond) => told.push(isSecond ? 'press again' : 'press'),
    onGesture: (gesture) => told.push(gesture),
    onTrouble: (trouble) => told.push(trouble ?? 'well'),
  });
  const press = (heldMs: number) => {
    line.edge(true);
    clock.advance(heldMs);
    line.edge(false);
  };
  /** 50 Hz on the wire. */
  const hum = (ms: number) => {
    for (let at = 0; at < ms; at += 10) {
      line.edge(at % 20 === 0);
      clock.advance(10);
    }
  };
  return { clock, line, told, button, press, hum };
}

test('a press is felt before it is known what it means', () => {
  const { clock, told, press, line } = wired();
  line.edge(true);
  clock.advance(30);
  assert.deepEqual(told, ['press']);
  clock.advance(100);
  line.edge(false);
  clock.advance(1000);
  assert.deepEqual(told, ['press', 'short']);
  press(100);
  clock.advance(100);
  press(100);
  clock.advance(1000);
  assert.deepEqual(told.slice(2), ['press', 'press again', 'double']);
});

test('a bouncing contact is one press', () => {
  const { clock, line, told } = wired();
  for (const isDown of [true, false, true, false, true]) {
    line.edge(isDown);
    clock.advance(4);
  }
  clock.advance(120);
  for (const isDown of [false, true, false, true, false]) {
    line.edge(isDown);
    clock.advance(4);
  }
  clock.advance(1000);
  assert.deepEqual(told, ['press', 'short']);
});

test('edges that come faster than levels are read: not at rest, so no press until it is', () => {
  const { clock, line, told } = wired();
  for (let at = 0; at < 20; at++) {
    line.edge(true);
    clock.advance(25);
  }
  assert.deepEqual(told, []);
  clock.advance(5);
  assert.deepEqual(told, ['press']);
});

test('a long hold: stop at 3 s, power-off at 10 s, nothing at its end', () => {
  const { clock, line, told } = wired();
  line.edge(true);
  clock.advance(3100);
  assert.deepEqual(told, ['press', 'hold']);
  clock.advance(7000);
  assert.deepEqual(told, ['press', 'hold', 'longHold']);
  line.edge(false);
  clock.advance(1000);
  assert.deepEqual(told, ['press', 'hold', 'longHold']);
  assert.equal(clock.pending, 0);
});

test('held at start-up for 12 s; stuck from the start it only says so', () => {
  const held = wired({ isDown: true });
  held.clock.advance(12_000);
  held.line.edge(false);
  held.clock.advance(100);
  assert.deepEqual(held.told, ['startUpHold']);

  const stuck = wired({ isDown: true });
  stuck.clock.advance(STUCK_MS + 3_600_000);
  assert.deepEqual(stuck.told, ['buttonStuck']);
  stuck.line.edge(false);
  stuck.clock.advance(100);
  assert.deepEqual(stuck.told, ['buttonStuck', 'well']);
  stuck.press(100);
  stuck.clock.advance(1000);
  assert.deepEqual(stuck.told.slice(2), ['press', 'short']);
});

test('the hum of the mains is no press; the line is left alone, then heard again, and works once it is calm', () => {
  const { clock, line, told, hum, press } = wired();
  hum(1000);
  assert.deepEqual(told, ['buttonNoisy']);
  assert.equal(line.isWatched, false);
  hum(20_000);
  assert.deepEqual(told, ['buttonNoisy']);
  line.edge(false);
  clock.advance(3 * CALM_MS);
  assert.deepEqual(told, ['buttonNoisy', 'well']);
  press(100);
  clock.advance(1000);
  assert.deepEqual(told.slice(2), ['press', 'short']);
});

test('noise that ends with the contact down: neither a press nor a lost password', () => {
  const { clock, line, told, hum } = wired();
  hum(1000);
  line.edge(true);
  clock.advance(20_000);
  line.edge(false);
  clock.advance(1000);
  assert.deepEqual(told, ['buttonNoisy', 'well']);
});

test('a noisy wire costs at most as many edges as a hand could make, each two seconds', () => {
  const { line, clock } = wired();
  let heard = 0;
  for (let at = 0; at < 60_000; at++) {
    if (line.isWatched) heard++;
    line.edge(at % 2 === 0);
    clock.advance(1);
  }
  assert.ok(heard <= 61 * (EDGES_MAX + 1), `${heard} of 60000`);
});

test('no hand is taken for noise, however its contacts bounce; the hum of the mains always is', () => {
  // Two presses within 400 ms, each of the four changes with up to 13 edges.
  const changes = fc.tuple(
    ...[0, 120, 240, 360].map((at) => fc.array(fc.nat(25), { maxLength: 13 }).map((b) => b.map((ms) => at + ms))),
  );
  fc.assert(
    fc.property(changes, (bursts) => {
      const guard = new NoiseGuard();
      return bursts
        .flat()
        .sort((a, b) => a - b)
        .every((atMs) => !guard.isNoise(atMs));
    }),
  );
  fc.assert(
    fc.property(fc.nat(10), (phaseMs) => {
      const guard = new NoiseGuard();
      return Array.from({ length: 100 }, (_, at) => guard.isNoise(phaseMs + at * 10)).includes(true);
    }),
  );
});

test('a line that is lost is said, and nothing fires afterwards', () => {
  const { clock, line, told, button } = wired();
  line.edge(true);
  line.lose('ENODEV');
  clock.advance(20_000);
  assert.deepEqual(told, ['buttonLost']);
  button.close();
  assert.deepEqual([line.isClosed, line.isWatched, clock.pending], [true, false, 0]);
});

test('a service that stood still finds a double press by the times of the kernel, though it reads all of it at once', () => {
  const { clock, line, told } = wired();
  clock.stall(1500);
  for (const [isDown, ageMs] of [
    [true, 1400],
    [false, 1280],
    [true, 1100],
    [false, 1000],
  ] as const)
    line.edge(isDown, ageMs);
  clock.advance(1000);
  assert.deepEqual(told, ['press', 'press again', 'double']);
});

test('a press that was over while the service stood still is no hold', () => {
  const { clock, line, told } = wired();
  line.edge(true);
  clock.advance(100);
  clock.stall(4000);
  // What waits in the kernel is read once timers that are late have been called.
  clock.after(0, () => line.edge(false, 3900));
  clock.advance(1000);
  assert.deepEqual(told, ['press', 'short']);
});

test('edges are in the order in which they came, whatever their times say', () => {
  const { clock, line, told } = wired();
  line.edge(true);
  clock.advance(100);
  line.edge(false, 5000);
  clock.advance(50);
  line.edge(true, -20);
  clock.advance(100);
  line.edge(false);
  clock.advance(1000);
  assert.deepEqual(told, ['press', 'press again', 'double']);
});
