/** The list of recordings on real folders: what is read, what is seen of changes by the box and by other hands, its pages. */
import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { RecordingLibrary, type RecordingSummary } from '../../../../device/media/journal/recording-library.ts';
import { type RecordingEvent, RecordingLifecycle } from '../../../../device/media/journal/recording-lifecycle.ts';

const DAY_MS = 24 * 3600 * 1000;
const startOf = (day: number) => new Date(Date.parse('2026-01-01T08:00:00Z') + day * DAY_MS);
const idOf = (day: number) => `${startOf(day).toISOString().slice(0, 10)}T08-00-00-talk`;
/** Long before the test. */
const LONG_AGO = new Date(Date.now() - 3600_000);

async function library(t: TestContext, days: number) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-library-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const state: { running: { id: string; seconds: number } | null; finishing: string[] } = {
    running: null,
    finishing: [],
  };
  const make = async (day: number, id = idOf(day)) => {
    const own = join(folder, id);
    await mkdir(own);
    const facts = { title: `Talk ${day}`, startedAt: startOf(day).toISOString(), marks: [], seconds: 60, reason: null };
    await writeFile(join(own, 'session.json'), JSON.stringify(facts));
    await writeFile(join(own, 'recording.mp4'), 'movie');
    for (const path of [join(own, 'recording.mp4'), own]) await utimes(path, LONG_AGO, LONG_AGO);
  };
  for (let day = 0; day < days; day++) await make(day);
  await utimes(folder, LONG_AGO, LONG_AGO);
  const open = new RecordingLibrary({
    folder,
    running: () => state.running,
    joiner: {
      isBusyWith: (id) => state.finishing.includes(id),
      progressOf: () => null,
      reasonOf: () => null,
    },
    lifecycle: new RecordingLifecycle(),
  });
  const titles = async () => (await open.list()).map(({ title }) => title);
  return { folder, state, make, open, titles };
}

test('what has not changed is the same object, not read again', async (t) => {
  const { open } = await library(t, 150);
  const [first, second] = [await open.list(), await open.list()];
  assert.equal(first.length, 150);
  assert.equal(first[0]?.title, 'Talk 149');
  assert.ok(first.every((recording, at) => recording === second[at]));
});

test('all who ask at once get one list, made once, and whoever asks after a change gets another', async (t) => {
  const { folder, make, open, state } = await library(t, 150);
  const atOnce = await Promise.all(Array.from({ length: 20 }, () => open.list()));
  // Whoever comes while a look is under way waits for the next one, with all the others.
  assert.ok(new Set(atOnce).size <= 2);
  state.finishing = [idOf(149)];
  const [busy] = await Promise.all([open.list(), open.list()]);
  assert.deepEqual(
    busy?.slice(0, 2).map((one) => one.state),
    ['finishing', 'ready'],
  );
  state.finishing = [];
  await make(150);
  const pages = await Promise.all(Array.from({ length: 20 }, () => open.page({ limit: 50, before: null })));
  for (const page of pages) {
    assert.deepEqual(
      page?.recordings.slice(0, 2).map(({ id, state }) => [id, state]),
      [
        [idOf(150), 'ready'],
        [idOf(149), 'ready'],
      ],
    );
  }
  await rm(join(folder, idOf(150)), { recursive: true });
  assert.equal((await open.list()).length, 150);
});

test('folders that come and go by other hands are seen at once', async (t) => {
  const { folder, make, open, titles } = await library(t, 3);
  assert.deepEqual(await titles(), ['Talk 2', 'Talk 1', 'Talk 0']);
  await make(3);
  await rm(join(folder, idOf(1)), { recursive: true });
  assert.deepEqual(await titles(), ['Talk 3', 'Talk 2', 'Talk 0']);
  await rename(join(folder, idOf(0)), join(folder, 'of-another-name'));
  await writeFile(join(folder, 'not-a-folder'), '');
  assert.deepEqual((await open.list()).map(({ id }) => id).at(-1), 'of-another-name');
  assert.equal((await open.list()).length, 3);
});

test('what other hands change inside is seen on its page, and in the list within some looks', async (t) => {
  const { folder, open } = await library(t, 250);
  await open.list();
  const oldest = idOf(0);
  await rm(join(folder, oldest, 'recording.mp4'));
  const page = await open.page({ limit: 10, before: idOf(3) });
  assert.deepEqual(
    page?.recordings.map(({ id, state }) => [id, state]),
    [
      [idOf(2), 'ready'],
      [idOf(1), 'ready'],
      [oldest, 'damaged'],
    ],
  );
  await rm(join(folder, idOf(200), 'recording.mp4'));
  const states = [];
  for (let look = 0; look < 4; look++) states.push((await open.list()).find(({ id }) => id === idOf(200))?.state);
  assert.equal(states.at(-1), 'damaged', states.join());
});

test('a file that still grows is read again, though its folder says nothing', async (t) => {
  const { folder, make, open } = await library(t, 2);
  await open.list();
  await make(2);
  const file = join(folder, idOf(2), 'recording.mp4');
  for (const bytes of [105, 205]) {
    await appendFile(file, 'x'.repeat(100));
    assert.equal((await open.list())[0]?.bytes, bytes);
  }
});

test('the running one, then finished, is true at each look', async (t) => {
  const { folder, state, open } = await library(t, 2);
  const id = idOf(1);
  await open.list();
  state.running = { id, seconds: 12 };
  assert.deepEqual(
    (await open.list()).map(({ state, seconds }) => [state, seconds]),
    [
      ['recording', 12],
      ['ready', 60],
    ],
  );
  state.running = null;
  state.finishing = [id];
  assert.equal((await open.list())[0]?.state, 'finishing');
  await rm(join(folder, id, 'recording.mp4'));
  await writeFile(join(folder, id, 'part-0001.flv'), 'part');
  state.finishing = [];
  assert.deepEqual([(await open.list())[0]?.state, (await open.list())[0]?.parts], ['parts', 1]);
  assert.deepEqual(await open.unfinished(), [id]);
});

