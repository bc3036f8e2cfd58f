import assert from 'node:assert/strict';
import test from 'node:test';
import { terminalLanguage } from '../../../device/platform/terminal-language.ts';

const CASES: [NodeJS.ProcessEnv, 'fr' | 'en' | null][] = [
  [{}, null],
  [{ LANG: '' }, null],
  [{ LANG: 'C' }, null],
  [{ LANG: 'C.UTF-8' }, null],
  [{ LC_ALL: 'POSIX', LANG: 'fr_FR.UTF-8' }, null],
  [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
  [{ LANG: 'fr' }, 'fr'],
  [{ LANG: 'fr_CA@euro' }, 'fr'],
  [{ LANG: 'fry_NL' }, 'en'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LANG: 'fr_FR.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }, 'en'],
  [{ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'de_DE', LC_ALL: 'fr_BE.UTF-8' }, 'fr'],
];

for (const [env, language] of CASES)
  test(`${JSON.stringify(env)} reads ${language ?? 'what the room reads'}`, () => {
    assert.equal(terminalLanguage('fr', env), language ?? 'fr');
    assert.equal(terminalLanguage('en', env), language ?? 'en');
  });
