/** The demo as a newcomer starts it: one command, and at its end its own verdict. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PATIENCE_MS = 90_000;

async function demo(
  t: TestContext,
  words: string[],
  { own, env = {} }: { own?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const folder = own ?? (await mkdtemp(join(tmpdir(), 'pupitre-demo-')));
  const child = spawn(process.execPath, ['--import', 'tsx', 'image/demo/demo.ts', '--folder', folder, ...words], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
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
    if (own === undefined) await rm(folder, { recursive: true });
  });
  return { folder, child, ended, said: () => said };
}

async function until(child: ChildProcess, isSo: () => boolean, said: () => string): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !isSo(); await sleep(100))
    assert.ok(child.exitCode === null && performance.now() < deadline, said());
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

/** All that a demo which runs there has. */
const contents = async (folder: string) =>
  Object.fromEntries(
    await Promise.all(
      ['settings.json', 'server/nginx.conf', 'server/pupitre/place/rtmp.conf', 'service.pid'].map(async (name) => [
        name,
        await readFile(join(folder, name), 'utf8'),
      ]),
    ),
  );

test('a second one in the same folder is refused before it touches anything, in the language of the system', async (t) => {
  const { folder, child, ended, said } = await demo(t, ['--on-air']);
  await until(child, () => /REC ● recording/.test(said()), said);
  const before = await contents(folder);
  const log = await readFile(join(folder, 'device.log'), 'utf8');
  const second = await demo(t, [], { own: folder, env: { LC_ALL: 'fr_FR.UTF-8' } });
  assert.equal(await second.ended, 1);
  assert.match(second.said(), /^Une démo tourne dans .* \(processus \d+\)\. Quittez-la avec q/m);
  assert.deepEqual(await contents(folder), before);
  assert.ok((await readFile(join(folder, 'device.log'), 'utf8')).startsWith(log));
  child.kill('SIGTERM');
  assert.equal(await ended, 0, said());
  // The folder is free again.
  const third = await demo(t, ['--on-air', '--seconds', '6'], { own: folder });
  assert.equal(await third.ended, 0, third.said());
});

test('nobody reads what it says any more: the talk is ended, its recording finished, no word of an error', async (t) => {
  const { folder, child, ended, said } = await demo(t, ['--on-air']);
  await until(child, () => /REC ● recording/.test(said()), said);
  child.stdout.destroy();
  assert.equal(await ended, 0, said());
  assert.doesNotMatch(said(), /EPIPE|Error/);
  const [id = ''] = await readdir(join(folder, 'state/recordings'));
  assert.ok((await readdir(join(folder, 'state/recordings', id))).includes('recording.mp4'), said());
});

test("its box, switched off on the page, leaves the visitor's machine on", async (t) => {
  // In the place of the bus on which the machine's logind would be asked.
  const asked: number[] = [];
  const bus = createServer((socket) => {
    asked.push(Date.now());
    socket.destroy();
  });
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-bus-'));
  t.after(() => rm(folder, { recursive: true }));
  const address = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}` };
  await once(bus.listen(join(folder, 'bus')), 'listening');
  t.after(() => bus.close());
  await run('busctl', ['list'], { env: { ...process.env, ...address } }).catch(() => {});
  assert.equal(asked.length, 1, 'programs ask there');

  const { child, said } = await demo(t, [], { env: { ...address, LC_ALL: 'fr_FR.UTF-8' } });
  const page = () => /commande +(http:\S+)/.exec(said())?.[1];
  await until(child, () => page() !== undefined, said);
  const ask = (path: string, body: object, cookie = '') =>
    fetch(`${page()}api/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', cookie },
    });
  const claimed = await ask('claim', { password: 'a long password' });
  const cookie = (claimed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const answer = await ask('system/power-off', {}, cookie);
  assert.equal(answer.status, 409);
  assert.match(JSON.stringify(await answer.json()), /ne peut pas être éteinte d'ici/);
  assert.equal(asked.length, 1);
});

test('at a terminal: the space bar starts, marks a chapter, and twice in a row goes off the record', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-demo-'));
  const command = `${process.execPath} --import tsx image/demo/demo.ts --folder ${folder}`;
  // Makes the terminal that a pipe is not.
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'fr_FR.UTF-8' },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const said = () => text;
  const ended = once(child, 'close').then(([code]) => code as number | null);
  t.after(async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
  const saying = (words: RegExp) => until(child, () => words.test(text), said);
  await saying(/REC ◦ prêt/);
  child.stdin.write('h');
  await saying(/test\u00a0: quelques secondes.*test\u00a0: (tout va bien|\d)/s);
  child.stdin.write(' ');
  await saying(/REC ● enregistre/);
  child.stdin.write(' ');
  await saying(/chapitre 1 à 00:/);
  // A press within 0.7 s of the last one is taken for a key that is kept down.
  await sleep(1000);
  child.stdin.write(' ');
  await sleep(100);
  child.stdin.write(' ');
  await saying(/hors antenne\u00a0: le public et l'enregistrement/);
  child.stdin.write('h');
  await saying(/l'écran de fin/);
  child.stdin.write('H');
  await saying(/l'exposé est terminé/);
  child.stdin.write('q');
  assert.equal(await ended, 0, text);
});

test('a number of seconds that makes no sense is refused with the usage', async (t) => {
  const { ended, said } = await demo(t, ['--seconds', 'many']);
  assert.equal(await ended, 2);
  assert.match(said(), /--seconds is a number from 1 to 3600/);
});
