import assert from 'node:assert/strict';
import test from 'node:test';
import type { SessionCommands } from '../../../../device/api/ports.ts';
import { fromFile } from '../../../../device/control/session/desired-state.ts';
import {
  EFFECTS_WAITING_MAX,
  ENDING_MS,
  REFRESH_MS,
  SessionController,
  type SessionControllerOptions,
} from '../../../../device/control/session/session-controller.ts';
import type { MediaTarget, Session, SessionState } from '../../../../device/control/session/session-state.ts';
import { WRITE_DEADLINE_MS } from '../../../../device/control/session/write-gate.ts';
import { bootMoment } from '../../../../device/platform/boot-moment.ts';
import { FakeClock, settled } from '../../../tools/machine/fake-clock.ts';
import { exampleSession } from './example-session.ts';

/** A box around the controller: what it did, in order, and the file that survives it. */
function box(options: { disk?: { text: string | null }; parts?: Partial<SessionControllerOptions> } = {}) {
  const clock = new FakeClock();
  const disk = options.disk ?? { text: null };
  const did: string[] = [];
  const phases: SessionState['phase'][] = [];
  const troubles: string[] = [];
  const targets: MediaTarget[] = [];
  let started = 0;
  const controller = new SessionController({
    clock,
    language: () => 'fr',
    newSession: ({ title, startedBy }) => ({
      ...exampleSession,
      id: `2026-10-05T14-03-59-${++started}`,
      title,
      startedBy,
      startedMonotonicMs: clock.monotonicMs(),
    }),
    readDesired: async () => disk.text,
    saveDesired: async (text) => {
      disk.text = text;
      did.push('saveDesired');
    },
    saveSession: async () => {
      did.push('saveSession');
    },
    applyTarget: (target) => {
      targets.push(target);
      did.push(`target:${target.recording ?? target.slate}`);
    },
    observers: [
      {
        ended({ id }, written) {
          did.push(`ended:${id}`);
          written.then(() => did.push('written'));
        },
      },
    ],
    dryRun: () => did.push('dryRun'),
    onChange: () => phases.push(controller.state.phase),
    onTrouble: (part, reason) => troubles.push(`${part}:${reason?.code ?? 'fine'}`),
    ...options.parts,
  });
  const desired = () => fromFile(disk.text, 0).session;
  return { clock, disk, did, phases, troubles, targets, controller, desired, names: () => started };
}

/** Started by the button, and on air. */
async function onAir(options: Parameters<typeof box>[0] = {}) {
  const parts = box(options);
  await parts.controller.restore();
  assert.equal(parts.controller.press('short'), null);
  parts.controller.notice({ type: 'mediaArrived' });
  await settled();
  return parts;
}

const ID = '2026-10-05T14-03-59-1';

test('it is what the HTTP side may ask for', () => {
  const commands: SessionCommands = box().controller;
  assert.equal(commands.stop({ now: false })?.code, 'sessionNotRunning');
  assert.equal(commands.mark('x')?.code, 'sessionNotRunning');
  assert.equal(commands.offTheRecord(true)?.code, 'sessionNotRunning');
});

test('a talk that is over waits to be joined from its last moment, however slow the card is', async () => {
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { did, controller } = await onAir({ parts: { saveDesired: () => slow } });
  controller.stop({ now: true });
  assert.equal(controller.running, null);
  assert.deepEqual(did.slice(-1), [`ended:${ID}`]);
  await settled();
  assert.ok(!did.includes('written'));
  release();
  await controller.settled();
  assert.deepEqual(did.slice(-2), ['saveSession', 'written']);
});

test('a whole session: each effect once and in order', async () => {
  const { clock, did, phases, controller, desired } = box();
  await controller.restore();
  assert.equal(controller.start({ title: 'Cells', startedBy: 'page' }), null);
  await settled();
  assert.equal(desired()?.title, 'Cells');
  controller.notice({ type: 'mediaArrived' });
  assert.equal(controller.stop({ now: false }), null);
  await settled();
  assert.equal(desired(), null, 'a session that is ending is not resumed');
  assert.equal(controller.endedSeconds(), null);
  assert.equal(controller.undoSeconds(), ENDING_MS / 1000);
  await clock.pass(ENDING_MS - 1);
  assert.equal(controller.state.phase, 'ending');
  assert.equal(controller.undoSeconds(), 0.001);
  await clock.pass(1);
  assert.equal(controller.undoSeconds(), null);
  assert.equal(controller.endedSeconds(), 0);
  await clock.pass(5000);
  assert.equal(controller.endedSeconds(), 5);
  assert.deepEqual(phases, ['starting', 'running', 'ending', 'ready']);
  const begin = [`target:${ID}`, 'saveDesired', 'saveSession'];
  const ending = ['target:end', 'saveDesired', 'saveSession'];
  assert.deepEqual(did, [...begin, ...ending, 'target:none', 'saveDesired', `ended:${ID}`, 'saveSession', 'written']);
});

