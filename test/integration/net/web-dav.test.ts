/** A file put to the web server that most people have: taken, refused by its head, too large, cut in the middle and gone on with. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { exchange } from '../../../device/net/exchange.ts';
import { reach } from '../../../device/net/reach.ts';
import { eventually } from '../../tools/eventually.ts';
import { freePort } from '../../tools/servers/free-port.ts';

/** Debian's nginx with WebDAV, for one folder, with a password and a limit. */
async function webDav(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-dav-'));
  const port = await freePort();
  for (const name of ['logs', 'body', 'files']) await mkdir(join(folder, name), { mode: 0o777 });
  await writeFile(join(folder, 'users'), 'box:{PLAIN}right\n');
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; user root; pid ${folder}/nginx.pid; error_log ${folder}/logs/error.log;
     events {}
     http {
       access_log off; client_body_temp_path ${folder}/body; client_max_body_size 40m;
       server {
         listen 127.0.0.1:${port}; root ${folder}/files;
         auth_basic files; auth_basic_user_file ${folder}/users;
         location / { dav_methods PUT DELETE MKCOL; create_full_put_path on; }
       }
     }`,
  );
  const nginx = spawn('/usr/sbin/nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const ended = once(nginx, 'exit');
  t.after(async () => {
    nginx.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  await eventually('nginx listens', async () => (await reach('127.0.0.1', port)) === null);
  return { folder, url: `http://127.0.0.1:${port}` };
}

const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`box:${password}`).toString('base64')}` });
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('a file put to nginx is there, byte for byte; what it does not take is not sent', {
  timeout: 120_000,
}, async (t) => {
  const { folder, url } = await webDav(t);
  const file = join(folder, 'recording.mp4');
  const content = randomBytes(30_000_000);
  await writeFile(file, content);
  const large = join(folder, 'large.mp4');
  await writeFile(large, randomBytes(50_000_000));
  const put = async (path: string, of: string, password: string, signal = new AbortController().signal) => {
    const accepted: number[] = [];
    const end = await exchange({
      method: 'PUT',
      url: `${url}/${path}`,
      headers: basic(password),
      body: { file: of },
      limits: { connectMs: 20_000, idleMs: 20_000, totalMs: null },
      answer: { mostBytes: 16_384, isWhole: false },
      signal,
      onAccepted: (bytes) => accepted.push(bytes),
    });
    return { how: end.how === 'answered' ? end.status : end.why, accepted: accepted.at(-1) ?? 0 };
  };
  assert.deepEqual(await put('room/talk.mp4', file, 'wrong'), { how: 401, accepted: 0 });
  assert.deepEqual(await put('room/talk.mp4', large, 'right'), { how: 413, accepted: 0 });
  assert.deepEqual(await put('room/talk.mp4', file, 'right'), { how: 201, accepted: content.length });
  assert.equal(hash(await readFile(join(folder, 'files/room/talk.mp4'))), hash(content));
  // Again, as after a power cut in the moment in which it was taken: nothing is there twice.
  assert.deepEqual(await put('room/talk.mp4', file, 'right'), { how: 204, accepted: content.length });

  const ending = new AbortController();
  const cut = put('room/other.mp4', file, 'right', ending.signal);
  setTimeout(() => ending.abort(), 30);
  const { how } = await cut;
  assert.ok(how === 'ended' || how === 201, String(how));
  if (how === 'ended') await assert.rejects(readFile(join(folder, 'files/room/other.mp4')), { code: 'ENOENT' });
  assert.deepEqual((await put('room/other.mp4', file, 'right')).accepted, content.length);
  assert.equal(hash(await readFile(join(folder, 'files/room/other.mp4'))), hash(content));
});
