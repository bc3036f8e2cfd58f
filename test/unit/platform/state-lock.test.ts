import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { lockState } from '../../../device/platform/state-lock.ts';

async function newFolder(t: TestContext): Promise<{ folder: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-lock-'));
  t.after(() => rm(folder, { recursive: true }));
  return { folder, file: join(folder, 'service.pid') };
}

const startTime = async (pid: number | 'self') => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

test('a free folder is ours, and stays ours when asked again', async (t) => {
  const { folder } = await newFolder(t);
  assert.equal(await lockState(folder), null);
  assert.equal(await lockState(folder), null);
});

test('a folder whose service runs is not given; once that service is gone it is', async (t) => {
  const { folder, file } = await newFolder(t);
  // A name that would mislead a reader who splits at spaces.
  const other = spawn('bash', ['-c', 'echo ready; exec -a "a) S 1 b" sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(other.stdout, 'data');
  t.after(() => other.kill('SIGKILL'));
  const pid = other.pid as number;
  const lock = `${pid} ${await startTime(pid)}\n`;
  await writeFile(file, lock);
  assert.equal(await lockState(folder), pid);
  assert.equal(await readFile(file, 'utf8'), lock, 'the lock of the other is left alone');

  other.kill('SIGKILL');
  await once(other, 'close');
  assert.equal(await lockState(folder), null);
});

test('a pid that by now is another program does not hold the folder', async (t) => {
  const { folder, file } = await newFolder(t);
  await writeFile(file, `${process.ppid} 1\n`);
  assert.equal(await lockState(folder), null);
});

for (const content of ['', '\n', 'rubbish', '\0\0\0\0', '-1 5', '999999999 17']) {
  test(`a lock that holds ${JSON.stringify(content)} holds nothing`, async (t) => {
    const { folder, file } = await newFolder(t);
    await writeFile(file, content);
    assert.equal(await lockState(folder), null);
    assert.equal(await readFile(file, 'utf8'), `${process.pid} ${await startTime('self')}\n`);
  });
}
