import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  type ButtonInput,
  type ButtonState,
  DEBOUNCE_MS,
  DOUBLE_MS,
  type Gesture,
  HOLD_MS,
  initialButton,
  isPressed,
  LONG_HOLD_MS,
  nextTickMs,
  recognise,
  START_UP_HOLD_MAX_MS,
} from '../../../../device/control/button/gesture.ts';

type Edge = ['down' | 'up', atMs: number];

interface Told {
  gesture: Gesture;
  /** When the caller learnt of it. */
  atMs: number;
}

/** Plays edges as a caller with an exact timer would, until `untilMs`; `lateMs` makes that timer late. */
function play(
  edges: Edge[],
  { double = true, isDownAtStart = false, untilMs = 100_000, lateMs = 0 } = {},
): { told: Told[]; state: ButtonState; ticks: number } {
  let state = initialButton(isDownAtStart, 0);
  const told: Told[] = [];
  let ticks = 0;
  const feed = (input: ButtonInput) => {
    const result = recognise(state, input, double);
    state = result.state;
    for (const gesture of result.gestures) told.push({ gesture, atMs: input.atMs });
  };
  const tickUntil = (untilMs: number) => {
    for (let at = nextTickMs(state); at !== null && at + lateMs < untilMs; at = nextTickMs(state)) {
      feed({ type: 'tick', atMs: at + lateMs });
      ticks++;
    }
  };
  for (const [type, atMs] of edges) {
    tickUntil(atMs);
    feed({ type, atMs });
  }
  tickUntil(untilMs);
  return { told, state, ticks };
}

const gesturesOf = (edges: Edge[], options?: Parameters<typeof play>[1]) =>
  play(edges, options).told.map(({ gesture }) => gesture);

/** A press with contacts that bounce at both ends. */
const bouncing = (downMs: number, upMs: number): Edge[] => [
  ['down', downMs],
  ['up', downMs + 2],
  ['down', downMs + 5],
  ['up', downMs + 11],
  ['down', downMs + 13],
  ['up', upMs],
  ['down', upMs + 3],
  ['up', upMs + 9],
];

