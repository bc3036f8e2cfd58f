/** `device.mjs import-card`, as it is built, on real files: what it leaves on the card and in the box, also where it is stopped. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readAuthFile } from '../../../device/api/auth-file.ts';
import { isPassword } from '../../../device/api/password-hash.ts';
import type { CardRecord } from '../../../device/card/card-record.ts';
import { mayMount } from '../../tools/machine/may-mount.ts';

const DEVICE = resolve(import.meta.dirname, '../../../dist/device.mjs');
const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
/** Debian's `nobody`: whom the service's folder belongs to in these tests. */
const OWNER = 65_534;

const WIFI_PASSWORD = 'wifi-of-the-hall';
const STREAM_KEY = 'key-of-the-stream';
const PAGE_PASSWORD = 'word-of-the-page';
const TOKEN = 'token-of-the-report';
const SECRETS = [WIFI_PASSWORD, STREAM_KEY, PAGE_PASSWORD, TOKEN];
const GOOD = `# Remarque
[room]
name = "Amphi A"
timezone = "Europe/Paris"
[wifi]
name = "Livebox"
password = "${WIFI_PASSWORD}"
country = "fr"
[server]
url = "rtmp://stream.example.org/live"
stream_key = "${STREAM_KEY}"
[page]
password = "${PAGE_PASSWORD}"
[ssh]
key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtSm6ff+Qy0cRwN4b0wBzYvtbKxwPRyCPp0Qj0LxYzB someone@laptop"
[report]
url = "https://stream.example.org/report/amphi-a"
token = "${TOKEN}"
`.replaceAll('\n', '\r\n');

class Box {
  readonly folder: string;
  readonly card: string;
  readonly toml: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.card = join(folder, 'card');
    this.toml = join(this.card, 'pupitre.toml');
  }

  static async make(t: TestContext, toml: string | Buffer | null = GOOD): Promise<Box> {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-card-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    // Whoever owns the state folder must be able to reach it.
    await chmod(folder, 0o755);
    for (const name of ['card', 'state', 'network', 'system']) await mkdir(join(folder, name));
    if (isRoot) await chown(join(folder, 'state'), OWNER, OWNER);
    const box = new Box(folder);
    if (toml !== null) await writeFile(box.toml, toml);
    // As the image makes it.
    await writeFile(join(box.card, 'pupitre-report.txt'), Buffer.alloc(16_384, ' '));
    return box;
  }

  words(...more: string[]): string[] {
    const folders = ['card', 'state', 'network', 'system'].flatMap((name) => [`--${name}`, join(this.folder, name)]);
    return [DEVICE, 'import-card', ...folders, ...more];
  }

  async import(...more: string[]): Promise<CardRecord> {
    const { stdout } = await run(process.execPath, this.words(...more));
    for (const secret of SECRETS) assert.ok(!stdout.includes(secret), stdout);
    return JSON.parse(await this.read('state/card.json'));
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  async settings() {
    return JSON.parse(await this.read('state/settings.json'));
  }

  /** All that is there, but what is drawn by chance. */
  async whole(): Promise<Record<string, string>> {
    const names = (await readdir(this.folder, { recursive: true })).filter((name) =>
      /\.(toml|json|seen|new)$|wifi|zone|keys/.test(name),
    );
    const files = names.filter((name) => !/auth\.json|previous/.test(name)).sort();
    return Object.fromEntries(await Promise.all(files.map(async (name) => [name, await this.read(name)])));
  }
}

