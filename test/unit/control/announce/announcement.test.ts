import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type Announcement,
  announcementOf,
  type TalkMoment,
} from '../../../../device/control/announce/announcement.ts';

const TITLE = 'Fractions continues';
type Phase = TalkMoment['session']['phase'];
const at = (phase: Phase, more: Partial<TalkMoment['session']> = {}, destination = 'live'): TalkMoment => ({
  room: 'Amphi A',
  session: {
    phase,
    id: 'a-secret-slug',
    title: phase === 'ready' ? null : TITLE,
    offTheRecord: false,
    startedBy: 'button',
    ...more,
  },
  destinations: [{ phase: destination }],
});

/** What was told at each moment, as `phase` or `phase: title`. */
function told(...moments: TalkMoment[]): string[] {
  let before: Announcement | null = null;
  return moments.map((moment) => {
    before = announcementOf(moment, before);
    return before.title === null ? before.phase : `${before.phase}: ${before.title}`;
  });
}

test('a talk from before the press to after its end, and the next', () => {
  assert.deepEqual(
    told(
      at('ready', {}, 'off'),
      at('starting', {}, 'connecting'),
      at('starting'),
      at('running'),
      at('running', {}, 'reconnecting'),
      at('ending'),
      at('ready', {}, 'off'),
      at('starting', { title: 'The next' }, 'connecting'),
      at('running', { title: 'The next' }),
    ),
    [
      'idle',
      `starting: ${TITLE}`,
      `onAir: ${TITLE}`,
      `onAir: ${TITLE}`,
      `onAir: ${TITLE}`,
      `ending: ${TITLE}`,
      `over: ${TITLE}`,
      'starting: The next',
      'onAir: The next',
    ],
  );
});

test('off the record nothing is told of what it is about, to the end', () => {
  const off = { offTheRecord: true };
  assert.deepEqual(told(at('running', off), at('ready')), ['offTheRecord', 'over']);
  assert.deepEqual(told(at('running'), at('running', { ...off, title: 'Changed' }), at('ending', off), at('ready')), [
    `onAir: ${TITLE}`,
    'offTheRecord',
    'ending',
    'over',
  ]);
  assert.deepEqual(told(at('starting', off, 'connecting')), ['starting']);
  assert.deepEqual(told(at('running', off), at('running')), ['offTheRecord', `onAir: ${TITLE}`]);
});

test('what never was on the air is not over', () => {
  assert.deepEqual(told(at('starting', {}, 'refused'), at('ending', {}, 'refused'), at('ready', { title: null })), [
    `starting: ${TITLE}`,
    `starting: ${TITLE}`,
    'idle',
  ]);
});

test('talks are told apart, and their names are not told', () => {
  const one = announcementOf(at('running', { id: '2026-10-15T08-00-00-fractions' }), null);
  const over = announcementOf(at('ready'), one);
  const two = announcementOf(at('running', { id: '2026-10-15T10-00-00-fractions' }), over);
  assert.equal(over.talk, one.talk);
  assert.notEqual(two.talk, one.talk);
  assert.match(one.talk ?? '', /^[0-9a-f]{12}$/);
});

test('a stop that is taken back, and a restart of the service in mid-talk, are no beginning', () => {
  assert.deepEqual(told(at('running'), at('ending'), at('running', {}, 'connecting')), [
    `onAir: ${TITLE}`,
    `ending: ${TITLE}`,
    `onAir: ${TITLE}`,
  ]);
  assert.deepEqual(told(at('starting', { startedBy: 'resume' }, 'connecting')), [`onAir: ${TITLE}`]);
});
