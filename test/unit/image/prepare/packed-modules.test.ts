/** What the bundle leaves out is in the package beside it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import test from 'node:test';
// @ts-expect-error: a script of the build, without types
import { BESIDE } from '../../../../image/prepare/bundles.mjs';

const IMAGE = resolve(import.meta.dirname, '../../../../image');

test('each module that is not bundled is packed', () => {
  const packed = execFileSync(process.execPath, [join(IMAGE, 'package/native-modules.mjs')], { encoding: 'utf8' });
  assert.ok(BESIDE.length > 0);
  assert.deepEqual(
    (BESIDE as string[]).filter((name) => !packed.split('\n').includes(name)),
    [],
  );
});
