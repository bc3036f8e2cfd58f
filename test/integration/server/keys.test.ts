/** Keys and certificates that change while a talk is on air: the talk notices nothing, and nginx is never reloaded. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { startServer } from '../../../image/server/local-server.ts';
import { workersOf } from '../../tools/box/workers.ts';
import { eventually } from '../../tools/eventually.ts';
import { ownCertificate } from '../../tools/servers/own-certificate.ts';
import { publish } from './publisher.ts';

const SHIPPED = join(import.meta.dirname, '../../../image/server');
const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const OTHER_KEY = 'aa9c1e0b7a52d8846c0f5e9b21a7d4c3';
const run = promisify(execFile);
const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();

async function madeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-keys-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

const script = (name: string, folder: string, ...words: string[]) =>
  run('bash', [join(SHIPPED, name), ...words], {
    env: { ...process.env, PUPITRE_FOLDER: folder, PUPITRE_GROUP: group },
  });

test('a key is given and taken away while another room is on air, which notices nothing', async (t) => {
  const folder = await madeFolder(t);
  const server = await startServer({ folder, keys: { [KEY]: 'amphi-a' } });
  t.after(() => server.stop());
  const configuration = join(folder, 'pupitre');
  const workers = async () => (await workersOf(server.pid)).map(({ pid }) => pid);
  const before = await workers();
  const onAir = async () =>
    (await server.stat()).streams.filter(({ publishing }) => publishing).map(({ name }) => name);
  publish(t, `${server.rtmpUrl}/amphi-a?key=${KEY}`);
  await eventually('on air', async () => (await onAir()).includes('amphi-a'));

  assert.ok((await publish(t, `${server.rtmpUrl}/amphi-b?key=${OTHER_KEY}`).ended).failed, 'no room of that name yet');
  const { stdout } = await script('pupitre-key', configuration, 'amphi-b');
  const streamKey = /^stream_key = "(amphi-b\?key=[0-9a-f]{32})"$/m.exec(stdout)?.[1] ?? assert.fail(stdout);
  assert.match(stdout, /^watch_url = "http:\/\/.*\/watch\/amphi-b"$/m);
  const second = publish(t, `${server.rtmpUrl}/${streamKey}`);
  await eventually('both on air', async () => (await onAir()).length === 2);
  await second.stop();

  assert.equal((await script('pupitre-key', configuration)).stdout, 'amphi-a\namphi-b\n');
  await script('pupitre-key', configuration, '--remove', 'amphi-b');
  assert.ok((await publish(t, `${server.rtmpUrl}/${streamKey}`).ended).failed, 'the key is gone');
  assert.deepEqual(await onAir(), ['amphi-a']);
  assert.ok((await publish(t, `${server.rtmpUrl}/amphi-a?key=${KEY}`).ended).failed, 'its name is held');
  assert.deepEqual(await workers(), before);
});

test('a room that is no name, and more words, are refused with the usage', async (t) => {
  const folder = await madeFolder(t);
  for (const words of [['Amphi A'], ['../amphi'], ['a/b'], [''], ['--remove'], ['a', 'b'], ['--other', 'a']])
    await assert.rejects(script('pupitre-key', folder, ...words), /usage: pupitre-key/, words.join(' '));
  await assert.rejects(script('pupitre-key', folder, '--remove', 'amphi-z'), /no room amphi-z here/);
});

test('nginx can ask for a key that it was told, and list none', async (t) => {
  const folder = await madeFolder(t);
  await mkdir(join(folder, 'place'));
  await writeFile(join(folder, 'place/web.conf'), 'listen 443 ssl;\nserver_name stream.example.org;\n');
  const { stdout } = await script('pupitre-key', folder, 'amphi-a');
  assert.match(stdout, /^url = "rtmp:\/\/stream\.example\.org\/live"$/m);
  assert.match(stdout, /^watch_url = "https:\/\/stream\.example\.org\/watch\/amphi-a"$/m);
  assert.equal((await stat(join(folder, 'keys/amphi-a'))).mode & 0o777, 0o710);
});

test('what is no key of the room is refused, and so is what could be another path', async (t) => {
  const folder = await madeFolder(t);
  const server = await startServer({ folder, keys: { [KEY]: 'amphi-a', [OTHER_KEY]: 'amphi-b' } });
  t.after(() => server.stop());
  const check = async (query: string) => (await fetch(`${server.privateUrl}/publish?${query}`)).status;
  assert.equal(await check(`name=amphi-a&key=${KEY}`), 204);
  for (const query of [
    'name=amphi-a&key=',
    'name=amphi-a',
    `key=${KEY}`,
    `name=&key=${KEY}`,
    `name=amphi-a&key=${OTHER_KEY}`,
    `name=amphi-a&key=${KEY}0`,
    `name=AMPHI-A&key=${KEY}`,
    'name=amphi-a&key=.',
    'name=amphi-a&key=..',
    `name=amphi-a/&key=${KEY}`,
    `name=.&key=amphi-a/${KEY}`,
    `name=amphi-b&key=../amphi-a/${KEY}`,
    `name=amphi-b&key=..%2Famphi-a%2F${KEY}`,
    `name=amphi-a&key=${KEY}%00`,
    `name=amphi-a&key=${KEY}&key=x&name=amphi-b`.replace('amphi-a', 'amphi-b'),
    `name=amphi-a&key=${'a'.repeat(300)}`,
  ])
    assert.equal(await check(query), 403, query);
});

test('keys of an earlier version are taken over as nginx read them', async (t) => {
  const folder = await madeFolder(t);
  const take = () => script('take-over-keys.sh', folder, folder);
  const rooms = async () => {
    const all = await readdir(join(folder, 'keys'));
    return Object.fromEntries(
      await Promise.all(all.map(async (room) => [room, (await readdir(join(folder, 'keys', room))).sort()])),
    );
  };
  await take();
  await writeFile(
    join(folder, 'keys.conf'),
    `# Who may publish:\r\n#   ${KEY} amphi-x;\r\n${KEY} amphi-a;\r\n\t"${OTHER_KEY}"   'amphi-b' ; # its second\n` +
      'one amphi-c; two amphi-c;\nCapital-Key_1\n  amphi-d;',
  );
  await take();
  const taken = {
    'amphi-a': [KEY],
    'amphi-b': [OTHER_KEY],
    'amphi-c': ['one', 'two'],
    'amphi-d': ['Capital-Key_1', 'capital-key_1'],
  };
  assert.deepEqual(await rooms(), taken);
  assert.deepEqual((await readdir(folder)).sort(), ['keys', 'keys.conf.taken-over']);
  await take();
  assert.deepEqual(await rooms(), taken);

  await writeFile(join(folder, 'keys.conf'), 'three amphi-e;\n~^four Amphi-F;\n');
  await assert.rejects(take(), /not understood for: Amphi-F\./);
  assert.deepEqual(await rooms(), taken, 'nothing has changed');
  assert.match(await readFile(join(folder, 'keys.conf'), 'utf8'), /^three/);
});

test('a renewed certificate counts from the next handshake on, and the talk goes on', async (t) => {
  const folder = await madeFolder(t);
  const [old, renewed] = [ownCertificate(folder, 'old'), ownCertificate(folder, 'renewed')];
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: 'amphi-a' }, tls: old });
  t.after(() => server.stop());
  const shown = (url: string | null) =>
    new Promise<string>((resolve, reject) => {
      const { hostname: host, port } = new URL((url ?? '').replace('rtmps', 'https'));
      const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      }).on('error', reject);
    });
  const before = await shown(server.httpsUrl);
  const { ended } = publish(t, `${server.rtmpsUrl}/${server.streamKey('amphi-a')}`);
  await eventually('on air', async () => (await server.stat()).streams.some(({ publishing }) => publishing));

  const lineage = join(folder, 'lineage');
  await mkdir(lineage);
  await writeFile(join(lineage, 'fullchain.pem'), await readFile(renewed.certificate));
  await writeFile(join(lineage, 'privkey.pem'), await readFile(renewed.key));
  const configuration = join(folder, 'server/pupitre');
  await script('pupitre-certificate', configuration, lineage);
  const after = await shown(server.httpsUrl);
  assert.notEqual(after, before);
  assert.equal(await shown(server.rtmpsUrl), after);
  assert.ok((await server.stat()).streams.some(({ publishing }) => publishing));
  assert.equal(await Promise.race([ended.then(() => 'ended'), 'goes on']), 'goes on');

  await writeFile(join(lineage, 'fullchain.pem'), 'no certificate\n');
  await assert.rejects(script('pupitre-certificate', configuration, lineage), /has expired or is none/);
  assert.equal(await shown(server.httpsUrl), after, 'a bad one is not taken');
});
