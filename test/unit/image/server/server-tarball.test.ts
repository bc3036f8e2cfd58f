import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

const ROOT = join(import.meta.dirname, '../../../..');

test('the tarball holds all that its installer takes, and is the same each time', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-tarball-'));
  t.after(() => rm(folder, { recursive: true }));
  const build = (into: string) =>
    execFileSync('bash', [join(ROOT, 'image/server/build-tarball.sh'), join(folder, into)], { encoding: 'utf8' });
  assert.match(build('one'), /pupitre-server_[\d.]+\.tar\.gz, \d+ kB/);
  build('two');
  const [name = ''] = await readdir(join(folder, 'one'));
  assert.deepEqual(await readFile(join(folder, 'one', name)), await readFile(join(folder, 'two', name)));
  execFileSync('tar', ['-xzf', join(folder, 'one', name), '-C', folder]);
  const inside = join(folder, name.replace('.tar.gz', ''));
  const files = await readdir(inside, { recursive: true });
  for (const wanted of ['install.sh', 'watch/watch.js', 'watch/index.html', 'rooms/rooms.js', 'place/keys.conf'])
    assert.ok(files.includes(wanted), wanted);
  assert.deepEqual(
    files.filter((file) => file.endsWith('.ts')),
    [],
  );
  const installer = await readFile(join(inside, 'install.sh'), 'utf8');
  // Each file that stands beside it under "$here".
  for (const [, list = ''] of installer.matchAll(/"\$here"\/(\{[^}]+\}|[\w.-]+)/g))
    for (const file of list.replace(/[{}]/g, '').split(',')) assert.ok(files.includes(file), file);
});
