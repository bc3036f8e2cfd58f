/** The queue in a process that is killed while it writes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { DiskQueue, type QueueEntry } from '../../../device/delivery/disk-queue.ts';

const WRITER = resolve(import.meta.dirname, 'fill-queue.ts');

test('killed in the midst of a write: all that was said to be there is, whole and in its order, and nothing is damaged', {
  timeout: 120_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-queue-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const said: string[] = [];
  for (let life = 0; life < 4; life++) {
    const writer = spawn(process.execPath, ['--import', 'tsx', WRITER, folder, String(100_000 * life)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'exit');
    const until = said.length + 5 + 7 * life;
    for await (const line of createInterface({ input: writer.stdout })) {
      said.push(line);
      if (said.length === until) writer.kill('SIGKILL');
    }
    await ended;
    const queue = new DiskQueue<QueueEntry & { text: string }>({
      folder,
      isSound: ({ text }) => text?.length === 5000,
    });
    assert.equal(await queue.load(), 0, 'none is damaged');
    const ids = queue.entries.map(({ id }) => id);
    assert.deepEqual(
      said.filter((id) => !ids.includes(id)),
      [],
    );
    // What was written and not said is one at most, for each life.
    assert.ok(ids.length - said.length <= life + 1, `${ids.length} of ${said.length}`);
    assert.deepEqual(ids, [...ids].sort());
  }
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.damaged')),
    [],
  );
});
