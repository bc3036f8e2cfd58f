import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fromFile, toFile } from '../../../../device/control/session/desired-state.ts';
import type { Session, SessionState } from '../../../../device/control/session/session-state.ts';
import { exampleSession, exampleStates } from './example-session.ts';

const running: SessionState = {
  phase: 'running',
  session: {
    ...exampleSession,
    title: 'Été',
    secondsBefore: 30,
    startedMonotonicMs: 1000,
    offTheRecord: true,
    marks: [{ atSeconds: 12.5, label: 'Hors antenne', moment: { boot: '0f3a9c', monotonicMs: 13_500 } }],
  },
};
const text = toFile(running, 61_000);

test('a running session comes back with the same id, its seconds, marks and privacy, started by resume', () => {
  assert.deepEqual(fromFile(text, 500), {
    session: { ...running.session, startedBy: 'resume', secondsBefore: 90, startedMonotonicMs: 500 },
    damage: null,
  });
});

test('a session that was starting is resumed; one that was ending is over', () => {
  assert.equal(fromFile(toFile(exampleStates.starting, 2000), 0).session?.id, exampleSession.id);
  for (const state of [exampleStates.ready, exampleStates.ending])
    assert.deepEqual(fromFile(toFile(state, 2000), 0), { session: null, damage: null });
});

test('no file is a first start, not a damage', () => {
  assert.deepEqual(fromFile(null, 0), { session: null, damage: null });
});

test('cut at any byte, the file never throws and never resumes something else', () => {
  const bytes = Buffer.from(text);
  const whole = bytes.length - 1; // Without the newline at the end nothing is missing.
  for (let length = 0; length < whole; length++) {
    const cut = fromFile(bytes.subarray(0, length).toString('utf8'), 0);
    assert.equal(cut.session, null, `${length} bytes`);
    assert.equal(cut.damage?.code, 'desiredStateDamaged', `${length} bytes`);
  }
  assert.equal(fromFile(bytes.subarray(0, whole).toString('utf8'), 0).session?.id, exampleSession.id);
});

test('what a card leaves behind after a power cut is damaged', () => {
  for (const junk of ['', '\0'.repeat(4096), `${text}${text}`, 'null', '[]', '{}', '0', '"x"', '{"version":1}'])
    assert.equal(fromFile(junk, 0).damage?.code, 'desiredStateDamaged', junk.slice(0, 20));
});

test('each fact of the session is checked', () => {
  const wrong: Record<string, unknown[]> = {
    id: [undefined, null, 1, '', '..', '../../etc', `${exampleSession.id}/x`],
    title: [undefined, 1, {}],
    startedBy: [undefined, 1],
    startedWallMs: [undefined, '1', null],
    recorded: [undefined, 'yes'],
    seconds: [undefined, -1, null, '1'],
    offTheRecord: [undefined, 0],
    marks: [undefined, null, {}, [null], [{ atSeconds: -1, label: '' }], [{ atSeconds: 1 }], [{ label: 'x' }]],
  };
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      const file = JSON.parse(text) as { version: number; session: Record<string, unknown> };
      file.session[key] = value;
      const read = fromFile(JSON.stringify(file), 0);
      assert.deepEqual([read.session, read.damage?.code], [null, 'desiredStateDamaged'], `${key}: ${String(value)}`);
    }
  }
  const huge = text.replace('"seconds":90', '"seconds":1e999');
  assert.notEqual(huge, text);
  assert.equal(fromFile(huge, 0).session, null);
});

test('a session is resumed whatever is known of the boot it began on', () => {
  for (const startedOn of [undefined, null, 3, {}, { boot: 1, monotonicMs: 2 }, { boot: 'a' }]) {
    const file = JSON.parse(text) as { session: Record<string, unknown> };
    file.session.startedOn = startedOn;
    const { session, damage } = fromFile(JSON.stringify(file), 0);
    assert.deepEqual([session?.id, session?.startedOn, damage], [exampleSession.id, null, null]);
  }
});

test('a file of a later version is not guessed at', () => {
  assert.equal(fromFile(text.replace('"version":1', '"version":2'), 0).damage?.code, 'desiredStateDamaged');
});

test('property: any text is read without throwing, as a session or not at all', () => {
  const flipped = fc.tuple(fc.nat(Buffer.byteLength(text) - 1), fc.nat(255)).map(([at, value]) => {
    const bytes = Buffer.from(text);
    bytes[at] = value;
    return bytes.toString('utf8');
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), flipped), (any) => {
      const { session, damage } = fromFile(any, 0);
      assert.ok(session === null || damage === null, 'both');
    }),
    { numRuns: 1000 },
  );
});

test('property: what is written is read back', () => {
  const anyMark = fc.record(
    { atSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }), label: fc.string({ unit: 'binary' }) },
    { noNullPrototype: true },
  );
  const anySession: fc.Arbitrary<Session> = fc.record({
    id: fc.constant(exampleSession.id),
    title: fc.option(fc.string({ unit: 'binary' })),
    startedBy: fc.constantFrom('button', 'page', 'agenda', 'resume'),
    startedWallMs: fc.nat(),
    startedOn: fc.option(
      fc.oneof(
        fc.constant('clock' as const),
        fc.record({ boot: fc.string(), monotonicMs: fc.nat() }, { noNullPrototype: true }),
      ),
    ),
    recorded: fc.boolean(),
    secondsBefore: fc.nat(100_000),
    startedMonotonicMs: fc.constant(4000),
    offTheRecord: fc.boolean(),
    marks: fc.array(anyMark, { maxLength: 20 }),
  });
  fc.assert(
    fc.property(anySession, (session) => {
      const read = fromFile(toFile({ phase: 'running', session }, 4000), 7);
      assert.deepEqual(read.session, { ...session, startedBy: 'resume', startedMonotonicMs: 7 });
    }),
  );
});
