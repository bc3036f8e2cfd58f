import assert from 'node:assert/strict';
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { asOwnerOf } from '../../../device/platform/as-owner.ts';

const OWNER = 65_534;
const needsRoot = { skip: process.getuid?.() !== 0 && 'needs root' };

async function folders(t: TestContext) {
  const outer = await mkdtemp(join(tmpdir(), 'pupitre-owner-'));
  t.after(() => rm(outer, { recursive: true }));
  await chmod(outer, 0o755);
  const [theirs, ours] = [join(outer, 'theirs'), join(outer, 'ours')];
  await mkdir(theirs);
  await mkdir(ours, { mode: 0o700 });
  return { theirs, ours };
}

test('in a folder of somebody else root is this one, and root again afterwards', needsRoot, async (t) => {
  const { theirs, ours } = await folders(t);
  await chown(theirs, OWNER, OWNER);
  const before = [process.geteuid?.(), process.getegid?.(), process.getgroups?.()];
  const secret = join(ours, 'secret');
  await writeFile(secret, 'of root');
  await symlink(secret, join(theirs, 'link'));
  await symlink(ours, join(theirs, 'folder'));
  await asOwnerOf(theirs, async () => {
    assert.deepEqual([process.getegid?.(), process.getgroups?.()], [OWNER, [OWNER]]);
    await writeFile(join(theirs, 'file'), 'x');
    await assert.rejects(readFile(join(theirs, 'link')), { code: 'EACCES' });
    await assert.rejects(writeFile(join(theirs, 'link'), 'x'), { code: 'EACCES' });
    await assert.rejects(writeFile(join(theirs, 'folder/new'), 'x'), { code: 'EACCES' });
  });
  assert.deepEqual([process.geteuid?.(), process.getegid?.(), process.getgroups?.()], before);
  assert.equal((await stat(join(theirs, 'file'))).uid, OWNER);
  assert.equal(await readFile(secret, 'utf8'), 'of root');
});

test('root again also where the task fails', needsRoot, async (t) => {
  const { theirs } = await folders(t);
  await chown(theirs, OWNER, OWNER);
  await assert.rejects(
    asOwnerOf(theirs, () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(process.geteuid?.(), 0);
});

test('in a folder of our own nothing changes', async (t) => {
  const { ours } = await folders(t);
  await asOwnerOf(ours, () => writeFile(join(ours, 'file'), 'x'));
  assert.equal((await lstat(join(ours, 'file'))).uid, process.geteuid?.());
  await assert.rejects(
    asOwnerOf(join(ours, 'none'), () => Promise.resolve()),
    { code: 'ENOENT' },
  );
});
