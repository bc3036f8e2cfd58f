/** The demo as a newcomer starts it: one command, and at its end its own verdict. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';

async function demo(t: TestContext, words: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-demo-'));
  const child = spawn(process.execPath, ['--import', 'tsx', 'image/demo/demo.ts', '--folder', folder, ...words], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  t.after(async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
  return { folder, child, ended, said: () => said };
}

test('on air for a few seconds: the server received it, the recording plays, exit 0', async (t) => {
  const { folder, ended, said } = await demo(t, ['--on-air', '--seconds', '6']);
  assert.equal(await ended, 0, said());
  assert.match(said(), /control page {3}http:\/\/127\.0\.0\.1:\d+\//);
  assert.match(said(), /watch page {5}http:\/\/127\.0\.0\.1:\d+\/watch\/demo/);
  assert.match(said(), /server {7}ok: .* H264 1280x720 \+ AAC 48 kHz, \d+ HLS segments/);
  assert.match(said(), /viewers {6}(ok: the box saw its own stream there \d|the box had not yet)/);
  assert.match(said(), /recording {4}ok: 00:\d\d\.\d, H\.264 \+ MPEG-4 AAC, all of it decoded/);
  const [id = ''] = await readdir(join(folder, 'state/recordings'));
  assert.ok((await readdir(join(folder, 'state/recordings', id))).includes('recording.mp4'));
});

test('ended while on air: the session is closed and its recording finished', async (t) => {
  const { folder, child, ended, said } = await demo(t, ['--on-air']);
  child.stdout.on('data', () => {
    if (/REC ● recording/.test(said())) child.kill('SIGTERM');
  });
  assert.equal(await ended, 0, said());
  const [id = ''] = await readdir(join(folder, 'state/recordings'));
  assert.ok((await readdir(join(folder, 'state/recordings', id))).includes('recording.mp4'), said());
});

test('a number of seconds that makes no sense is refused with the usage', async (t) => {
  const { ended, said } = await demo(t, ['--seconds', 'many']);
  assert.equal(await ended, 2);
  assert.match(said(), /--seconds is a number from 1 to 3600/);
});
