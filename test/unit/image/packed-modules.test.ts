/** What the bundle leaves out is in the package beside it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';

const IMAGE = resolve(import.meta.dirname, '../../../image');

test('each module that is not bundled is packed', () => {
  const build = readFileSync(join(IMAGE, 'prepare/build.mjs'), 'utf8');
  const external = [...(/external: \[([^\]]+)\]/.exec(build)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(
    ([, name]) => name,
  );
  const packed = execFileSync(process.execPath, [join(IMAGE, 'package/native-modules.mjs')], { encoding: 'utf8' });
  assert.ok(external.length > 0);
  assert.deepEqual(
    external.filter((name) => !packed.split('\n').includes(name ?? '')),
    [],
  );
});
