import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { DiskQueue, type QueueEntry } from '../../../device/delivery/disk-queue.ts';

interface Parcel extends QueueEntry {
  talk: string;
  content: unknown;
}

const entry = (id: string, more: Partial<Parcel> = {}): Parcel => ({
  id,
  talk: 'talk',
  queuedWallMs: 1_000,
  clockTrusted: true,
  content: { type: 'anything' },
  ...more,
});

const queueIn = (folder: string) =>
  new DiskQueue<Parcel>({
    folder,
    isSound: ({ talk, content }) => typeof talk === 'string' && typeof content === 'object',
  });

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-queue-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'queue');
}

test('what was written is there after a restart, oldest first, until it is removed', async (t) => {
  const folder = await newFolder(t);
  const before = queueIn(folder);
  assert.equal(await before.load(), 0);
  for (const one of [entry('b', { queuedWallMs: 2_000 }), entry('a')]) await before.write(one);
  assert.deepEqual(before.entries, [], 'it does not go before it is admitted');
  const after = queueIn(folder);
  await after.load();
  assert.deepEqual(after.entries, [entry('a'), entry('b', { queuedWallMs: 2_000 })]);
  // An address can be a secret.
  assert.equal((await stat(join(folder, 'a.json'))).mode & 0o777, 0o600);
  await after.remove('a');
  assert.deepEqual(await readdir(folder), ['b.json']);
  assert.deepEqual(
    after.entries.map(({ id }) => id),
    ['b'],
  );
});

test('what is damaged is set aside and counted, the rest is kept', async (t) => {
  const folder = await newFolder(t);
  const before = queueIn(folder);
  await before.write(entry('good'));
  await writeFile(join(folder, 'torn.json'), JSON.stringify(entry('torn')).slice(0, 60));
  await writeFile(join(folder, 'empty.json'), '');
  await writeFile(join(folder, 'other.json'), JSON.stringify(entry('of-another-name')));
  await writeFile(join(folder, 'content.json'), JSON.stringify(entry('content', { content: 7 })));
  await writeFile(join(folder, 'half.json.new'), 'a write that a power cut ended');
  const after = queueIn(folder);
  assert.equal(await after.load(), 4);
  assert.deepEqual(
    after.entries.map(({ id }) => id),
    ['good'],
  );
  assert.equal((await readdir(folder)).filter((name) => name.endsWith('.damaged')).length, 4);
  assert.equal(await queueIn(folder).load(), 0, 'said once');
});

test('what is held does not go before it is written again', async (t) => {
  const folder = await newFolder(t);
  await queueIn(folder).write(entry('a'));
  const after = queueIn(folder);
  await after.load(({ talk }) => talk === 'talk');
  assert.deepEqual(after.entries, []);
  after.admit(entry('a'));
  after.admit(entry('a'));
  assert.equal(after.entries.length, 1);
});

test('a disk that takes nothing says so, what is there stays, and what is only in memory can be taken off', async (t) => {
  const folder = await newFolder(t);
  await writeFile(folder, 'in the way');
  const queue = queueIn(folder);
  assert.equal(await queue.load(), 0);
  await assert.rejects(queue.write(entry('a')), { code: /EEXIST|ENOTDIR/ });
  queue.admit(entry('a'));
  assert.equal(queue.entries.length, 1);
  await queue.remove('a').catch(() => {});
  assert.deepEqual(queue.entries, []);
});