test('the button: idle', async () => {
  const { did, controller } = box();
  assert.equal(controller.press('double')?.code, 'sessionNotRunning');
  assert.equal(controller.press('hold'), null);
  assert.deepEqual(did, ['dryRun']);
  assert.equal(controller.press('short'), null);
  assert.equal(controller.state.phase === 'starting' && controller.state.session.startedBy, 'button');
  assert.equal(controller.press('short')?.code, 'sessionStarting', 'an impatient second press leaves no mark');
});

test('the button: running', async () => {
  const { clock, controller, targets } = await onAir();
  clock.advance(5000);
  assert.equal(controller.press('short'), null);
  clock.advance(5000);
  assert.equal(controller.press('double'), null);
  await settled();
  assert.equal(targets.at(-1)?.slate, 'privacy');
  clock.advance(5000);
  assert.equal(controller.press('double'), null);
  await settled();
  assert.equal(targets.at(-1)?.slate, 'none');
  assert.ok(controller.state.phase === 'running');
  const { marks } = controller.state.session;
  assert.deepEqual(
    marks.map(({ atSeconds, label }) => [atSeconds, label]),
    [
      [5, ''],
      [10, 'Hors antenne'],
      [15, "Retour à l'antenne"],
    ],
  );
  const moments = marks.map(({ moment }) => [moment?.boot, clock.monotonicMs() - (moment?.monotonicMs ?? 0)]);
  assert.deepEqual(moments, [
    [bootMoment(clock).boot, 10_000],
    [bootMoment(clock).boot, 5000],
    [bootMoment(clock).boot, 0],
  ]);
  assert.equal(controller.press('hold'), null);
  assert.equal(controller.state.phase, 'ending');
});

test('the button: ending. A press resumes the same session, its seconds stood still, and the old timer is gone', async () => {
  const { clock, did, controller, targets } = await onAir();
  clock.advance(60_000);
  controller.press('hold');
  await clock.pass(19_000);
  assert.equal(controller.seconds(), 60);
  assert.equal(controller.press('double')?.code, 'sessionEnding');
  assert.equal(controller.press('hold')?.code, 'sessionEnding');
  assert.equal(controller.press('short'), null);
  await clock.pass(30_000);
  assert.ok(controller.state.phase === 'running');
  assert.equal(controller.state.session.id, ID);
  assert.equal(controller.seconds(), 90);
  assert.equal(targets.at(-1)?.recording, ID);
  assert.ok(!did.some((one) => one.startsWith('ended')));
});

test('stopped again, the end slate has its whole time again', async () => {
  const { clock, controller } = await onAir();
  controller.stop({ now: false });
  await clock.pass(15_000);
  controller.press('short');
  controller.stop({ now: false });
  await clock.pass(ENDING_MS - 1);
  assert.equal(controller.state.phase, 'ending');
  await clock.pass(1);
  assert.equal(controller.state.phase, 'ready');
});

test('a start that is refused or resumes takes no new name', async () => {
  const { controller, names } = await onAir();
  assert.equal(controller.start({ title: 'Other', startedBy: 'page' })?.code, 'sessionAlreadyRunning');
  controller.stop({ now: false });
  assert.equal(controller.start({ title: 'Other', startedBy: 'agenda' }), null);
  assert.equal(names(), 1);
  assert.ok(controller.state.phase === 'running');
  assert.equal(controller.state.session.id, ID);
  assert.equal(controller.state.session.startedBy, 'button');
});

test('stop now, from running and from ending, finishes once', async () => {
  const fromRunning = await onAir();
  fromRunning.controller.stop({ now: true });
  await fromRunning.clock.pass(60_000);
  const fromEnding = await onAir();
  fromEnding.controller.stop({ now: false });
  fromEnding.controller.stop({ now: true });
  await fromEnding.clock.pass(60_000);
  for (const { did, controller } of [fromRunning, fromEnding]) {
    assert.equal(controller.state.phase, 'ready');
    assert.deepEqual(
      did.filter((one) => one.startsWith('ended')),
      [`ended:${ID}`],
    );
  }
});

