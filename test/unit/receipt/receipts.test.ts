/** From the talk to its messages on a disk, over restarts, other names and a disk that takes nothing; the measuring is played. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { RecordingLibrary } from '../../../device/media/journal/recording-library.ts';
import { RecordingLifecycle } from '../../../device/media/journal/recording-lifecycle.ts';
import type { MeasureResult } from '../../../device/media/measure/measure-job.ts';
import { UplinkBudget } from '../../../device/net/uplink-budget.ts';
import { bootMoment } from '../../../device/platform/boot-moment.ts';
import { createLog } from '../../../device/platform/logger.ts';
import type { Receipt } from '../../../device/receipt/receipt-schema.ts';
import { Receipts } from '../../../device/receipt/receipts.ts';
import type { DestinationMoment } from '../../../device/receipt/talk-account.ts';
import type { Talk } from '../../../device/receipt/talk-note.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import type { Settings } from '../../../device/settings/settings-schema.ts';
import { eventually } from '../../tools/eventually.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';

const ID = '2026-10-05T14-00-00-cells';
const UNSYNCED = 'unsynced-1a2b-1-cells';
const MEASURED: MeasureResult = { how: 'measured', bytes: 5, sha256: 'ab', sound: null };
const live: DestinationMoment = {
  id: 'main',
  name: 'Server',
  watchUrl: '',
  watchPage: '',
  phase: 'live',
  seen: 'seen',
  kbps: 2000,
  viewerDelaySeconds: 7,
  reconnects: 0,
};

async function box(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-receipts-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const recordingsFolder = join(folder, 'recordings');
  const clock = new FakeClock();
  const state = { trusted: true, finishing: false, measured: [] as string[], result: MEASURED };
  // Nobody is there: what is queued stays.
  const { settings } = checkSettings({ receipt: { webhook: { url: 'http://127.0.0.1:9/hook' } } });
  const lifecycle = new RecordingLifecycle();
  const recordings = new RecordingLibrary({
    folder: recordingsFolder,
    running: () => null,
    joiner: { isBusyWith: () => state.finishing, progressOf: () => null, reasonOf: () => null },
    lifecycle,
  });
  const begin = async (running: string | null = null) => {
    const receipts = new Receipts({
      clock,
      logger: createLog(() => {}).logger,
      settings: () => settings as Settings,
      folder: join(folder, 'receipts'),
      recordingsFolder,
      recordings,
      measurer: {
        measure: async (file) => {
          state.measured.push(file);
          return state.result;
        },
      },
      uplink: new UplinkBudget({ clock, need: () => ({ isOnAir: false, isThin: false }) }),
      isClockTrusted: () => state.trusted,
      addresses: () => ['http://192.168.1.20:8080'],
      onChange: () => {},
    });
    t.after(() => receipts.stop());
    await receipts.start(running);
    return receipts;
  };
  const talk = (id: string, more: Partial<Talk> = {}): Talk => {
    const startedOn = state.trusted ? ('clock' as const) : bootMoment(clock);
    return { id, title: 'Cells', startedWallMs: clock.wallMs(), startedOn, recorded: true, marks: [], ...more };
  };
  /** As the journal and the joiner leave it. */
  const record = async ({ id, title, startedWallMs, startedOn }: Talk) => {
    const facts = {
      title,
      startedAt: new Date(startedWallMs).toISOString(),
      startedOn,
      marks: [],
      gaps: [],
      seconds: 60,
      reason: null,
    };
    await mkdir(join(recordingsFolder, id), { recursive: true });
    await writeFile(join(recordingsFolder, id, 'session.json'), JSON.stringify(facts));
    await writeFile(join(recordingsFolder, id, 'recording.mp4'), 'movie');
  };
  const files = async (name: string) =>
    (await readdir(join(folder, name)).catch((): string[] => [])).filter((one) => one.endsWith('.json'));
  const queued = async () => {
    const [name = ''] = await files('receipts/outbox');
    return (JSON.parse(await readFile(join(folder, 'receipts/outbox', name), 'utf8')) as { message: { json: Receipt } })
      .message.json;
  };
  /** Until the note of the talk is gone; the clock stands still. */
  const made = () =>
    eventually(
      'the receipt is made',
      async () => (await files('receipts')).length === 0 && (await files('receipts/outbox')).length > 0,
    );
  return { folder, clock, state, recordings, lifecycle, begin, talk, record, files, queued, made };
}

