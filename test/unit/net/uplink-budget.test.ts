import assert from 'node:assert/strict';
import test from 'node:test';
import { allowedBytesPerSecond, UplinkBudget } from '../../../device/net/uplink-budget.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';

const free = { isOnAir: false, isThin: false };
const onAir = { isOnAir: true, isThin: false };
const thin = { isOnAir: true, isThin: true };

test('what each kind may take: a recording never beside a talk on air, small things little on a thin link', () => {
  const table = (['report', 'message', 'upload'] as const).map((traffic) =>
    [free, onAir, thin].map((need) => allowedBytesPerSecond(traffic, need)),
  );
  assert.deepEqual(table, [
    [null, null, 2000],
    [null, null, 2000],
    [null, 0, 0],
  ]);
});

test('all senders together keep to it on a thin link, and none waits on another', async () => {
  const clock = new FakeClock();
  const budget = new UplinkBudget({ clock, need: () => thin });
  const sent: [number, string][] = [];
  const send = async (name: string, traffic: 'report' | 'message') => {
    const pace = budget.paceOf(traffic, new AbortController().signal);
    for (let piece = 0; piece < 4; piece++) {
      await pace(500);
      sent.push([clock.monotonicMs(), name]);
    }
  };
  const startedMs = clock.monotonicMs();
  const both = Promise.all([send('a', 'report'), send('b', 'message')]);
  await clock.pass(10_000, 10);
  await both;
  // 4,000 bytes at 2,000 a second; the last piece is granted when the one before has gone.
  const tookMs = (sent.at(-1)?.[0] ?? 0) - startedMs;
  assert.ok(tookMs >= 1750 && tookMs < 1900, `${tookMs}`);
  assert.deepEqual(
    sent
      .slice(0, 2)
      .map(([, name]) => name)
      .sort(),
    ['a', 'b'],
  );
});

test('an upload waits for the end of the talk without a timer, and goes on then; whoever gives up waits no more', async () => {
  const clock = new FakeClock();
  let need = onAir;
  const budget = new UplinkBudget({ clock, need: () => need });
  const ending = new AbortController();
  const steps: string[] = [];
  const upload = budget
    .paceOf(
      'upload',
      NEVER,
    )(65_536)
    .then(() => steps.push('went'));
  const given = budget
    .paceOf(
      'upload',
      ending.signal,
    )(65_536)
    .then(
      () => steps.push('wrong'),
      () => steps.push('gave up'),
    );
  assert.equal(budget.mayBegin('upload'), false);
  await clock.pass(1000);
  assert.deepEqual([steps, clock.pending], [[], 0]);
  ending.abort();
  await given;
  budget.changed();
  await clock.pass(1000);
  assert.deepEqual(steps, ['gave up']);
  need = free;
  budget.changed();
  await upload;
  assert.deepEqual([steps, budget.mayBegin('upload')], [['gave up', 'went'], true]);
});

const NEVER = new AbortController().signal;