test('killed while running: the next life resumes the same session with its seconds, marks and privacy', async () => {
  const first = await onAir();
  first.clock.advance(3000);
  first.controller.mark('Questions');
  first.controller.offTheRecord(true);
  // A minute later it is killed: nothing more is written than what refreshes brought.
  await first.clock.pass(60_000, 1000);
  const lived = first.controller.seconds();

  const second = box({ disk: first.disk });
  await second.controller.restore();
  await settled();
  assert.ok(second.controller.state.phase === 'starting');
  const { session } = second.controller.state;
  assert.equal(session.id, ID);
  assert.equal(session.startedBy, 'resume');
  assert.equal(session.marks.length, 2);
  assert.deepEqual(second.targets, [{ encode: true, slate: 'privacy', recording: ID, publish: true }]);
  assert.ok(lived - second.controller.seconds() <= REFRESH_MS / 1000, `${lived} then ${second.controller.seconds()}`);
  assert.ok(second.controller.seconds() > 50);
});

test('killed while ending: the next life is ready', async () => {
  const first = await onAir();
  first.controller.stop({ now: false });
  await settled();
  const second = box({ disk: first.disk });
  await second.controller.restore();
  await settled();
  assert.equal(second.controller.state.phase, 'ready');
  assert.deepEqual(second.did, []);
});

test('a damaged or unreadable file is said loudly, never stops the start, and is put right by the next save', async () => {
  const damaged = box({ disk: { text: '{"version":1,"sess' } });
  const unreadable = box({ parts: { readDesired: () => Promise.reject(new Error('EIO')) } });
  for (const { controller, troubles, desired } of [damaged, unreadable]) {
    await controller.restore();
    assert.equal(controller.state.phase, 'ready');
    assert.deepEqual(troubles, ['desiredState:desiredStateDamaged']);
    assert.equal(controller.press('short'), null);
    await settled();
    assert.equal(desired()?.id, ID);
    assert.equal(troubles[1], 'desiredState:fine');
  }
});

test('a slow save: state, lamps and data path move at once, what is written waits its turn', async () => {
  const finish: (() => void)[] = [];
  const { did, phases, controller } = box({
    parts: {
      saveDesired: (text) =>
        new Promise((resolve) => {
          finish.push(() => {
            did.push(`saved:${fromFile(text, 0).session ? 'session' : 'none'}`);
            resolve();
          });
        }),
    },
  });
  controller.press('short');
  controller.notice({ type: 'mediaArrived' });
  controller.stop({ now: false });
  await settled();
  assert.deepEqual(phases, ['starting', 'running', 'ending']);
  assert.deepEqual(did, [`target:${ID}`, 'target:end']);
  assert.equal(finish.length, 1, 'one write at a time');
  finish[0]?.();
  await settled();
  assert.deepEqual(did.slice(2), ['saved:session', 'saveSession']);
  finish[1]?.();
  await settled();
  assert.deepEqual(did.slice(4), ['saved:none', 'saveSession']);
});

test('a save that fails is reported, tried again, and never stops the session', async () => {
  let isBroken = true;
  const disk = { text: null as string | null };
  const { clock, controller, targets, troubles, desired } = await onAir({
    disk,
    parts: {
      saveDesired: async (text) => {
        if (isBroken) throw new Error('ENOSPC');
        disk.text = text;
      },
    },
  });
  assert.equal(targets.at(-1)?.recording, ID);
  assert.ok(troubles.includes('desiredState:desiredStateNotSaved'));
  assert.equal(desired(), null);
  isBroken = false;
  await clock.pass(REFRESH_MS);
  assert.equal(troubles.at(-1), 'desiredState:fine');
  assert.equal(desired()?.id, ID);
  assert.equal(controller.state.phase, 'running');
});

test('a stop that could not be saved is tried again too: the session must not come back', async () => {
  let isBroken = false;
  const disk = { text: null as string | null };
  const { clock, controller, desired } = await onAir({
    disk,
    parts: {
      saveDesired: async (text) => {
        if (isBroken) throw new Error('EIO');
        disk.text = text;
      },
    },
  });
  isBroken = true;
  controller.stop({ now: true });
  await settled();
  assert.equal(desired()?.id, ID);
  isBroken = false;
  await clock.pass(REFRESH_MS);
  assert.equal(desired(), null);
});

