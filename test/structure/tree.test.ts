/** Rules of the house that a reader relies on. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import test from 'node:test';
import { because, type ReasonCode, sentence } from '../../device/reason.ts';
import { SENTENCES } from '../../device/sentences/sentences.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const tracked = execFileSync('git', ['-C', ROOT, 'ls-files'], { encoding: 'utf8' })
  .split('\n')
  .filter((name) => name !== '' && existsSync(join(ROOT, name)));
const text = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const code = tracked.filter((name) => /\.(ts|tsx|mjs)$/.test(name));

test('the top level is the picture of the house', () => {
  const top = [...new Set(tracked.map((name) => name.split('/')[0]))].filter((name) => !name?.startsWith('.')).sort();
  const wanted = 'LICENSE README.md device image package-lock.json package.json systemd test tsconfig.json web-ui';
  // What libraries and formats did unexpectedly: scripts that stand alone and belong to nothing of the product.
  assert.deepEqual(
    top.filter((name) => name !== 'findings'),
    wanted.split(' '),
  );
});

test('there are no drawers for odds and ends', () => {
  assert.deepEqual(
    tracked.filter((name) => /(^|\/)(utils?|common|helpers?|shared|misc)(\/|\.)/.test(name)),
    [],
  );
});

test('every reason has a sentence in both languages, with the same values, and is given somewhere', () => {
  const device = code
    .filter((name) => name.startsWith('device/') && !name.startsWith('device/sentences/'))
    .map(text)
    .join('\n');
  const places = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [name, { en, fr }] of Object.entries(SENTENCES)) {
    assert.deepEqual(places(en), places(fr), name);
    for (const words of [en, fr]) assert.match(words, /^[A-ZÀ-ÝL{].*[.!]$/s, `${name}: a whole sentence`);
    const isGiven = device.includes(`'${name}'`) || new RegExp(`\\b${name}\\b`).test(text('systemd/update'));
    assert.ok(isGiven, `${name} is never given`);
    const filled = because(name as ReasonCode, '', Object.fromEntries(places(en).map((value) => [value ?? '', 'x'])));
    assert.doesNotMatch(sentence(filled, 'fr'), /[{}]/, name);
  }
});

test('nothing of one machine, no registry and nothing unfinished is in the tree', () => {
  const mine = tracked.filter((name) => !/\.(png|svg|ico)$/.test(name) && name !== 'package-lock.json');
  const holding = (word: RegExp) => mine.filter((name) => word.test(text(name)));
  assert.deepEqual(holding(new RegExp(`${ROOT}/`)), []);
  assert.deepEqual(holding(/:\/\/(deb|registry)\.[a-z]+\.org/), []);
  assert.deepEqual(
    code.filter((name) => /\b(TODO|FIXME|XXX)\b/.test(text(name)) && !name.startsWith('test/structure/')),
    [],
  );
  assert.doesNotMatch(text('package-lock.json'), /"resolved": "https?:/);
});

test('what the READMEs point to is there', () => {
  const readmes = tracked.filter((name) => name.endsWith('.md'));
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  let seen = 0;
  for (const name of readmes) {
    const links = [...text(name).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|href)="([^"#]+)"/g)].map(
      ([, link, source]) => link ?? source ?? '',
    );
    const local = links.filter((link) => !/^https?:/.test(link));
    seen += local.length;
    assert.deepEqual(
      local.filter((link) => !existsSync(join(ROOT, name, '..', link))),
      [],
      name,
    );
    for (const [, script = ''] of text(name).matchAll(/npm run (\w+(?::\w+)*)/g))
      assert.ok(scripts[script], `${name}: ${script}`);
  }
  assert.ok(seen > 30, `${seen} links`);
});

test('the README is short enough to be read', () => {
  assert.ok(text('README.md').split('\n').length <= 130);
});

test('the maps have a row for every folder', () => {
  const maps = { device: 'device', 'device/media': 'device/media', test: 'test', 'test/tools': 'test' };
  for (const [below, map] of Object.entries(maps)) {
    const inside = tracked.filter((name) => name.startsWith(`${below}/`)).map((name) => name.slice(below.length + 1));
    const folders = [...new Set(inside.filter((name) => name.includes('/')).map((name) => name.split('/')[0]))];
    const rows = text(`${map}/README.md`)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const shown = `${below}/`.slice(map.length + 1);
    assert.ok(folders.length > 10, below);
    assert.deepEqual(
      folders.filter((folder) => !rows.some((row) => row.includes(`\`${shown}${folder}/`))),
      [],
      below,
    );
  }
});

test('a unit test lies where what it tests lies: in the folder of its namesake, or in any that the product has', () => {
  const top = (name: string) => name.split('/')[0];
  const stem = (name: string) => basename(name).replace(/\.[a-z.]+$/, '');
  const sources = tracked.filter((name) => !name.startsWith('test/'));
  const tests = tracked.filter((name) => /^test\/unit\/.*\.test\.ts$/.test(name));
  assert.ok(tests.length > 100, `${tests.length} tests`);
  const astray = tests.filter((name) => {
    const inside = dirname(relative('test/unit', name)).replace(/^web-ui/, 'web-ui/src');
    const folder = /^(image|systemd|web-ui)\b/.test(inside) ? inside : join('device', inside);
    const ofSameTop = sources.filter((source) => top(source) === top(folder));
    const namesakes = ofSameTop.filter((source) => stem(source) === stem(name));
    return !(namesakes.length > 0 ? namesakes : ofSameTop).some((source) => dirname(source) === folder);
  });
  assert.deepEqual(astray, []);
});
