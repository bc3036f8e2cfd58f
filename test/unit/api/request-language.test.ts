import assert from 'node:assert/strict';
import test from 'node:test';
import { requestLanguage } from '../../../device/api/request-language.ts';

const CASES = [
  [undefined, null],
  ['', null],
  ['*', null],
  ['de, it;q=0.5', null],
  ['french', null],
  ['fr', 'fr'],
  ['EN-us', 'en'],
  ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
  ['en;q=0.3, fr;q=0.7', 'fr'],
  ['de, *;q=0.9, en;q=0.1', 'en'],
  ['fr;q=0, en;q=0.001', 'en'],
  ['fr;q=0', null],
  ['fr;q=7, en;q=0.2', 'en'],
  ['en, fr', 'en'],
  [`${'x,'.repeat(5000)}fr`, 'fr'],
] as const;

for (const [header, language] of CASES) {
  test(`Accept-Language: ${String(header).slice(0, 40)} asks for ${language}`, () =>
    assert.equal(requestLanguage(header), language));
}
