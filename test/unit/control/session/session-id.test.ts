import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  isSessionId,
  type SessionIdFacts,
  sessionId,
  syncedId,
} from '../../../../device/control/session/session-id.ts';

const local = new Date(2026, 9, 5, 14, 3, 59);
const facts: SessionIdFacts = {
  title: null,
  roomName: 'Amphi A',
  wallMs: local.getTime(),
  clockTrusted: true,
  boot: '3f0c9a4e-77aa',
  taken: () => false,
};

/** A `taken` that knows the names in the list. */
const among = (names: string[]) => (id: string) => names.includes(id);

test('local time, then the title, else the room', () => {
  assert.equal(sessionId(facts), '2026-10-05T14-03-59-amphi-a');
  assert.equal(sessionId({ ...facts, title: 'The cell' }), '2026-10-05T14-03-59-the-cell');
});

const slugs: [title: string, slug: string][] = [
  ['Été à Besançon', 'ete-a-besancon'],
  ["L'œuvre, « ex æquo » & Straße", 'l-oeuvre-ex-aequo-strasse'],
  ['  --Hello__World!! ', 'hello-world'],
  ['../../etc/passwd', 'etc-passwd'],
  ['ﬁnale ℌ Łódź İstanbul', 'finale-h-lodz-istanbul'],
  ['学術講演', 'amphi-a'],
  ['🎥🎥', 'amphi-a'],
  ['', 'amphi-a'],
  ['a'.repeat(200), 'a'.repeat(40)],
  [`${'a'.repeat(39)} bc`, 'a'.repeat(39)],
];
for (const [title, slug] of slugs) {
  test(`slug of ${JSON.stringify(title.slice(0, 30))}`, () => {
    assert.equal(sessionId({ ...facts, title }), `2026-10-05T14-03-59-${slug}`);
  });
}

test('never empty, even where neither title nor room has a letter', () => {
  assert.equal(sessionId({ ...facts, title: '…', roomName: '講堂' }), '2026-10-05T14-03-59-session');
});

test('while the clock is not trusted, the boot and the first free number stand for the time', () => {
  const unsynced = { ...facts, clockTrusted: false };
  assert.equal(sessionId(unsynced), 'unsynced-3f0c9a4e77aa-1-amphi-a');
  const names = ['unsynced-3f0c9a4e77aa-1-amphi-a', 'unsynced-3f0c9a4e77aa-2-amphi-a'];
  assert.equal(sessionId({ ...unsynced, taken: among(names) }), 'unsynced-3f0c9a4e77aa-3-amphi-a');
});

test('a second session of the same second gets a name of its own', () => {
  const id = sessionId({ ...facts, taken: among(['2026-10-05T14-03-59-amphi-a', '2026-10-05T14-03-59-amphi-a-2']) });
  assert.equal(id, '2026-10-05T14-03-59-amphi-a-3');
  assert.ok(isSessionId(id));
});

test('hostile names are not session ids', () => {
  const good = '2026-10-05T14-03-59-amphi-a';
  const hostile = [
    '',
    '.',
    '..',
    '/',
    '2026-10-05T14-03-59',
    '2026-10-05T14-03-59-',
    '2026-10-05T14-03-59--a',
    '2026-10-05T14:03:59-a',
    '2026-10-05T14-03-59-..',
    `${good}/..`,
    `../${good}`,
    `${good}/`,
    `${good}\n`,
    `\n${good}`,
    `${good}\0`,
    `${good}.mp4`,
    `${good} `,
    good.toUpperCase(),
    '2026-10-05T14-03-59-é',
    '２０２６-10-05T14-03-59-a',
    `${good}-${'a'.repeat(100)}`,
    'unsynced--1-a',
    'unsynced-b-0-a',
    'unsynced-b-1',
    'unsynced-../-1-a',
    '%2e%2e',
    'session.json',
  ];
  assert.ok(isSessionId(good));
  for (const text of hostile) assert.equal(isSessionId(text), false, JSON.stringify(text));
});

test('property: whatever the title, room, time and boot, the id is a session id', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom('../..', '\0', 'CON', '-'));
  fc.assert(
    fc.property(
      fc.record({
        title: fc.option(anyText),
        roomName: anyText,
        wallMs: fc.oneof(fc.double(), fc.integer({ min: -1e15, max: 1e15 })),
        clockTrusted: fc.boolean(),
        boot: anyText,
        taken: fc.nat(3),
      }),
      ({ taken, ...rest }) => {
        let left = taken;
        const id = sessionId({ ...rest, taken: () => left-- > 0 });
        assert.ok(isSessionId(id), JSON.stringify(id));
      },
    ),
  );
});

test('property: what is accepted is one plain folder name', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'2026-10T unsycdab./\\\0\n%'), maxLength: 40 }), (text) => {
      if (isSessionId(text)) assert.match(text, /^[0-9A-Za-z-]+$/);
    }),
    { numRuns: 2000 },
  );
});

test('a name from before the clock was set gets its time and keeps its words; any other has its name', () => {
  const named = (id: string, taken: string[] = []) => syncedId(id, local.getTime(), among(taken));
  assert.equal(named('unsynced-3f0c9a4e77aa-2-the-cell'), '2026-10-05T14-03-59-the-cell');
  assert.equal(named('unsynced-3f0c9a4e77aa-2-2-cells'), '2026-10-05T14-03-59-2-cells');
  assert.equal(named('unsynced-a-1-x', ['2026-10-05T14-03-59-x']), '2026-10-05T14-03-59-x-2');
  for (const id of ['2026-10-05T14-03-59-x', 'unsynced-x', 'unsynced-a-1', '../unsynced-a-1-x'])
    assert.equal(named(id), null);
  for (const wallMs of [Number.NaN, 1e300, -1e14])
    assert.equal(
      syncedId('unsynced-a-1-x', wallMs, () => false),
      null,
    );
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (title, trusted) => {
      const id = sessionId({ ...facts, title, clockTrusted: trusted });
      const synced = syncedId(id, local.getTime(), () => false);
      assert.equal(synced, trusted ? null : sessionId({ ...facts, title }));
    }),
  );
});
