/** A package that an association signs is taken by a box that trusts its key, whatever kind of key it has. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { SigningKeys } from '../../tools/box/signing-keys.ts';

const run = promisify(execFile);
const TRUST_KEY = resolve(import.meta.dirname, '../../../systemd/trust-key');

/** RSA is what gpg makes by itself on Debian 12. */
for (const kind of ['ed25519', 'rsa3072'] as const) {
  test(`signed with a key of ${kind}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-signature-'));
    const keys = await SigningKeys.in(join(folder, 'gpg'));
    t.after(async () => {
      await keys.close();
      await rm(folder, { recursive: true });
    });
    const key = await keys.make('association', kind);
    const [publicKey, box, tree, file] = ['key.asc', 'box', 'tree', 'some.deb'].map((name) => join(folder, name));
    assert.ok(publicKey && box && tree && file);
    await writeFile(publicKey, await keys.publicKey(key));
    await mkdir(join(tree, 'DEBIAN'), { recursive: true });
    const control =
      'Package: some\nVersion: 1\nArchitecture: all\nMaintainer: none <none@pupitre.invalid>\nDescription: none\n';
    await writeFile(join(tree, 'DEBIAN/control'), control);
    await run('dpkg-deb', ['--root-owner-group', '-Zxz', '-b', tree, file]);
    await run('sh', [TRUST_KEY, publicKey, box]);
    await assert.rejects(run('debsig-verify', ['-q', '--root', box, file]), { code: 10 }, 'not signed yet');
    await keys.sign(file, key);
    await run('debsig-verify', ['-q', '--root', box, file]);
    await run('dpkg-deb', ['--info', file]);
    // A second signature would be one too many.
    await keys.sign(file, key);
    await run('debsig-verify', ['-q', '--root', box, file]);
  });
}
