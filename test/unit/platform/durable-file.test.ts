import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chown, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { readIfThere, writeDurably } from '../../../device/platform/durable-file.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-durable-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('what a power cut left of the writing before is written over', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'a.json');
  await writeFile(file, 'old');
  await writeFile(`${file}.new`, 'half of a longer te');
  await writeDurably(file, 'new');
  assert.equal(await readIfThere(file), 'new');
  assert.deepEqual(await readdir(folder), ['a.json']);
});

test('a folder in the place of the file, or of the one beside it, is put out of the way and kept', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'a.json');
  for (const path of [file, `${file}.new`]) {
    await mkdir(path);
    await writeFile(join(path, 'inside'), path);
  }
  await writeDurably(file, 'new');
  assert.equal(await readIfThere(file), 'new');
  const kept = (await readdir(folder)).filter((name) => name.includes('.damaged-'));
  const inside = await Promise.all(kept.map((name) => readFile(join(folder, name, 'inside'), 'utf8')));
  assert.deepEqual(inside.sort(), [file, `${file}.new`]);
  await writeDurably(file, 'newer');
  assert.equal(await readIfThere(file), 'newer');
});

test('a link to nowhere in the place of the file is replaced', async (t) => {
  const file = join(await folderOf(t), 'a.json');
  await symlink('a.json', file);
  await assert.rejects(readIfThere(file), { code: 'ELOOP' });
  await writeDurably(file, 'new');
  assert.equal(await readIfThere(file), 'new');
});

test('whatever has the name of the file beside it is removed, and nothing is written through it', async (t) => {
  const folder = await folderOf(t);
  const [file, other] = [join(folder, 'a.json'), join(folder, 'other')];
  const beside = `${file}.new`;
  const kinds: Record<string, () => unknown> = {
    'a link to a file': () => symlink(other, beside),
    'a link to nothing': () => symlink(join(folder, 'nothing'), beside),
    'a second name of a file': () => link(other, beside),
    // Opening one for writing would wait for a reader.
    'a queue': () => execFileSync('mkfifo', [beside]),
    'a file that may not be written': () => writeFile(beside, 'old', { mode: 0o400 }),
  };
  await writeFile(other, 'of somebody');
  for (const [what, make] of Object.entries(kinds)) {
    await make();
    await writeDurably(file, what);
    assert.equal(await readIfThere(file), what);
    assert.equal(await readIfThere(other), 'of somebody', what);
    assert.deepEqual(await readdir(folder), ['a.json', 'other'], what);
  }
});

test('what root writes belongs to whom the folder belongs to', {
  skip: process.getuid?.() !== 0 && 'needs root',
}, async (t) => {
  const folder = await folderOf(t);
  await chown(folder, 65_534, 65_533);
  await writeDurably(join(folder, 'a.json'), 'x', 0o600);
  const { uid, gid, mode } = await stat(join(folder, 'a.json'));
  assert.deepEqual([uid, gid, mode & 0o777], [65_534, 65_533, 0o600]);
});