test('removed, renamed and written by the box itself: seen by all who list meanwhile', async (t) => {
  const { open } = await library(t, 60);
  await open.list();
  const lists: Promise<unknown>[] = [];
  const listing = setInterval(() => lists.push(open.list(), open.page({ limit: 20, before: null })), 1);
  for (let day = 0; day < 20; day++) assert.equal(await open.remove(idOf(day)), 'removed');
  for (let day = 20; day < 30; day++)
    assert.equal(await open.rename(idOf(day), `renamed-${day}`, startOf(day).getTime()), 'renamed');
  await open.saveFacts(idOf(59), { title: 'New', startedAt: startOf(59).toISOString(), marks: [] });
  const [newest] = await open.list();
  clearInterval(listing);
  await Promise.all(lists);
  const all = await open.list();
  assert.equal(newest?.title, 'New');
  assert.equal(all.length, 40);
  assert.deepEqual(
    all
      .map(({ id }) => id)
      .slice(-10)
      .sort(),
    Array.from({ length: 10 }, (_, at) => `renamed-${20 + at}`),
  );
  assert.ok(all.every(({ state }) => state === 'ready'));
});

test('pages give each recording once, also where the last one seen is removed or renamed meanwhile', async (t) => {
  const { open } = await library(t, 25);
  const seen: string[] = [];
  let before: string | null = null;
  for (let pages = 0; pages < 10; pages++) {
    const page = await open.page({ limit: 7, before });
    assert.ok(page);
    seen.push(...page.recordings.map(({ title }) => title ?? ''));
    before = page.next;
    if (before === null) break;
    if (pages === 0) assert.equal(await open.remove(before), 'removed');
    if (pages === 1)
      assert.equal(await open.rename(before, 'true-name', startOf(25 - seen.length).getTime()), 'renamed');
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, at) => `Talk ${24 - at}`),
  );
  assert.deepEqual((await open.page({ limit: 3, before: null }))?.total, 24);
});

test('a page from a time on; after the end; of a name that nobody knows', async (t) => {
  const { open } = await library(t, 5);
  const titles = async (before: string) =>
    (await open.page({ limit: 2, before }))?.recordings.map(({ title }) => title);
  assert.deepEqual(await titles(startOf(3).toISOString()), ['Talk 2', 'Talk 1']);
  assert.deepEqual(await titles('2020-01-01T00:00:00Z'), []);
  assert.deepEqual(await titles(idOf(0)), []);
  assert.equal(await open.page({ limit: 2, before: 'never-there' }), null);
});

test('several that began in the same instant keep one order', async (t) => {
  const { make, open } = await library(t, 0);
  for (const name of ['c', 'a', 'b']) await make(1, `talk-${name}`);
  const ids = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof open.page>> = await open.page({ limit: 1, before });
    ids.push(...(page?.recordings ?? []).map(({ id }) => id));
    before = page?.next ?? null;
  } while (before !== null);
  assert.deepEqual(ids, ['talk-c', 'talk-b', 'talk-a']);
});

test('at whatever moment of a look a join ends, nobody is told of parts that are joined', async (t) => {
  const { folder } = await library(t, 1);
  const [part, mp4] = ['part-0001.flv', 'recording.mp4'].map((name) => join(folder, idOf(0), name)) as [string, string];
  const told: Record<string, (open: RecordingLibrary) => Promise<RecordingSummary | null | undefined>> = {
    list: async (open) => (await open.list())[0],
    page: async (open) => (await open.page({ limit: 5, before: null }))?.recordings[0],
    find: (open) => open.find(idOf(0)),
  };
  for (const [how, ask] of Object.entries(told)) {
    for (let busyAnswers = 0; busyAnswers < 8; busyAnswers++) {
      if (existsSync(mp4)) renameSync(mp4, part);
      let asked = 0;
      const isBusyWith = () => {
        if (asked++ < busyAnswers) return true;
        if (existsSync(part)) renameSync(part, mp4);
        return false;
      };
      const joiner = { isBusyWith, progressOf: () => null, reasonOf: () => null };
      const lifecycle = new RecordingLifecycle();
      const recording = await ask(new RecordingLibrary({ folder, running: () => null, joiner, lifecycle }));
      const { state } = recording ?? { state: 'missing' };
      assert.ok(state === 'finishing' || state === 'ready', `${how}, busy for ${busyAnswers} answers: ${state}`);
    }
  }
});

test('whoever watches is told of each name that goes, once it is gone from the list', async (t) => {
  const { open } = await library(t, 3);
  const [newest, second, oldest] = (await open.list()).map(({ id }) => id) as [string, string, string];
  const events: RecordingEvent[] = [];
  const listed: Promise<string[]>[] = [];
  const unwatch = open.watch((event) => {
    events.push(event);
    listed.push(open.list().then((all) => all.map(({ id }) => id)));
  });
  assert.equal(await open.remove(newest), 'removed');
  assert.equal(await open.rename(second, 'another-name', Date.UTC(2026, 0, 1)), 'renamed');
  assert.equal(await open.remove('nobody-knows'), 'unknown');
  unwatch();
  assert.equal(await open.remove(oldest), 'removed');
  assert.deepEqual(events, [
    { type: 'removed', id: newest },
    { type: 'renamed', id: second, to: 'another-name' },
  ]);
  const [afterRemoval, afterRename] = await Promise.all(listed);
  assert.ok(!afterRemoval?.includes(newest) && !afterRename?.includes(second));
});
