/** French as it is printed, and one word for one thing, in every table of words. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { frenchTexts, typesetFaults } from './french.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const sources = execFileSync('git', ['-C', ROOT, 'ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((name) => /^(device|image|web-ui|systemd)\/.*\.(ts|tsx|mjs)$/.test(name));

const texts = sources.flatMap((name) =>
  frenchTexts(readFileSync(join(ROOT, name), 'utf8'), name).map(({ line, text }) => ({
    at: `${name}:${line}`,
    text,
  })),
);
const holding = (wrong: RegExp) => texts.filter(({ text }) => wrong.test(text)).map(({ at, text }) => `${at} ${text}`);

/** What a sentence of the box says otherwise, and the word for it. */
const WORDS: [wrong: RegExp, right: string][] = [
  [/séminaire/i, 'exposé'],
  [/séance/i, 'exposé'],
  [
    /enregistre[zr]?[ -](les|le|de nouveau|d'abord|la page|sous)\b|, enregistrez,/i,
    'appliquer: to record is not to save',
  ],
  [/(?<!\p{L})(à|par|prévenez|demandez) qui(?!\p{L})/iu, 'la personne qui'],
  [/\bne \p{L}+ et n'/iu, 'ne … ni ne'],
  [/\baucune fois\b|\béclats?\b|\bfps\b/i, 'aucun, clignotement, images/s'],
];

test('the rules find what is set wrongly, and leave what is right', () => {
  const right =
    "Ligne\u00a07\u00a0: «\u00a0oui\u00a0»\u00a0? À 12:30, 7\u00a0s de retard\u00a0; http://hôte:8080, 30\u00a0%, l'image.";
  assert.deepEqual(typesetFaults(right), []);
  const wrong = ['Bien !', 'Bien!', 'Perdu ? Oui', 'Fin ; suite', 'Fin; suite', 'Port : 80', 'Port: 80', '30 %', '30%'];
  wrong.push(
    '« oui »',
    '«oui»',
    '7 s',
    '{seconds} s',
    '7s',
    '{got} Mb/s',
    '{megabytes} Mo',
    '10 °C',
    '20 min',
    'Un...',
  );
  assert.deepEqual(
    wrong.filter((text) => typesetFaults(text).length === 0),
    [],
  );
});

test('every table is found: members fr, variables FRENCH, files fr.ts, texts with something filled in', () => {
  const source = `const t = { a: { en: 'x', fr: 'un' } }; const FRENCH: T = { b: (n: number) => \`\${n} s\` }; f('no');`;
  assert.deepEqual(
    frenchTexts(source, 'words.ts').map(({ text }) => text),
    ['un', '7 s'],
  );
  const files = new Set(texts.map(({ at }) => at.split(':')[0]));
  for (const name of ['device/sentences/capture.ts', 'device/receipt/receipt-words.ts', 'web-ui/src/i18n/fr.ts'])
    assert.ok(files.has(name), name);
  assert.ok(texts.length > 700, `${texts.length} texts`);
});

test('fixed spaces before : ; ? ! %, within « », and between a figure and its unit', () => {
  const faults = texts.flatMap(({ at, text }) => typesetFaults(text).map((fault) => `${at}: ${fault}: ${text}`));
  assert.deepEqual(faults, []);
});

test('one word for one thing', () => {
  assert.deepEqual(
    WORDS.flatMap(([wrong, right]) => holding(wrong).map((where) => `${where} -> ${right}`)),
    [],
  );
});
