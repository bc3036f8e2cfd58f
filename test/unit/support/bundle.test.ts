/** The support bundle: a zip that a real `unzip` opens, whatever its parts do, with no secret in any of its files. */
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import test, { type TestContext } from 'node:test';
import { hideSecrets } from '../../../device/masking.ts';
import { type BundlePart, supportBundle } from '../../../device/support/bundle.ts';
import { unzipped } from '../../tools/box/unzipped.ts';

const HEAD = { head: 'Pupitre 1.2.3', now: new Date('2026-12-01T10:00:00Z'), secrets: ['T0/B1/hook-secret'] };

async function filesOf(t: TestContext, parts: BundlePart[]): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-bundle-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'support.zip');
  await pipeline(supportBundle(parts, HEAD), createWriteStream(file));
  return unzipped(file);
}

const part = (name: string, make: () => Promise<unknown>, note?: string): BundlePart => ({
  name,
  what: `what ${name} is`,
  make: async () => ({ content: await make(), ...(note !== undefined && { note }) }),
});

test('texts and objects, in order; a part that fails is told and costs nothing of the rest', async (t) => {
  const files = await filesOf(t, [
    part('log.jsonl', async () => 'one\ntwo é\n'),
    part('broken.json', async () => {
      throw new Error('EIO: i/o error, read');
    }),
    part('loop.json', async () => {
      const loop: Record<string, unknown> = {};
      loop.self = loop;
      return loop;
    }),
    part('facts.json', async () => ({ model: 'Pi' }), 'usb: lsusb is missing'),
    part('none.json', async () => null),
  ]);
  assert.deepEqual(Object.keys(files).sort(), ['contents.txt', 'facts.json', 'log.jsonl', 'none.json']);
  assert.equal(files['log.jsonl'], 'one\ntwo é\n');
  assert.deepEqual(JSON.parse(files['facts.json'] ?? ''), { model: 'Pi' });
  assert.equal(files['none.json'], 'null\n');
  const told = files['contents.txt'] ?? '';
  assert.match(told, /^Pupitre 1\.2\.3\n\n/);
  assert.match(told, /^broken\.json: MISSING, .*EIO: i\/o error, read$/m);
  assert.match(told, /^loop\.json: MISSING, .*circular/m);
  assert.match(told, /^facts\.json: what .* is\. Not all of it: usb: lsusb is missing$/m);
});

test('no secret is in any file, in no form, nor in what is told of a part that failed', async (t) => {
  const secrets = ['s3cr"et\\key', 'pass word/with?all&of=it', 'clé-secrète', 'key=abcdef123456'];
  hideSecrets(secrets);
  t.after(() => hideSecrets([]));
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  const text = forms.join(' ');
  const files = await filesOf(t, [
    part('log.jsonl', async () => `${JSON.stringify({ msg: text })}\n`),
    part('settings.json', async () => ({
      url: 'rtmp://user:hidden-password@host/live?token=hidden-token',
      deep: [{ text }],
      webhook: 'https://hooks.example/T0/B1/hook-secret',
    })),
    part('facts.json', async () => 'x', text),
    part('failed.json', async () => {
      throw new Error(`${text} at https://me:hidden-password@host/?sig=hidden-token`);
    }),
  ]);
  for (const [name, content] of Object.entries(files)) {
    for (const secret of [
      ...forms,
      ...secrets.map((one) => JSON.stringify(one).slice(1, -1)),
      'hidden-',
      'hook-secret',
    ])
      assert.ok(!content.includes(secret), `${secret} in ${name}`);
  }
  assert.match(files['settings.json'] ?? '', /rtmp:\/\/host\/live\?\*\*\*/);
});

test('a part without an end is cut, and says so: a log keeps its newest lines, an object its beginning', async (t) => {
  const lines = Array.from({ length: 300_000 }, (_, at) => `line ${at}`);
  const files = await filesOf(t, [
    part('log.jsonl', async () => `${lines.join('\n')}\n`),
    part('list.json', async () => lines),
  ]);
  const { 'log.jsonl': log = '', 'list.json': list = '' } = files;
  assert.ok(log.length < 1_100_000 && list.length < 1_100_000);
  const [first, second, ...others] = log.split('\n');
  assert.equal(first, '… cut off above');
  assert.match(second ?? '', /^line \d+$/);
  assert.deepEqual(others.slice(-2), ['line 299999', '']);
  assert.match(list, /^\[\n {2}"line 0",\n[\s\S]*… cut off here\n$/);
});

test('whoever goes away in the middle ends the work', async () => {
  let made = 0;
  const parts = Array.from({ length: 50 }, (_, at) =>
    part(`${at}.json`, async () => {
      made += 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { at };
    }),
  );
  const output = supportBundle(parts, HEAD);
  await new Promise<void>((resolve) => output.once('data', () => resolve()));
  output.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(made < 10, `${made} parts were made`);
});
