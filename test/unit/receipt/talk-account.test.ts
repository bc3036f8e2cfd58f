import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { Spread } from '../../../device/receipt/spread.ts';
import { type DestinationMoment, TalkAccount } from '../../../device/receipt/talk-account.ts';

const moment = (more: Partial<DestinationMoment> = {}): DestinationMoment => ({
  id: 'main',
  name: 'Server',
  watchUrl: 'https://stream.example.org/a.m3u8',
  watchPage: '',
  phase: 'live',
  seen: 'seen',
  kbps: 2000,
  viewerDelaySeconds: 7,
  reconnects: 0,
  ...more,
});

/** Checks each second, for as many seconds as each stretch lasts. */
function accountOf(stretches: [seconds: number, more: Partial<DestinationMoment>][], from = new TalkAccount()) {
  let nowMs = 0;
  from.check(nowMs, [moment(stretches[0]?.[1])]);
  for (const [seconds, more] of stretches)
    for (let second = 0; second < seconds; second++) {
      nowMs += 1000;
      from.check(nowMs, [moment(more)]);
    }
  return from;
}

test('the median of a spread is right to 1 %, its ends exactly, also after it was written down', () => {
  void fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 30_000, noNaN: true }), { minLength: 1, maxLength: 500 }),
      (values) => {
        const spread = new Spread();
        for (const value of values) spread.add(value);
        const again = new Spread(JSON.parse(JSON.stringify(spread)));
        assert.deepEqual(again.figures(), spread.figures());
        const sorted = values.toSorted((one, other) => one - other);
        const median = sorted[Math.ceil(sorted.length / 2) - 1] as number;
        const figures = spread.figures();
        assert.equal(figures?.least, sorted[0]);
        assert.equal(figures?.most, sorted.at(-1));
        assert.ok(
          Math.abs((figures?.median ?? 0) - median) <= Math.max(0.1, median * 0.0101),
          `${figures?.median} ${median}`,
        );
      },
    ),
  );
  assert.equal(new Spread().figures(), null);
});

test('what three hours of any bitrate leave behind is small', () => {
  const spread = new Spread();
  for (let second = 0; second < 10_800; second++) spread.add(60 + ((second * 7919) % 4000));
  assert.ok(JSON.stringify(spread).length < 5000);
});

test('a talk that was seen from its usual beginning on was seen completely', () => {
  const account = accountOf([
    [1, { phase: 'connecting', seen: 'unknown', kbps: 0, viewerDelaySeconds: null }],
    [4, { seen: 'unknown', kbps: 300, viewerDelaySeconds: null }],
    [60, { kbps: 2000 }],
    [60, { kbps: 2200, viewerDelaySeconds: 9.04 }],
  ]);
  assert.deepEqual(account.destinations(), [
    {
      id: 'main',
      name: 'Server',
      watchUrl: 'https://stream.example.org/a.m3u8',
      reconnects: 0,
      seenSeconds: 120,
      notSeenSeconds: 0,
      unknownSeconds: 0,
      kbps: { least: 2000, median: account.destinations()[0]?.kbps?.median },
      delaySeconds: { median: account.destinations()[0]?.delaySeconds?.median, worst: 9 },
    },
  ]);
  assert.ok(Math.abs((account.destinations()[0]?.kbps?.median ?? 0) - 2000) <= 220);
});

test('a server that was away, and one that gives viewers nothing, are told in seconds', () => {
  const [main] = accountOf([
    [30, {}],
    [10, { phase: 'reconnecting', seen: 'unknown', kbps: 0, viewerDelaySeconds: null }],
    [5, { seen: 'unknown', kbps: 10, reconnects: 1, viewerDelaySeconds: null }],
    [20, { reconnects: 1 }],
    [8, { reconnects: 1, seen: 'notSeen' }],
    [20, { reconnects: 1 }],
  ]).destinations();
  assert.equal(main?.reconnects, 1);
  assert.equal(main?.notSeenSeconds, 18);
  assert.equal(main?.unknownSeconds, 5);
  assert.equal(main?.seenSeconds, 70);
  // The first seconds of a connection are no measure of it.
  assert.equal(main?.kbps?.least, 2000);
});

test('a server that came late, or never, was not seen until then', () => {
  const away = { phase: 'connecting', seen: 'unknown', kbps: 0, viewerDelaySeconds: null } as const;
  assert.equal(
    accountOf([
      [40, away],
      [20, {}],
    ]).destinations()[0]?.notSeenSeconds,
    40,
  );
  const [never] = accountOf([[10, away]]).destinations();
  assert.deepEqual([never?.notSeenSeconds, never?.seenSeconds, never?.kbps], [10, 0, null]);
});

test('without an address for viewers nobody can tell', () => {
  const [main] = accountOf([[60, { seen: 'unknown', viewerDelaySeconds: null }]]).destinations();
  assert.equal(main?.seenSeconds, 0);
  assert.equal(main?.notSeenSeconds, 0);
  assert.ok((main?.unknownSeconds ?? 0) >= 45);
});

test('a restart of the service is a reconnection, and forgets nothing', () => {
  const before = accountOf([
    [30, { kbps: 1500 }],
    [5, { phase: 'reconnecting' }],
    [10, { reconnects: 1 }],
  ]);
  const after = new TalkAccount(JSON.parse(JSON.stringify(before)));
  after.takenUp(12_000);
  accountOf(
    [
      [2, { phase: 'connecting', seen: 'unknown', kbps: 0 }],
      [40, { kbps: 2500 }],
    ],
    after,
  );
  const [main] = after.destinations();
  assert.equal(main?.reconnects, 2);
  assert.equal(main?.notSeenSeconds, 7);
  assert.equal(main?.seenSeconds, 80);
  assert.equal(main?.kbps?.least, 1500);
  assert.equal(after.unwatchedSeconds, 12);
});

test('a service that stood still has not watched; a destination that is off is not reported', () => {
  const account = new TalkAccount();
  account.check(0, [moment(), moment({ id: 'off', phase: 'off' })]);
  account.check(60_000, [moment()]);
  assert.equal(account.unwatchedSeconds, 60);
  assert.deepEqual(
    account.destinations().map(({ id }) => id),
    ['main'],
  );
});
