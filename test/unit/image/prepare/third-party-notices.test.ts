/** Each npm package in what was built has its notice beside it. What was bundled is told by the maps and by what is imported. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
// @ts-expect-error: a script of the build, without types
import { packageFolders, thirdPartyNotices } from '../../../../image/prepare/third-party-notices.mjs';

const ROOT = resolve(import.meta.dirname, '../../../..');
const notices = () => readFile(join(ROOT, 'dist/third-party-notices.txt'), 'utf8');
/** What stands under the name of a package; empty where it is not there. */
function noticeOf(text: string, name: string): string {
  const section = text.split(`\n${name} `)[1] ?? '';
  return (section.split('-----\n\n')[1] ?? '').split('\n-----')[0]?.trim() ?? '';
}

async function importedIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^(?:import|export)\s(?!type\b).*?from '((?:@[^/']+\/)?[^./'][^/']*)/gms)].map(
      ([, name]) => name ?? '',
    ),
  );
  return [...new Set(names)].filter((name) => !name.startsWith('node:'));
}

test('every package that the maps of the device and its worker name', async () => {
  const text = await notices();
  for (const bundle of ['device', 'worker', 'facts-worker']) {
    const { sources } = JSON.parse(await readFile(join(ROOT, `dist/${bundle}.mjs.map`), 'utf8')) as {
      sources: string[];
    };
    const names = new Set(
      sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []),
    );
    if (bundle === 'device') assert.ok(names.size > 40, `${names.size}`);
    for (const name of names) assert.ok(noticeOf(text, name).length > 0, `${name}, in ${bundle}`);
  }
});

test('every package that the pages import', async () => {
  const text = await notices();
  const names = [...(await importedIn(join(ROOT, 'web-ui/src'))), ...(await importedIn(join(ROOT, 'image/server')))];
  assert.ok(names.includes('preact') && names.includes('hls.js'), names.join(' '));
  for (const name of names) assert.ok(noticeOf(text, name).length > 0, name);
});

test('a package that says nothing of its licence is not shipped', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-notices-'));
  t.after(() => rm(folder, { recursive: true }));
  const of = async (name: string, facts: object, licence?: string) => {
    const own = join(folder, 'node_modules', name);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...facts }));
    if (licence) await writeFile(join(own, 'LICENCE.md'), licence);
    return join(own, 'index.js');
  };
  const said = await of('said', {}, 'Copyright of somebody\n');
  const short = await of('@scope/short', { license: 'MIT', author: { name: 'Somebody' } });
  const folders = packageFolders([said, said, short, `${folder}/own.js`, '\0virtual']);
  assert.equal(folders.length, 2);
  const text: string = await thirdPartyNotices(folders);
  assert.match(text, /@scope\/short 1\.0\.0\n-+\n\nMIT\nSomebody\n[\s\S]*said 1\.0\.0\n-+\n\nCopyright of somebody\n/);
  const nothing = await of('nothing', {});
  await assert.rejects(thirdPartyNotices(packageFolders([nothing])), /nothing says nothing of its licence/);
});
