/** Comments are read once: each begins with its noun or its verb, and the reader need not look for the rest of a sentence. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS = ['device', 'web-ui/src', 'image'];

/** A fragment: its subject is in the code around it, or in the second half of the sentence. */
const FRAGMENT = /^(Of|What|Whether|Whoever)\b/;

/** First words of each comment: a block, a run of whole-line comments, or one behind code. */
function beginnings(text: string): { line: number; words: string }[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const [, before = '', opening = '', words = ''] = /^(.*?)(\/\*\*?|(?<!:)\/\/)(?:\s+(.*))?$/.exec(line) ?? [];
    if (opening === '' || (opening === '//' && before.trim() === '' && /^\s*\/\//.test(lines[at - 1] ?? ''))) return [];
    const next = opening === '//' ? '' : (lines[at + 1] ?? '').replace(/^\s*\*\s?/, '');
    return [{ line: at + 1, words: words === '' ? next : words }];
  });
}

const tracked = execFileSync('git', ['-C', ROOT, 'ls-files', '--', ...FOLDERS], { encoding: 'utf8' })
  .split('\n')
  .filter((name) => /\.(ts|tsx)$/.test(name) && existsSync(join(ROOT, name)));

function fragmentsIn(name: string): string[] {
  return beginnings(readFileSync(join(ROOT, name), 'utf8'))
    .filter(({ words }) => FRAGMENT.test(words))
    .map(({ line, words }) => `${name}:${line} ${words.slice(0, 60)}`);
}

test('the first words of every kind of comment are found', () => {
  const text = [
    "const url = 'https://what.example';",
    '/** Of one line. */',
    '/**',
    ' * What has two lines:',
    ' * Of them only the first counts.',
    ' */',
    '  // Whoever reads on',
    '  // Of the same run.',
    'call(); // Of the code before it.',
    'type One = { /** What it holds. */ key: string };',
    '/** Often is another word. */',
  ].join('\n');
  const found = beginnings(text).filter(({ words }) => FRAGMENT.test(words));
  assert.deepEqual(
    found.map(({ line }) => line),
    [2, 3, 7, 9, 10],
  );
});

test('no comment begins as a fragment', () => {
  assert.ok(tracked.length > 300);
  assert.deepEqual(tracked.flatMap(fragmentsIn), []);
});