const CASES: [name: string, edges: Edge[], told: Gesture[]][] = [
  [
    'a short press',
    [
      ['down', 100],
      ['up', 220],
    ],
    ['short'],
  ],
  [
    'the shortest press that counts',
    [
      ['down', 100],
      ['up', 100 + DEBOUNCE_MS],
    ],
    ['short'],
  ],
  [
    'a spike is no press',
    [
      ['down', 100],
      ['up', 100 + DEBOUNCE_MS - 1],
    ],
    [],
  ],
  [
    'a press just short of a hold',
    [
      ['down', 100],
      ['up', 100 + HOLD_MS - 1],
    ],
    ['short'],
  ],
  [
    'a hold',
    [
      ['down', 100],
      ['up', 100 + HOLD_MS + 500],
    ],
    ['hold'],
  ],
  [
    'a long hold says hold on its way',
    [
      ['down', 100],
      ['up', 100 + LONG_HOLD_MS + 500],
    ],
    ['hold', 'longHold'],
  ],
  ['a stuck button says so once', [['down', 100]], ['hold', 'longHold']],
  [
    'a double press',
    [
      ['down', 100],
      ['up', 200],
      ['down', 350],
      ['up', 450],
    ],
    ['double'],
  ],
  [
    'two presses too far apart',
    [
      ['down', 100],
      ['up', 200],
      ['down', 200 + DOUBLE_MS],
      ['up', 900],
    ],
    ['short', 'short'],
  ],
  [
    'the last moment for a double',
    [
      ['down', 100],
      ['up', 200],
      ['down', 200 + DOUBLE_MS - 1],
      ['up', 700],
    ],
    ['double'],
  ],
  [
    'three presses are a double and a short',
    [
      ['down', 100],
      ['up', 200],
      ['down', 300],
      ['up', 400],
      ['down', 500],
      ['up', 600],
    ],
    ['double', 'short'],
  ],
  [
    'a press, then a hold, is a hold',
    [
      ['down', 100],
      ['up', 200],
      ['down', 300],
      ['up', 4000],
    ],
    ['hold'],
  ],
  ['a bouncing press', bouncing(100, 250), ['short']],
  ['a bouncing double', [...bouncing(100, 250), ...bouncing(400, 520)], ['double']],
  ['a bouncing hold', bouncing(100, 3400), ['hold']],
  [
    'a hold with a worn contact',
    [
      ['down', 0],
      ['up', 1000],
      ['down', 1020],
      ['up', 2990],
      ['down', 3010],
      ['up', 4000],
    ],
    ['hold'],
  ],
  [
    'a spike between two presses',
    [
      ['down', 100],
      ['up', 200],
      ['down', 300],
      ['up', 310],
    ],
    ['short'],
  ],
  [
    'an edge told twice',
    [
      ['down', 100],
      ['down', 110],
      ['up', 250],
      ['up', 260],
    ],
    ['short'],
  ],
];
for (const [name, edges, told] of CASES) {
  test(`${name}: ${told.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(gesturesOf(edges), told);
    // A timer that the event loop lets wait must not turn one gesture into another.
    assert.deepEqual(gesturesOf(edges, { lateMs: 400 }), told, 'with a late timer');
  });
}

test('a contact that never stops bouncing says nothing', () => {
  const edges = Array.from({ length: 2000 }, (_, n): Edge => [n % 2 ? 'up' : 'down', n * 20]);
  assert.deepEqual(gesturesOf(edges), []);
});

test('each gesture is told as soon as it is certain', () => {
  const press: Edge[] = [
    ['down', 100],
    ['up', 200],
  ];
  assert.deepEqual(play(press).told, [{ gesture: 'short', atMs: 200 + DOUBLE_MS }]);
  assert.deepEqual(play(press, { double: false }).told, [{ gesture: 'short', atMs: 200 + DEBOUNCE_MS }]);
  assert.deepEqual(play([['down', 100]]).told, [
    { gesture: 'hold', atMs: 100 + HOLD_MS },
    { gesture: 'longHold', atMs: 100 + LONG_HOLD_MS },
  ]);
});

test('where a double means nothing, its second press is not a press of its own', () => {
  const twice: Edge[] = [
    ['down', 100],
    ['up', 200],
    ['down', 300],
    ['up', 400],
  ];
  assert.deepEqual(gesturesOf(twice, { double: false }), ['short']);
  const later: Edge[] = [
    ['down', 100],
    ['up', 200],
    ['down', 900],
    ['up', 1000],
  ];
  assert.deepEqual(gesturesOf(later, { double: false }), ['short', 'short']);
  const held: Edge[] = [
    ['down', 100],
    ['up', 200],
    ['down', 300],
    ['up', 3500],
  ];
  assert.deepEqual(gesturesOf(held, { double: false }), ['short', 'hold']);
});

test('down at start-up gives nothing until it is released, then works', () => {
  const atStart = { isDownAtStart: true };
  assert.deepEqual(gesturesOf([], atStart), []);
  assert.deepEqual(gesturesOf([['up', 5000]], atStart), []);
  assert.deepEqual(
    gesturesOf(
      [
        ['up', 5000],
        ['down', 6000],
        ['up', 6100],
      ],
      atStart,
    ),
    ['short'],
  );
});

test('held ten seconds at start-up and released is the password reset; stuck is not', () => {
  const atStart = { isDownAtStart: true };
  assert.deepEqual(gesturesOf([['up', LONG_HOLD_MS - 1]], atStart), []);
  assert.deepEqual(gesturesOf([['up', LONG_HOLD_MS]], atStart), ['startUpHold']);
  assert.deepEqual(gesturesOf([['up', START_UP_HOLD_MAX_MS]], atStart), ['startUpHold']);
  assert.deepEqual(gesturesOf([['up', START_UP_HOLD_MAX_MS + 1]], atStart), []);
  const bouncy: Edge[] = [
    ['up', 4000],
    ['down', 4010],
    ['up', 12_000],
    ['down', 12_004],
    ['up', 12_008],
  ];
  assert.deepEqual(gesturesOf(bouncy, atStart), ['startUpHold']);
});

test('the press itself is known at once, for the lamps', () => {
  assert.equal(isPressed(play([['down', 100]], { untilMs: 100 + DEBOUNCE_MS }).state), false);
  assert.equal(isPressed(play([['down', 100]], { untilMs: 101 + DEBOUNCE_MS }).state), true);
  assert.equal(
    isPressed(
      play(
        [
          ['down', 100],
          ['up', 200],
        ],
        { untilMs: 300 },
      ).state,
    ),
    false,
  );
});

// --- properties --------------------------------------------------------------------------------------------------

const anyEdges = fc
  .array(fc.tuple(fc.constantFrom('down', 'up'), fc.oneof(fc.nat(40), fc.nat(600), fc.nat(12_000))), { maxLength: 60 })
  .map((steps) => {
    let atMs = 0;
    return steps.map(([type, waitMs]): Edge => {
      atMs += waitMs;
      return [type as Edge[0], atMs];
    });
  });

test('property: any edges end, come to rest, and say no more than one thing per press', () => {
  fc.assert(
    fc.property(anyEdges, fc.boolean(), fc.boolean(), (edges, double, isDownAtStart) => {
      const { told, state, ticks } = play(edges, { double, isDownAtStart, untilMs: 1e9 });
      assert.equal(nextTickMs(state), null, 'never comes to rest');
      assert.ok(ticks <= 4 * edges.length + 4, `${ticks} ticks`);
      const downs = edges.filter(([type]) => type === 'down').length;
      const count = (gesture: Gesture) => told.filter((one) => one.gesture === gesture).length;
      assert.ok(count('short') + 2 * count('double') + count('hold') <= downs, 'more gestures than presses');
      assert.ok(count('longHold') <= count('hold'), 'a long hold without its hold');
      assert.ok(count('startUpHold') <= (isDownAtStart ? 1 : 0), 'a start-up hold out of nothing');
      if (!double) assert.equal(count('double'), 0);
    }),
    { numRuns: 500 },
  );
});

test('property: a late timer changes when a gesture is told, never which', () => {
  fc.assert(
    fc.property(anyEdges, fc.nat(2000), (edges, lateMs) => {
      assert.deepEqual(gesturesOf(edges, { lateMs, untilMs: 1e9 }), gesturesOf(edges, { untilMs: 1e9 }));
    }),
    { numRuns: 500 },
  );
});

test('property: bounces shorter than the debounce change nothing', () => {
  const press = fc.record({
    gapMs: fc.integer({ min: 100, max: 2000 }),
    heldMs: fc.oneof(fc.integer({ min: 100, max: 900 }), fc.integer({ min: 3200, max: 9000 })),
    bounces: fc.array(fc.integer({ min: 1, max: DEBOUNCE_MS - 2 }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(press, { maxLength: 8 }), (presses) => {
      const clean: Edge[] = [];
      const dirty: Edge[] = [];
      let atMs = 0;
      for (const { gapMs, heldMs, bounces } of presses) {
        const downMs = atMs + gapMs;
        clean.push(['down', downMs]);
        dirty.push(['down', downMs]);
        // Spikes in the middle of the hold, each shorter than the debounce time.
        bounces.forEach((lengthMs, n) => {
          const upMs = downMs + 35 + n * 20;
          dirty.push(['up', upMs], ['down', Math.min(upMs + lengthMs, upMs + 19)]);
        });
        atMs = downMs + heldMs;
        clean.push(['up', atMs]);
        dirty.push(['up', atMs]);
      }
      assert.deepEqual(gesturesOf(dirty), gesturesOf(clean));
    }),
    { numRuns: 300 },
  );
});
