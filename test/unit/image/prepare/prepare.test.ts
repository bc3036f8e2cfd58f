/** What `prepare.sh` wants of a machine that has nothing, for which tests; and that it is heard while it waits. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';

const PREPARE = resolve(import.meta.dirname, '../../../../image/prepare/prepare.sh');

/** On a machine where no Debian package is installed, and none can be: apt waits so long, then fails. */
async function wanted(t: TestContext, words: string[], aptSeconds = 0): Promise<{ said: string; names: string[] }> {
  const programs = await mkdtemp(join(tmpdir(), 'pupitre-prepare-'));
  t.after(() => rm(programs, { recursive: true }));
  const write = async (name: string, body: string) => {
    await writeFile(join(programs, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(programs, name), 0o755);
  };
  await write('dpkg-query', 'exit 1');
  await write('apt-get', `case "$*" in *" install "*) sleep ${aptSeconds} ;; esac; echo no packages >&2; exit 1`);
  // It is root, or becomes it without a question.
  await write('sudo', 'shift; exec "$@"');
  const env = { ...process.env, PATH: `${programs}:${process.env.PATH}` };
  const { stdout, stderr, status } = spawnSync('bash', [PREPARE, 'test', ...words], { env, encoding: 'utf8' });
  assert.equal(status, 1, stdout + stderr);
  assert.match(stderr, /Debian's packages could not be installed .*apt-get update && apt-get install/);
  const names = [...stdout.matchAll(/^prepare: installing (\S+) \(/gm)].map(([, name]) => name ?? '');
  return { said: stdout, names };
}

test('tests of single parts need no browser, no server and nothing that sends mail', async (t) => {
  const { names } = await wanted(t, ['unit']);
  const others = ['firefox-esr', 'chromium', 'nginx', 'libnginx-mod-rtmp', 'python3-aiosmtpd', 'debsig-verify'];
  assert.deepEqual(
    others.filter((name) => names.includes(name)),
    [],
  );
  for (const name of ['ffmpeg', 'gstreamer1.0-tools', 'g++']) assert.ok(names.includes(name), name);
});

test('a word of a path wants what its folder needs, two words what both need', async (t) => {
  const [structure, both, file] = [
    await wanted(t, ['structure']),
    await wanted(t, ['test/structure', 'unit/image']),
    await wanted(t, ['durable-file']),
  ];
  assert.ok(!structure.names.includes('ffmpeg') && structure.names.includes('g++'));
  assert.deepEqual(both.names, file.names);
  assert.ok(both.names.includes('ffmpeg'));
});

test('a step of more than ten seconds says that it goes on', async (t) => {
  const { said } = await wanted(t, ['structure'], 12);
  assert.match(said, /lacks \d+ Debian packages/);
  assert.match(said, /^prepare: … for 10 s/m);
});
