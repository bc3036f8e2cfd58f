/** Which version `systemd/launch` starts, with programs that only say who they are. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { fakeRoot } from '../media/source/fake-root.ts';

const SCRIPT = resolve(import.meta.dirname, '../../../systemd/launch');
const SAYS =
  "import { readFileSync } from 'node:fs'; const version = readFileSync(new URL('version', import.meta.url), 'utf8').trim(); console.log([version, process.env.PUPITRE_UNUSED_VERSION, ...process.argv.slice(2)].join(' ').trim());";

async function box(t: TestContext, { own = '1.0.0', versions = ['1.1.0', '0.9.0'], current = '' } = {}) {
  const root = await fakeRoot(t);
  const write = async (folder: string, version: string) => {
    await root.write(`${folder}/device.mjs`, SAYS);
    await root.write(`${folder}/version`, `${version}\n`);
  };
  await write('own', own);
  for (const version of versions) await write(`versions/${version}`, version);
  await root.write('run/other', '');
  await root.write('versions/outcome', '');
  if (current !== '') await symlink(current, join(root.path, 'versions/current'));
  const env = {
    ...process.env,
    PUPITRE_OWN: join(root.path, 'own'),
    PUPITRE_VERSIONS: join(root.path, 'versions'),
    RUNTIME_DIRECTORY: join(root.path, 'run'),
    PUPITRE_NODE: process.execPath,
  };
  return {
    ...root,
    launch: (...words: string[]) => execFileSync(SCRIPT, words, { env, encoding: 'utf8' }).trim(),
    running: async () => (await readFile(join(root.path, 'run/running'), 'utf8')).trim().slice(root.path.length + 1),
  };
}

test('without an update the package is started, with the words that follow', async (t) => {
  const { launch, running } = await box(t);
  assert.equal(launch('--state', 'a b'), '1.0.0  --state a b');
  assert.equal(await running(), 'own');
});

test('an update in use is started where it is newer than the package', async (t) => {
  const newer = await box(t, { current: '1.1.0' });
  assert.equal(newer.launch(), '1.1.0');
  assert.equal(await newer.running(), 'versions/1.1.0');
  assert.equal((await box(t, { current: '0.9.0' })).launch(), '1.0.0');
  assert.equal((await box(t, { own: '1.1.0', current: '1.1.0' })).launch('--folder').split('/').at(-1), 'own');
});

test('a trial is started once, and not told from then on', async (t) => {
  const { launch, write, running } = await box(t);
  await write('run/trial', '1.1.0\n');
  assert.equal(launch(), '1.1.0');
  assert.equal(await running(), 'versions/1.1.0');
  assert.equal(launch(), '1.0.0');
});

test('a trial can be the package itself, on the way back', async (t) => {
  const { launch, write } = await box(t, { current: '1.1.0' });
  await write('run/trial', 'own\n');
  assert.deepEqual([launch(), launch()], ['1.0.0', '1.1.0']);
});

test('an update that does not get ready three times gives way until the next boot, and this is told', async (t) => {
  const { launch } = await box(t, { current: '1.1.0' });
  const starts = Array.from({ length: 7 }, () => launch());
  const gaveWay = '1.0.0 1.1.0';
  assert.deepEqual(starts, ['1.1.0', '1.1.0', '1.1.0', gaveWay, gaveWay, gaveWay, '1.1.0']);
  const next = await box(t, { current: '1.1.0' });
  for (let time = 0; time < 4; time++) next.launch();
  next.launch('--ready');
  assert.deepEqual([next.launch(), next.launch('--folder').split('/').at(-1)], [gaveWay, 'own']);
});

test('starts that got ready are not counted', async (t) => {
  const { launch } = await box(t, { current: '1.1.0' });
  for (let time = 0; time < 5; time++) {
    assert.equal(launch(), '1.1.0');
    launch('--ready');
  }
});

test('a count of starts that is no number counts nothing, and is never reckoned with', async (t) => {
  const { launch, write } = await box(t, { current: '1.1.0' });
  for (const count of [
    '',
    'x',
    '-3',
    '1+2',
    '08',
    'starts',
    '$(exit 1)',
    'a[1]',
    '3\n3',
    '99999999999999999999',
    '0x3',
    ' 3',
  ]) {
    await write('run/starts', `${count}\n`);
    assert.equal(launch('--folder').split('/').at(-1), '1.1.0', count);
    assert.equal(launch(), '1.1.0', count);
  }
});

test('an update in use of which nothing is left gives way at once', async (t) => {
  const { launch } = await box(t, { versions: [], current: '1.1.0' });
  assert.equal(launch(), '1.0.0 1.1.0');
});
