import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { startAdaptation, stepAdaptation } from '../../../../device/media/publisher/adaptation.ts';
import type { QualityLimits } from '../../../../device/media/publisher/quality-level.ts';
import { above, below, carriedBy, FULL, isLower, lower } from '../../../../device/media/publisher/quality-level.ts';
import { rtmp } from '../../../../device/transport/rtmp/rtmp.ts';
import { type SimulatedOutcome, simulate } from './simulated-link.ts';

const LIMITS: QualityLimits = { hasPicture: true, hasReduced: true, fullKbps: 2000, floorKbps: 250 };
const PATIENCE = rtmp.address({ url: 'rtmp://host/live', streamKey: 'key', passphrase: '' }).patience;
const SHIPPED_SERVER = { limits: LIMITS, acknowledgeBytes: 8192 };
const OTHER_SERVER = { limits: LIMITS };

const worst = ({ soundLateMs }: SimulatedOutcome, fromMs = 0, toMs = Infinity) =>
  Math.max(...soundLateMs.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ lateMs }) => lateMs));
const levelsIn = ({ levels }: SimulatedOutcome, fromMs: number, toMs = Infinity) =>
  levels.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ level }) => level);

for (const [name, options] of [
  ['a server that acknowledges each 8 kB', SHIPPED_SERVER],
  ['a server of which only the kernel tells', OTHER_SERVER],
  ['a server far away', { ...SHIPPED_SERVER, rttMs: 200 }],
] as const) {
  test(`${name}: a link that carries the stream leaves it alone`, () => {
    const outcome = simulate({ ...options, kbps: () => 4000 }, 300_000);
    assert.deepEqual(levelsIn(outcome, 0), ['full']);
    assert.ok(worst(outcome, 3000) < 300, `the voice is ${worst(outcome, 3000)} ms late`);
  });

  test(`${name}: 4 Mb/s, 300 kb/s, 60 kb/s and back`, () => {
    const kbps = (atMs: number) => (atMs < 20_900 ? 4000 : atMs < 35_000 ? 300 : atMs < 50_000 ? 60 : 4000);
    const outcome = simulate({ ...options, kbps }, 80_000);
    const fell = outcome.levels.find(({ atMs }) => atMs >= 20_900)?.atMs ?? 0;
    assert.ok(fell > 0 && fell < 21_900, `it falls ${fell - 20_900} ms after the link`);
    assert.ok(worst(outcome, 20_000, 35_000) < 2000, `at 300 kb/s ${worst(outcome, 20_000, 35_000)} ms late`);
    assert.ok(worst(outcome, 35_000, 50_000) < 3000, `at 60 kb/s ${worst(outcome, 35_000, 50_000)} ms late`);
    assert.ok(levelsIn(outcome, 35_500, 50_000).every((level) => level === 'voice' || level === 'stills'));
    const last = outcome.levels.at(-1);
    assert.equal(last?.level, 'full');
    assert.ok((last?.atMs ?? 0) < 65_000, `full again ${(last?.atMs ?? 0) - 50_000} ms after the link`);
  });
}

test('whatever a link carries, the voice gets through and what is tried in vain is tried ever more seldom', () => {
  const link = fc.record({
    kbps: fc.integer({ min: 75, max: 6000 }),
    rttMs: fc.constantFrom(0, 40, 150),
    acknowledgeBytes: fc.constantFrom(0, 8192),
  });
  fc.assert(
    fc.property(link, ({ kbps, rttMs, acknowledgeBytes }) => {
      const outcome = simulate({ limits: LIMITS, kbps: () => kbps, rttMs, acknowledgeBytes }, 180_000);
      const falls = outcome.levels.slice(1).filter(({ level }, index) => {
        const before = outcome.levels[index]?.level ?? 'full';
        return isLower({ level, kbps: 0 }, { level: before, kbps: 0 });
      });
      const late = falls.filter(({ atMs }) => atMs > 90_000);
      assert.ok(late.length <= 9, `${late.length} falls in the last 90 s`);
      assert.ok(worst(outcome, 60_000) < 1500, `${worst(outcome, 60_000)} ms late`);
    }),
    {
      numRuns: 60,
      // A little less than a level needs: it takes long to show, and what arrives on the way seems to prove another link.
      examples: [
        [{ kbps: 284, rttMs: 150, acknowledgeBytes: 8192 }],
        [{ kbps: 285, rttMs: 40, acknowledgeBytes: 8192 }],
        [{ kbps: 216, rttMs: 150, acknowledgeBytes: 0 }],
      ],
    },
  );
});

test('a link that stands still for a moment costs a moment of quality, not a climb from the bottom', () => {
  const kbps = (atMs: number) => (atMs >= 20_000 && atMs < 20_500 ? 0 : 6000);
  const outcome = simulate({ ...SHIPPED_SERVER, kbps }, 60_000);
  assert.equal(outcome.levels.at(-1)?.level, 'full');
  assert.ok((outcome.levels.at(-1)?.atMs ?? 0) < 32_000);
});

test('without a reduced rendition there is one level; without a picture there are two', () => {
  const thin = () => 70;
  const one = simulate({ limits: { ...LIMITS, hasReduced: false }, acknowledgeBytes: 8192, kbps: () => 1000 }, 30_000);
  assert.deepEqual(levelsIn(one, 0), ['full']);
  const two = simulate({ limits: { ...LIMITS, hasPicture: false }, acknowledgeBytes: 8192, kbps: thin }, 60_000);
  assert.ok(levelsIn(two, 1).length > 0);
  assert.ok(levelsIn(two, 0).every((level) => level === 'full' || level === 'voice'));
});

test('quality levels are in order: one up is higher, one down is lower, and a link gets what it carries', () => {
  const limits = fc.record({
    hasPicture: fc.constant(true),
    hasReduced: fc.constant(true),
    fullKbps: fc.integer({ min: 100, max: 25_000 }),
    floorKbps: fc.integer({ min: 50, max: 10_000 }),
  });
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 50_000 }), (some, linkKbps) => {
      const quality = carriedBy(linkKbps, some);
      assert.ok(quality.level === 'voice' || quality.kbps + 55 <= linkKbps);
      assert.ok(isLower(quality, above(quality, some)));
      assert.ok(quality.level === 'voice' || isLower(below(quality, some), quality));
      assert.equal(lower(quality, FULL), quality);
      let [climbed, steps] = [quality, 0];
      for (; climbed.level !== 'full'; steps++) climbed = above(climbed, some);
      assert.ok(steps <= 7, `${steps} steps from ${quality.level} at ${quality.kbps}`);
    }),
  );
});

test('a link that was gone begins again where it was; one that was cut off while thin begins low', () => {
  const sample = (atMs: number, lateMs: number, delivered: number) => ({
    atMs,
    lateMs,
    wayLateMs: lateMs,
    kbps: 0,
    kbpsError: 0,
    delivered,
  });
  const fallen = (arrives: number) => {
    let state = startAdaptation(0, null);
    for (let atMs = 0; atMs <= 4000; atMs += 50)
      state = stepAdaptation(state, sample(atMs, 0, atMs * 250), LIMITS, PATIENCE);
    for (let n = 1; n <= 80; n++)
      state = stepAdaptation(state, sample(4000 + n * 50, 200 + n * 50, 1_000_000 + n * arrives), LIMITS, PATIENCE);
    return state;
  };
  assert.equal(fallen(0).quality.level, 'voice');
  assert.equal(startAdaptation(9000, fallen(0)).quality.level, 'full');
  assert.equal(startAdaptation(9000, fallen(300)).quality.level, 'voice');
});