test('a save that throws at once, or a session file that fails, is no worse', async () => {
  const { targets, troubles } = await onAir({
    parts: {
      saveDesired: () => {
        throw new Error('not even a promise');
      },
      saveSession: () => Promise.reject(new Error('ENOSPC')),
    },
  });
  assert.equal(targets.at(-1)?.recording, ID);
  assert.ok(troubles.includes('desiredState:desiredStateNotSaved'));
  assert.ok(troubles.includes('sessionFile:sessionFileNotSaved'));
});

test('a save that hangs holds no target; nothing gathers behind it', async () => {
  let saves = 0;
  let release = () => {};
  const { clock, controller, targets, troubles } = await onAir({
    parts: {
      saveDesired: () => {
        saves++;
        return new Promise((resolve) => {
          release = resolve;
        });
      },
    },
  });
  assert.equal(targets.length, 1, 'the talk is on air');
  await clock.pass(WRITE_DEADLINE_MS);
  assert.equal(troubles[0], 'desiredState:desiredStateNotSaved');
  for (let n = 0; n < 20; n++) controller.press('double');
  await settled();
  assert.equal(targets.length, 21, 'the privacy of the talk does not wait for the card');
  await clock.pass(5 * REFRESH_MS, REFRESH_MS);
  assert.equal(saves, 1, 'no second write beside the hanging one');
  release();
  await clock.pass(REFRESH_MS);
  assert.equal(saves, 2);
});

test('what is waiting is bounded: a program gone wild is refused with a reason, then heard again', async () => {
  let release = () => {};
  const { clock, controller, targets } = box({
    parts: {
      saveDesired: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    },
  });
  controller.press('short');
  let refused = 0;
  for (let n = 0; n < 1000; n++) if (controller.offTheRecord(n % 2 === 0)?.code === 'tooManyCommands') refused++;
  const taken = 1000 - refused;
  assert.ok(taken > 10 && taken < EFFECTS_WAITING_MAX, `${taken} taken`);
  await clock.pass(WRITE_DEADLINE_MS);
  assert.equal(targets.length, 1 + taken, 'what was taken is carried out');
  release();
  await settled();
  assert.equal(controller.stop({ now: true }), null);
});

test('closing notes the last seconds, keeps the session desired and leaves no timer behind', async () => {
  const { clock, controller, desired } = await onAir();
  clock.advance(4500);
  await controller.close();
  assert.equal(desired()?.secondsBefore, 4.5);
  assert.equal(clock.pending, 0);
});

test('a long label is cut', async () => {
  const { controller } = await onAir();
  controller.mark('x'.repeat(10_000));
  assert.ok(controller.state.phase === 'running' && controller.state.session.marks[0]?.label.length === 120);
});

test('the time of a running session is put right and kept once the clock is set; its name and its seconds stay', async () => {
  const clock = new FakeClock();
  const wrong = Date.UTC(2021, 0, 1);
  clock.setWall(wrong);
  const saved: number[] = [];
  const { controller, desired, did } = await onAir({
    parts: {
      clock,
      newSession: (request) => ({
        ...exampleSession,
        ...request,
        startedWallMs: clock.wallMs(),
        startedOn: bootMoment(clock),
        startedMonotonicMs: clock.monotonicMs(),
      }),
      saveSession: async ({ startedWallMs }) => void saved.push(startedWallMs),
    },
  });
  const { id } = desired() as Session;
  clock.advance(60_000);
  const right = Date.UTC(2026, 9, 5, 12);
  clock.setWall(right + 60_000);
  controller.clockIsSet();
  await settled();
  assert.deepEqual([desired()?.id, desired()?.startedWallMs, desired()?.startedOn], [id, right, 'clock']);
  assert.equal(controller.seconds(), 60);
  assert.deepEqual([saved[0], saved.at(-1)], [wrong, right]);
  const before = did.length;
  clock.setWall(0);
  controller.clockIsSet();
  await settled();
  assert.equal(did.length, before, 'once');
});

test('of a session that began on another start of the board nobody can tell the time', async () => {
  const { controller, desired, did } = await onAir();
  const before = did.length;
  controller.clockIsSet();
  await settled();
  assert.equal(did.length, before);
  assert.deepEqual(desired()?.startedOn, exampleSession.startedOn);
});