test('all of it is kept where it belongs, and no secret is left on the card', async (t) => {
  const box = await Box.make(t);
  const { taken, mistakes, troubles } = await box.import();
  assert.deepEqual([mistakes, troubles], [[], []]);
  assert.equal(taken.length, 11);

  const { room, destinations, report } = await box.settings();
  assert.deepEqual(
    [room.name, report.token, report.url],
    ['Amphi A', TOKEN, 'https://stream.example.org/report/amphi-a'],
  );
  assert.deepEqual(
    destinations.map(({ id, url, streamKey }: Record<string, string>) => [id, url, streamKey]),
    [['main', 'rtmp://stream.example.org/live', STREAM_KEY]],
  );
  const auth = await readAuthFile(join(box.folder, 'state/auth.json'));
  assert.ok(auth.phase === 'set' && (await isPassword(PAGE_PASSWORD, auth.record.password)));
  assert.match(await box.read('network/pupitre-wifi.nmconnection'), new RegExp(`^psk=${WIFI_PASSWORD}$`, 'm'));
  assert.equal(await box.read('system/timezone'), 'Europe/Paris\n');
  assert.equal(await box.read('system/wifi-country'), 'FR\n');
  assert.match(await box.read('system/authorized_keys'), /^ssh-ed25519 \S+ someone@laptop\n$/);

  for (const name of await readdir(box.card)) {
    for (const secret of SECRETS) assert.ok(!(await box.read(`card/${name}`)).includes(secret), `${secret} in ${name}`);
  }
  assert.deepEqual((await readdir(box.card)).sort(), ['pupitre-report.txt', 'pupitre.toml']);
  const rest = await box.read('card/pupitre.toml');
  assert.match(rest, /^# Remarque\r\n\[room\]\r\nname = "Amphi A"\r\n/);
  assert.match(
    rest,
    /\r\nname = "Livebox"\r\n# password: importé, gardé dans le boîtier \/ imported, kept in the box\r\ncountry/,
  );
  const [name = '', password = ''] = (await box.read('system/hotspot')).split('\n');
  const reported = await box.read('card/pupitre-report.txt');
  assert.ok(reported.includes(`nom\u00a0: ${name}\r\n`) && reported.includes(`password: ${password}\r\n`), reported);
  assert.match(await box.read('network/pupitre-hotspot.nmconnection'), new RegExp(`^psk=${password}$`, 'm'));

  const stats = async (folder: string) =>
    Promise.all((await readdir(join(box.folder, folder))).map(async (file) => stat(join(box.folder, folder, file))));
  for (const { mode, uid } of await stats('state'))
    assert.deepEqual([mode & 0o007, uid], [0, isRoot ? OWNER : process.getuid?.()]);
  for (const { mode } of await stats('network')) assert.equal(mode & 0o777, 0o600);
});

test('imported again it changes nothing; edited, only what is there is changed', async (t) => {
  const box = await Box.make(t);
  await box.import();
  const [before, hotspot] = [await box.whole(), await box.read('system/hotspot')];
  const { taken } = await box.import();
  assert.ok(!taken.some((key) => /password|key$|token/.test(key) && key !== 'ssh.key'), `${taken}`);
  const { 'state/card.json': _, ...same } = before;
  const { 'state/card.json': __, ...after } = await box.whole();
  assert.deepEqual(after, same);
  assert.equal(await box.read('system/hotspot'), hotspot);

  await writeFile(box.toml, '[server]\nwatch_url = "https://stream.example.org/a.m3u8"\n[wifi]\nname = "Corrected"\n');
  await box.import();
  assert.match(
    await box.read('network/pupitre-wifi.nmconnection'),
    new RegExp(`^psk=${WIFI_PASSWORD}$`, 'm'),
    'it kept its password',
  );
  await writeFile(box.toml, '[wifi]\nname = "Other"\npassword = ""\n');
  await box.import();
  const { room, destinations } = await box.settings();
  assert.equal(room.name, 'Amphi A');
  assert.deepEqual(
    [destinations[0].streamKey, destinations[0].watchUrl],
    [STREAM_KEY, 'https://stream.example.org/a.m3u8'],
  );
  assert.doesNotMatch(await box.read('network/pupitre-wifi.nmconnection'), /psk|wifi-security/);
});

test('an address of another server alone sends no secret there: it is asked for, and taken with it', async (t) => {
  const box = await Box.make(t);
  await box.import();
  const before = await box.settings();
  const card =
    '[server]\nurl = "rtmp://other.example.org/live"\n[report]\nurl = "https://other.example.org/report/a"\n';
  await writeFile(box.toml, card);
  const { taken, mistakes, troubles } = await box.import();
  assert.deepEqual(mistakes.map(({ code, values }) => [code, values.line, values.key]).sort(), [
    ['cardSecretAgain', 2, 'stream_key'],
    ['cardSecretAgain', 4, 'token'],
  ]);
  assert.deepEqual([taken, troubles], [[], []]);
  assert.deepEqual(await box.settings(), before);
  assert.match(await box.read('card/pupitre-report.txt'), /stream_key = "…"/);

  await writeFile(box.toml, card.replace('live"', 'live"\nstream_key = "new"').replace('a"', 'a"\ntoken = ""'));
  assert.deepEqual((await box.import()).mistakes, []);
  const { destinations, report } = await box.settings();
  assert.deepEqual([destinations[0].url, destinations[0].streamKey], ['rtmp://other.example.org/live', 'new']);
  assert.deepEqual([report.url, report.token], ['https://other.example.org/report/a', '']);
});

test('what is missing or wrong beside a secret leaves it where it can be corrected', async (t) => {
  const box = await Box.make(
    t,
    `[wifi]\npassword = "${WIFI_PASSWORD}"\n[server]\nurl = "http://a/b"\nstream_key = "${STREAM_KEY}"\n[page]\npassword = "short"\n`,
  );
  const { taken, mistakes } = await box.import();
  assert.deepEqual(taken, []);
  assert.deepEqual(
    mistakes.map(({ code }) => code),
    ['cardWifiNameMissing', 'cardAddressStream', 'cardTextLength'],
  );
  assert.match(await box.read('card/pupitre.toml'), new RegExp(`${WIFI_PASSWORD}[\\s\\S]*${STREAM_KEY}[\\s\\S]*short`));
  const report = await box.read('card/pupitre-report.txt');
  for (const secret of [...SECRETS, '"short"']) assert.ok(!report.includes(secret));
});

test('settings that cannot be read lose nothing: the rest is taken, their secrets stay on the card for the next start', async (t) => {
  const box = await Box.make(t);
  await writeFile(join(box.folder, 'state/settings.json'), '{"room":{"nam":"x"}}');
  const { taken, troubles } = await box.import();
  assert.deepEqual(
    troubles.map(({ code, values }) => [code, values.table]),
    [
      ['cardNotKept', 'room'],
      ['cardNotKept', 'report'],
      ['cardNotKept', 'server'],
    ],
  );
  assert.ok(taken.includes('page.password') && !taken.includes('server.stream_key'));
  const rest = await box.read('card/pupitre.toml');
  assert.ok(rest.includes(STREAM_KEY) && !rest.includes(PAGE_PASSWORD));
  await assert.rejects(stat(join(box.folder, 'system/pupitre.toml.seen')), { code: 'ENOENT' });
});

test('without the data partition the card keeps what it holds, and it is told', async (t) => {
  const box = await Box.make(t);
  const { troubles } = await box.import('--memory-only');
  assert.deepEqual(
    troubles.map(({ code }) => code),
    ['dataPartitionLost'],
  );
  assert.equal((await box.settings()).room.name, 'Amphi A');
  assert.equal(await box.read('card/pupitre.toml'), GOOD);
  assert.match(await box.read('card/pupitre-report.txt'), /partie données de la carte mémoire est illisible/);
  await assert.rejects(stat(join(box.folder, 'system/pupitre.toml.seen')), { code: 'ENOENT' });
});

test('no file, another file, a long one', async (t) => {
  const none = await Box.make(t, null);
  assert.deepEqual(await none.import(), { taken: [], mistakes: [], troubles: [] });
  assert.match(await none.read('card/pupitre-report.txt'), /Pupitre-[0-9A-F]{4}\r\n/);
  const long = await Box.make(t, Buffer.alloc(65_537, '#\n'));
  assert.deepEqual(
    (await long.import()).mistakes.map(({ code }) => code),
    ['cardFileTooLong'],
  );
  const utf16 = await Box.make(t, Buffer.from(`\ufeff${GOOD}`, 'utf16le'));
  assert.equal((await utf16.import()).taken.length, 11);
  assert.ok(!(await readFile(utf16.toml)).includes(Buffer.from(PAGE_PASSWORD, 'utf16le')));
});

/** Names in the service's folder that root comes by; settings that cannot be read are not guessed. */
const OF_THE_SERVICE = {
  settings: ['settings.json'],
  'all the others': [
    'settings.json.new',
    ...['settings.previous.json', 'auth.json', 'card.json'].flatMap((name) => [name, `${name}.new`]),
  ],
};
/** The only rights of root that the import has on the box. */
const AS_ON_THE_BOX = ['--bounding-set=-all,+setuid,+setgid', '--no-new-privs'];

for (const [what, names] of Object.entries(OF_THE_SERVICE)) {
  for (const [leads, target] of Object.entries({ 'a file': 'secret', nothing: 'none', 'a folder': '' })) {
    test(`${what} in the service's folder are links to ${leads} of root: nothing is read or written there`, {
      skip: !isRoot,
    }, async (t) => {
      const box = await Box.make(t);
      const ofRoot = join(box.folder, 'root');
      await mkdir(ofRoot, { mode: 0o700 });
      const secret = JSON.stringify({ room: { name: 'of root' } });
      await writeFile(join(ofRoot, 'secret'), secret, { mode: 0o600 });
      for (const name of names) await symlink(join(ofRoot, target), join(box.folder, 'state', name));
      await run('setpriv', [...AS_ON_THE_BOX, process.execPath, ...box.words()]);
      assert.deepEqual(await readdir(ofRoot), ['secret']);
      assert.equal(await box.read('root/secret'), secret);
      const { uid, mode } = await stat(join(ofRoot, 'secret'));
      assert.deepEqual([uid, mode & 0o777], [0, 0o600]);
      const { taken } = JSON.parse(await box.read('state/card.json')) as CardRecord;
      assert.equal(taken.includes('room.name'), what !== 'settings', `${taken}`);
      assert.ok(taken.includes('page.password') && taken.includes('wifi.password'));
      assert.doesNotMatch(await box.read('state/card.json'), /of root/);
    });
  }
}

test('what is written into the card goes through no link', async (t) => {
  const box = await Box.make(t);
  const outside = join(box.folder, 'outside');
  await writeFile(outside, 'of somebody');
  await rm(join(box.card, 'pupitre-report.txt'));
  await symlink(outside, join(box.card, 'pupitre-report.txt'));
  await symlink(outside, `${box.toml}.new`);
  await box.import();
  assert.equal(await box.read('outside'), 'of somebody');
  assert.ok(!(await box.read('card/pupitre.toml')).includes(STREAM_KEY));
});

/** What is there as soon as each step is done, in their order. */
const STEPS = [
  'state/settings.json',
  'state/auth.json',
  'system/timezone',
  'system/wifi-country',
  'system/authorized_keys',
  'network/pupitre-wifi.nmconnection',
  'system/hotspot',
  'network/pupitre-hotspot.nmconnection',
  'card/pupitre.toml.new',
  'state/card.json',
  'system/pupitre.toml.seen.new',
];

test('stopped after any step, the next start makes it whole', async (t) => {
  const wanted = await Box.make(t);
  await wanted.import();
  const { 'state/card.json': _, ...whole } = await wanted.whole();
  const stopped: string[] = [];
  for (const step of STEPS) {
    const box = await Box.make(t);
    const child = spawn(process.execPath, box.words(), { stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (child.exitCode === null && !existsSync(join(box.folder, step))) await setImmediate();
    child.kill('SIGKILL');
    await ended;
    if (child.signalCode === 'SIGKILL') stopped.push(step);
    const onCard = await box.read('card/pupitre.toml');
    // Whatever is gone from the card is in the box.
    if (!onCard.includes(STREAM_KEY)) assert.equal((await box.settings()).destinations[0].streamKey, STREAM_KEY);
    await box.import();
    const { 'state/card.json': __, ...after } = await box.whole();
    assert.deepEqual(after, whole, step);
  }
  t.diagnostic(`stopped after ${stopped.join(', ')}`);
  // Each of the first waits for a disk after it.
  assert.ok(stopped.length >= 6, stopped.join());
});

test('a full partition: secrets go all the same, the report is written over, and it is told', {
  skip: !mayMount(),
}, async (t) => {
  const box = await Box.make(t);
  await onSmallCard(box, 'dd if=/dev/zero of=$CARD/video.mp4 bs=4k 2>/dev/null || true');
  const { troubles } = JSON.parse(await box.read('state/card.json')) as CardRecord;
  assert.deepEqual(
    troubles.map(({ code }) => code),
    ['cardPartitionFull'],
  );
  const left = await box.read('left/pupitre.toml');
  for (const secret of SECRETS) assert.ok(!left.includes(secret), secret);
  assert.equal(Buffer.byteLength(left), Buffer.byteLength(GOOD));
  assert.match(left, /^# Remarque\r\n\[room\]\r\nname = "Amphi A"\r\n/);
  assert.match(
    await box.read('left/pupitre-report.txt'),
    /est pleine\. .*\r\n[\s\S]*part of the memory card that a computer shows is full/,
  );
  assert.equal(await box.read('system/pupitre.toml.seen'), left, 'done: not again at each start');
});

test('a partition that cannot be written: all is kept, the page says that secrets are left, it is tried again', {
  skip: !mayMount(),
}, async (t) => {
  const box = await Box.make(t);
  await onSmallCard(box, 'mount -o remount,ro $CARD');
  const { taken, troubles } = JSON.parse(await box.read('state/card.json')) as CardRecord;
  assert.equal(taken.length, 11);
  assert.deepEqual(
    troubles.map(({ code }) => code),
    ['cardNotRewritten'],
  );
  assert.equal(await box.read('left/pupitre.toml'), GOOD);
  await assert.rejects(stat(join(box.folder, 'system/pupitre.toml.seen')), { code: 'ENOENT' });
});

/** With the card on a disk of its own, which `prepare` fills or breaks; what is on it afterwards is in `left`. */
async function onSmallCard(box: Box, prepare: string): Promise<void> {
  const script = `
    mkdir "$BOX/before" "$BOX/left" && cp "$CARD"/* "$BOX/before/"
    mount -t tmpfs -o size=128k none "$CARD" && cp "$BOX/before"/* "$CARD/"
    ${prepare}
    "$@"
    cp "$CARD"/pupitre* "$BOX/left/"`;
  const env = { ...process.env, BOX: box.folder, CARD: box.card };
  const userNamespace = isRoot ? ['-m'] : ['-rm'];
  await run('unshare', [...userNamespace, 'sh', '-euc', script, 'sh', process.execPath, ...box.words()], { env });
}
