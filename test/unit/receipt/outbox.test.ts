import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Outbox, type OutboxEntry } from '../../../device/receipt/outbox/outbox.ts';

const entry = (id: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  version: 1,
  id,
  recording: 'talk',
  channel: 'webhook',
  recipient: 'https://example.org/hook',
  queuedWallMs: 1_000,
  clockTrusted: true,
  message: { id, subject: 'S', text: 'T', json: { type: 'receipt' } },
  ...more,
});

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-outbox-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'outbox');
}

test('what was written is there after a restart, oldest first, until it is removed', async (t) => {
  const folder = await newFolder(t);
  const before = new Outbox(folder);
  assert.equal(await before.load(new Set()), 0);
  for (const one of [entry('b', { queuedWallMs: 2_000 }), entry('a')]) await before.write(one);
  assert.deepEqual(before.entries, [], 'it does not go before it is admitted');
  const after = new Outbox(folder);
  await after.load(new Set());
  assert.deepEqual(after.entries, [entry('a'), entry('b', { queuedWallMs: 2_000 })]);
  // A webhook's address can be a secret.
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
  const before = new Outbox(folder);
  await before.write(entry('good'));
  await writeFile(join(folder, 'torn.json'), JSON.stringify(entry('torn')).slice(0, 60));
  await writeFile(join(folder, 'empty.json'), '');
  await writeFile(join(folder, 'other.json'), JSON.stringify(entry('of-another-name')));
  await writeFile(join(folder, 'channel.json'), JSON.stringify(entry('channel', { channel: 'fax' as 'email' })));
  await writeFile(join(folder, 'half.json.new'), 'a write that a power cut ended');
  const after = new Outbox(folder);
  assert.equal(await after.load(new Set()), 4);
  assert.deepEqual(
    after.entries.map(({ id }) => id),
    ['good'],
  );
  assert.equal((await readdir(folder)).filter((name) => name.endsWith('.damaged')).length, 4);
  assert.equal(await new Outbox(folder).load(new Set()), 0, 'said once');
});

test('messages of a talk whose receipt was not finished do not go before they are written again', async (t) => {
  const folder = await newFolder(t);
  await new Outbox(folder).write(entry('a'));
  const after = new Outbox(folder);
  await after.load(new Set(['talk']));
  assert.deepEqual(after.entries, []);
  after.admit(entry('a'));
  after.admit(entry('a'));
  assert.equal(after.entries.length, 1);
});
