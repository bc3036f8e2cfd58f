/** What the page is told of an update. */
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  outcomeFrom,
  pendingFrom,
  progressFrom,
  refusalFrom,
  type UpdateFacts,
  updateState,
} from '../../../../device/control/update/update-state.ts';

const pending = { id: 'a', asked: 'install', version: '0.2.0' } as const;
const outcome = { id: 'a', outcome: 'done', version: '0.2.0', previous: '0.1.0' } as const;
const state = (facts: Partial<UpdateFacts>) =>
  updateState({ pending: null, progress: null, outcome: null, held: null, upSeconds: 100, ...facts });

test('from the pending to its outcome', () => {
  assert.deepEqual(state({}), { phase: 'none' });
  const held = { why: 'recent', forMs: 5000 } as const;
  assert.deepEqual(state({ pending, held }), { phase: 'waiting', version: '0.2.0', why: 'recent', forMs: 5000 });
  assert.deepEqual(state({ pending }), { phase: 'installing', version: '0.2.0' });
  assert.deepEqual(state({ pending, progress: { phase: 'installing' } }), { phase: 'installing', version: '0.2.0' });
  const progress = { phase: 'testing', version: '0.2.0', endsAtSeconds: 130.2 } as const;
  assert.deepEqual(state({ pending, progress }), { phase: 'testing', version: '0.2.0', secondsLeft: 31 });
  assert.deepEqual(state({ pending, outcome }), { phase: 'done', version: '0.2.0', previous: '0.1.0' });
  assert.deepEqual(state({ outcome, held }), { phase: 'done', version: '0.2.0', previous: '0.1.0' });
});

test('an outcome of another pending says nothing of this one', () => {
  assert.equal(state({ pending: { ...pending, id: 'b' }, outcome }).phase, 'installing');
});

test('a test that takes longer than told has nothing left, not less', () => {
  const progress = { phase: 'testing', version: '0.2.0', endsAtSeconds: 90 } as const;
  assert.deepEqual(state({ pending, progress }), { phase: 'testing', version: '0.2.0', secondsLeft: 0 });
});

test('what another version, or a power cut, has left in the files is no reason to fail', () => {
  for (const text of ['', '{', 'null', '[]', '{"id":1}', '{"id":"a","outcome":"sung"}', '{"phase":"testing"}']) {
    assert.equal(outcomeFrom(text), null, text);
    assert.equal(progressFrom(text), null, text);
    assert.equal(pendingFrom(text), null, text);
  }
  assert.equal(refusalFrom('{"code":"updateOlder","values":{"version":"1"}}')?.code, 'updateOlder');
  assert.equal(refusalFrom('{"code":"ofALaterVersion","values":{}}')?.code, 'updateDamaged');
  assert.deepEqual(refusalFrom('{"code":"updateSame","values":{"version":{}}}')?.values, {});
});