test('a talk becomes a receipt beside its recording and a message on the disk, once its recording is finished', async (t) => {
  const { folder, clock, state, lifecycle, begin, talk, record, files, queued, made } = await box(t);
  const receipts = await begin();
  const cells = talk(ID);
  for (let second = 0; second < 60; second++) {
    receipts.follow(cells, second, [live]);
    clock.advance(1000);
  }
  await eventually('it is noted', async () => (await files('receipts')).includes(`${ID}.json`));
  state.finishing = true;
  await record(cells);
  const timers = clock.pending;
  receipts.over(cells, 60);
  await clock.pass(10_000, 1000);
  assert.deepEqual([state.measured, await files('receipts/outbox')], [[], []]);
  assert.equal(clock.pending, timers, 'it waits for an event, and polls nothing');
  state.finishing = false;
  lifecycle.report({ type: 'finished', id: ID });
  await made();
  const kept = JSON.parse(await readFile(join(folder, 'recordings', ID, 'receipt.json'), 'utf8')) as Receipt;
  assert.deepEqual(await receipts.of(ID), kept);
  assert.deepEqual([kept.recording?.sha256, kept.seconds, kept.restarts], ['ab', 60, 0]);
  assert.equal(kept.startedAt, new Date(cells.startedWallMs).toISOString());
  assert.ok((kept.destinations[0]?.seenSeconds ?? 0) >= 58);
  assert.equal((await queued()).id, ID);
  assert.equal(state.measured.length, 1);
});

test('a talk that was not recorded has a receipt too', async (t) => {
  const { state, begin, talk, queued, made } = await box(t);
  const receipts = await begin();
  receipts.over(talk(ID, { recorded: false }), 12);
  await made();
  const { recording, seconds } = await queued();
  assert.deepEqual([recording, seconds, state.measured], [null, 12, []]);
});

test('killed in mid-talk and again before the receipt is made: the account goes on, and there is one message', async (t) => {
  const { clock, begin, talk, record, files, queued, made } = await box(t);
  const first = await begin();
  const cells = talk(ID);
  for (let second = 0; second < 35; second++) {
    first.follow(cells, second, [live]);
    clock.advance(1000);
  }
  await first.stop();
  clock.advance(5000);
  const second = await begin(ID);
  second.follow(cells, 36, [live]);
  clock.advance(1000);
  second.follow(cells, 37, [{ ...live, reconnects: 0 }]);
  await record(cells);
  second.over(cells, 37);
  await eventually('it is noted', async () => (await files('receipts')).length === 1);
  await second.stop();
  await begin();
  await made();
  const { restarts, destinations, unwatchedSeconds } = await queued();
  assert.deepEqual([restarts, destinations[0]?.reconnects, (await files('receipts/outbox')).length], [1, 1, 1]);
  assert.ok(unwatchedSeconds >= 5 && unwatchedSeconds < 10, `${unwatchedSeconds}`);
});

test('a talk from before the clock was set waits for its true name, and has its true time', async (t) => {
  const { clock, state, recordings, begin, talk, record, queued, made } = await box(t);
  state.trusted = false;
  const receipts = await begin();
  const cells = talk(UNSYNCED);
  await record(cells);
  receipts.over(cells, 60);
  await clock.pass(20_000, 2000);
  assert.equal(state.measured.length, 0);
  clock.setWall(Date.UTC(2026, 10, 1));
  state.trusted = true;
  const startedMs = (await recordings.startOf(UNSYNCED, clock)) as number;
  assert.equal(await recordings.rename(UNSYNCED, ID, startedMs), 'renamed');
  await made();
  const { id, startedAt } = await queued();
  assert.deepEqual([id, startedAt], [ID, new Date(startedMs).toISOString()]);
});

test('without a clock it does not wait for ever, and says that the time is not known', async (t) => {
  const { clock, state, begin, talk, record, files, queued } = await box(t);
  state.trusted = false;
  const receipts = await begin();
  const cells = talk(UNSYNCED);
  await record(cells);
  receipts.over(cells, 60);
  clock.advance(590_000);
  await eventually('the receipt is made', async () => {
    await clock.pass(10_000);
    return (await files('receipts/outbox')).length > 0;
  });
  const { id, startedAt } = await queued();
  assert.deepEqual([id, startedAt], [UNSYNCED, null]);
});

test('a file that cannot be read is tried twice, and the receipt goes without its figures', async (t) => {
  const { state, begin, talk, record, queued, made } = await box(t);
  state.result = { how: 'failed', message: 'a worker was killed' };
  const receipts = await begin();
  const cells = talk(ID);
  await record(cells);
  receipts.over(cells, 60);
  await made();
  const { recording } = await queued();
  assert.deepEqual([recording?.sha256, recording?.loudnessLufs, recording?.isSilent], [null, null, false]);
  assert.equal(state.measured.length, 2);
});

test('a disk that takes nothing is told, and the message goes from memory', async (t) => {
  const { folder, clock, begin, talk } = await box(t);
  await writeFile(join(folder, 'receipts'), 'in the way');
  const receipts = await begin();
  receipts.over(talk(ID, { recorded: false }), 12);
  await eventually('it is told', async () => {
    await clock.pass(2000);
    return receipts.troubles.some(({ code }) => code === 'receiptNotKept') && receipts.waiting().length === 1;
  });
});

test('a damaged note is set aside and told', async (t) => {
  const { folder, begin } = await box(t);
  await mkdir(join(folder, 'receipts'));
  await writeFile(join(folder, 'receipts', `${ID}.json`), '{"version":1,"id":');
  const { troubles } = await begin();
  assert.deepEqual(
    troubles.map(({ code, values }) => [code, values.count]),
    [['receiptDamaged', 1]],
  );
});
