import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type TrialListener, type TrialState, Trials } from '../../../../device/media/trial/trials.ts';
import { checkSettings } from '../../../../device/settings/settings-faults.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';

const NEITHER = { camera: 'none', microphone: 'none' };

function open() {
  const clock = new FakeClock();
  const { settings } = checkSettings({});
  assert.ok(settings);
  const lent: string[] = [];
  const lend = (what: string) => () => {
    lent.push(what);
    return () => void lent.splice(lent.indexOf(what), 1);
  };
  const trials = new Trials({
    clock,
    settings: () => settings,
    workers: { spawn: () => assert.fail('a worker was started') },
    watchPictures: lend('pictures'),
    watchLevels: lend('levels'),
  });
  const listener = (): TrialListener & { states: TrialState[] } => {
    const states: TrialState[] = [];
    return { states, onState: (state) => states.push(state), onPicture: () => {}, onLevels: () => {} };
  };
  return { clock, trials, listener, lent };
}

test('a trial that is forgotten ends after two minutes, and a new order starts them again', async () => {
  const { clock, trials, listener } = open();
  const page = listener();
  await trials.begin(NEITHER, page);
  clock.advance(100_000);
  await trials.begin(NEITHER, page);
  clock.advance(100_000);
  assert.ok(page.states.every(({ phase }) => phase !== 'ended'));
  clock.advance(20_000);
  const last = page.states.at(-1);
  assert.deepEqual([last?.phase, last?.reason?.code, clock.pending], ['ended', 'trialTooLong', 0]);
});

test('what the capture has open is borrowed and given back, by whatever name', async () => {
  const { trials, listener, lent } = open();
  await trials.releaseDevices({ video: { kind: 'test' }, audio: { kind: 'test' } });
  const page = listener();
  await trials.begin({ camera: 'test', microphone: 'none' }, page);
  assert.deepEqual(lent, ['pictures']);
  await trials.begin({ camera: 'none', microphone: 'test' }, page);
  assert.deepEqual(lent, ['levels', 'pictures']);
  trials.end(page);
  await turn();
  assert.deepEqual(lent, []);
  assert.equal(page.states.at(-1)?.phase, 'ended');
});

test('a trial that was overtaken while it looked for devices opens nothing', async () => {
  const { trials, listener, lent } = open();
  await trials.releaseDevices({ video: { kind: 'test' }, audio: { kind: 'silence' } });
  const [first, second] = [listener(), listener()];
  const begun = [trials.begin({ camera: 'test', microphone: 'none' }, first), trials.begin(NEITHER, second)];
  await Promise.all(begun);
  assert.deepEqual(lent, []);
  assert.equal(first.states.at(-1)?.reason?.code, 'trialReplaced');
  assert.deepEqual(
    second.states.map(({ phase }) => phase),
    ['starting', 'ok'],
  );
  // The first has nothing to end any more.
  trials.end(first);
  assert.equal(second.states.length, 2);
});
