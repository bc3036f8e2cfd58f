/** How the service starts, or says in one sentence why it does not. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type Device, prepareDevice, runDevice, startDevice } from '../tools/box/device.ts';
import { packetCounts } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { makeFlv } from '../tools/samples/make-flv.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-start-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One sentence and no more: no stack, no second line but for the list that it announces. */
function assertSentence(said: string, expected: RegExp): void {
  assert.match(said, expected);
  assert.ok(!/\n {4}at |node:internal/.test(said), `a stack is no sentence: ${said}`);
}

test('--version and --help say so and end well', async (t) => {
  const version = await runDevice(t, ['--version']);
  assert.deepEqual([version.code, version.said], [0, '']);
  assert.match(version.out, /^\d+\.\d+\.\d+\S*\n$/);
  const help = await runDevice(t, ['--help']);
  assert.deepEqual([help.code, help.said], [0, '']);
  for (const word of ['--settings', '--state', '--keyboard', 'check']) assert.ok(help.out.includes(word), word);
});

test('that the page is open is logged once, with where', async (t) => {
  const device = await startDevice(t);
  await device.waitForLine('it is told', (line) => line.includes('page open'));
  const told = device.lines.map((line) => JSON.parse(line)).filter(({ msg }) => /page open|listening/i.test(msg));
  assert.deepEqual(
    told.map(({ level, msg, host, port }) => [level, msg, host, port]),
    [['info', 'page open', '127.0.0.1', device.port]],
  );
});

test('words it does not know end it with 2 and how it is used', async (t) => {
  for (const args of [['start'], ['--sttings', 'x']]) {
    const { code, out, said } = await runDevice(t, args);
    assert.deepEqual([code, out], [2, '']);
    assertSentence(said, /--settings FILE/);
    assert.ok(said.includes(args[0] as string));
  }
});

test('broken settings: every fault with its path, exit 2, nothing touched', async (t) => {
  const folder = await folderOf(t);
  const [settings, state] = [join(folder, 'settings.json'), join(folder, 'state')];
  const wrong = {
    camera: { width: 'wide', zoom: 3 },
    encoder: { kind: 'magic' },
    destinations: [{ url: 'http://x' }],
    wifi: 1,
  };
  await writeFile(settings, JSON.stringify(wrong));
  const { code, out, said } = await runDevice(t, ['--settings', settings, '--state', state]);
  assert.deepEqual([code, out], [2, '']);
  assertSentence(said, new RegExp(`^The settings in ${settings} are not right, so the box does not start\\. .*\n`));
  for (const path of [
    'camera.width: This must be a whole number from 320 to 1920, in steps of 64.',
    'camera.zoom: This is not a known key.',
    'encoder.kind: This must be one of: auto, v4l2h264, x264, openh264.',
    'destinations[0].id: This is missing.',
    'destinations[0].url: This does not fit: an address such as rtmp://',
    'wifi: This is not a known key.',
  ])
    assert.ok(said.includes(`\n  ${path}`), `${path} in ${said}`);
  const french = await runDevice(t, ['--settings', settings, '--state', state], { LC_ALL: 'fr_FR.UTF-8' });
  assert.ok(
    french.said.includes('\n  camera.width: Il faut un nombre entier de 320 à 1920, par pas de 64.\n'),
    french.said,
  );
  await assert.rejects(stat(state), { code: 'ENOENT' });
});

test('a settings file that is cut off or cannot be read: exit 2 and why', async (t) => {
  const folder = await folderOf(t);
  const settings = join(folder, 'settings.json');
  await writeFile(settings, '{"room": {"na');
  const cut = await runDevice(t, ['--settings', settings, '--state', join(folder, 'state')]);
  assert.equal(cut.code, 2);
  assertSentence(cut.said, /\n {2}Not JSON at line 1, column 14: the file ends too early\. /);
  await mkdir(join(folder, 'a-folder'));
  const unreadable = await runDevice(t, ['--settings', join(folder, 'a-folder'), '--state', join(folder, 'state')]);
  assert.equal(unreadable.code, 2);
  assertSentence(unreadable.said, /a-folder cannot be read/);
});

test('a state folder that cannot be written: exit 1 and what to do', async (t) => {
  const folder = await folderOf(t);
  await writeFile(join(folder, 'settings.json'), '{}');
  const start = (state: string) => runDevice(t, ['--settings', join(folder, 'settings.json'), '--state', state]);

  await writeFile(join(folder, 'file'), 'a file in its place');
  const file = await start(join(folder, 'file'));
  assert.equal(file.code, 1);
  assertSentence(file.said, /^The state folder \S+ cannot be written: .*--state\.\n$/);

  await mkdir(join(folder, 'state'));
  await writeFile(join(folder, 'state/recordings'), 'a file in the place of a folder');
  const inside = await start(join(folder, 'state'));
  assert.equal(inside.code, 1);
  assertSentence(inside.said, /^The state folder \S+ cannot be written: .*recordings.*\n$/);
});

test('a port in use and a second service: the talk is recorded, the page opens once the port is free', async (t) => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    other.close();
  });
  const { port } = other.address() as { port: number };
  const device = await prepareDevice(t, { port });
  await device.start();
  await device.waitForLine('the port is in use', (line) => line.includes('pageClosed'));
  assertSentence(device.said, new RegExp(`^The page cannot be opened on port ${port}: .*the button works\\.\n$`));
  device.press('short');
  await device.waitForLine('the capture runs', (line) => line.includes('capture started'));

  await t.test('a second service in the same state folder does not start', async () => {
    const args = ['--settings', device.settingsFile, '--state', device.stateFolder];
    const { code, said } = await runDevice(t, args);
    assert.equal(code, 1);
    assertSentence(said, new RegExp(`^The state folder \\S+ is in use by process ${device.pid}\\. .*--state\\.\n$`));
  });

  other.close();
  await device.waitForPage();
  const state = await device.waitFor(
    'it records',
    ({ recording }) => recording.phase === 'recording' && recording.seconds >= 2,
  );
  assert.deepEqual(
    state.health.items.filter(({ id }) => id === 'pageClosed'),
    [],
    'what is over is not told any more',
  );
  assert.equal(device.said.trim().split('\n').length, 1, 'it is said once');
});

test('settings that are damaged, missing or cannot work are told in one line, in the log, and it runs', async (t) => {
  const said = async (prepare: (device: Device) => Promise<void>) => {
    const device = await prepareDevice(t, {});
    await prepare(device);
    await device.start();
    await device.waitForPage();
    const logged = device.lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'settings');
    await device.kill();
    return { lines: device.said.trim().split('\n'), codes: logged.map(({ code }) => code) };
  };
  const damaged = await said(async (device) => {
    await rename(device.settingsFile, device.settingsFile.replace('.json', '.previous.json'));
    await device.writeSettings('{"room": {"na');
  });
  assert.deepEqual([damaged.lines.length, damaged.codes], [1, ['settingsDamaged']]);
  assert.match(damaged.lines.join(), /^The settings file settings\.json was damaged: the copy before it is in force\./);
  const unwise = await said((device) =>
    device.writeSettings({ destinations: [{ id: 'main', url: 'rtmp://host/live', streamKey: 'two words' }] }),
  );
  assert.deepEqual([unwise.lines.length, unwise.codes], [1, ['settingsUnwise']]);
  assert.match(unwise.lines.join(), /^Some settings cannot work as they are \(destinations\[0\]\.streamKey\)\./);
});

test('a settings file that is not there: one line, with its whole name', async (t) => {
  const folder = await folderOf(t);
  const args = ['check', '--settings', join(folder, 'typo.json'), '--state', join(folder, 'state')];
  const { said } = await runDevice(t, args);
  assertSentence(
    said,
    new RegExp(`^There is no settings file ${folder}/typo\\.json: the defaults are in force, .*\n$`),
  );
  assert.match((await runDevice(t, args, { LC_ALL: 'fr_FR' })).said, /^Le fichier de réglages .* n'existe pas/);
});

const freeFrom = Number(await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));

test('a port that it has no right to is told as that; the button works', {
  skip: freeFrom <= 80 && 'every port is free to all here',
}, async (t) => {
  const device = await prepareDevice(t, { port: 80, asOwner: true });
  await device.start();
  device.press('short');
  await device.waitForLine('the capture runs', (line) => line.includes('capture started'));
  assert.match(device.said, /^The page cannot be opened on port 80: ports below 1024 need a right .* 8080 .*\n$/);
});

test('what a power cut left is joined at the start; the note of a finished session resumes nothing', async (t) => {
  const device = await prepareDevice(t, {});
  const id = '2026-10-05T14-00-00-cells';
  const own = device.recordingFolder(id);
  await mkdir(own, { recursive: true });
  const [first, second] = [join(own, 'part-0001.flv'), join(own, 'part-0002.flv')];
  makeFlv(first);
  const whole = await readFile(first);
  // Torn in the middle of a tag, then the zeros that a file system leaves.
  await writeFile(first, Buffer.concat([whole.subarray(0, -333), Buffer.alloc(4096)]));
  await writeFile(second, whole);
  await writeFile(join(own, 'session.json'), '{"title": "Cells", "start');
  const kept = await flvCounts([first, second]);
  await mkdir(join(device.stateFolder, 'recordings/.removed-2026'), { recursive: true });
  await writeFile(join(device.stateFolder, 'session.json'), '{"version":1,"session":null}\n');

  await device.start();
  await device.waitForPage();
  assert.equal((await device.state()).session.phase, 'ready');
  await device.waitForLine('joined', (line) => line.includes('recording joined'));
  assert.deepEqual(await packetCounts(join(own, 'recording.mp4')), kept);
  assert.deepEqual((await readdir(own)).sort(), ['poster.jpg', 'recording.mp4', 'session.json']);
  assert.deepEqual(await readdir(join(device.stateFolder, 'recordings')), [id]);
  const { body } = await device.ask('GET', '/api/recordings');
  assert.deepEqual(
    (body as { recordings: { id: string; state: string }[] }).recordings.map((one) => [one.id, one.state]),
    [[id, 'ready']],
  );
});

test('the dry run as a table: 0 where nothing fails, 1 and the sentence where something does', async (t) => {
  const device = await prepareDevice(t, { settings: { destinations: [] } });
  const args = ['check', '--settings', device.settingsFile, '--state', device.stateFolder];
  const good = await runDevice(t, args);
  assert.equal(good.code, 0, `${good.out}${good.said}`);
  assert.deepEqual(
    good.out
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).slice(0, 3)),
    [
      ['1', 'ok', 'camera'],
      ['2', 'ok', 'microphone'],
      ['3', 'ok', 'disk'],
      ['4', 'ok', 'clock'],
      ['6', 'ok', 'server'],
    ],
  );
  await device.writeSettings({
    camera: { device: '/dev/video99' },
    microphone: { device: 'plughw:CARD=None' },
    destinations: [{ id: 'main', url: 'rtmp://nothing.invalid/live', streamKey: 'secret' }],
  });
  const bad = await runDevice(t, args);
  assert.equal(bad.code, 1);
  assert.match(bad.out, /^1 +failing +camera +The chosen camera \/dev\/video99 is not there/m);
  assert.match(bad.out, /^2 +failing +microphone +The chosen microphone plughw:CARD=None is not there/m);
  assert.match(bad.out, /^3 +ok +disk +The disk has room for /m);
  assert.match(bad.out, /^5 +failing +network +The name nothing\.invalid cannot be found/m);
  assert.match(bad.out, /^6 +failing +destination-main +The name nothing\.invalid cannot be found/m);
  assert.match(bad.out, /^7 +degraded +uplink-main +How much the network carries to main was not measured/m);
});

test('without any encoder the box starts, says so, and the page works', async (t) => {
  const folder = await folderOf(t);
  // GStreamer without a single plugin; the list of plugins of this machine is left alone.
  const env = { GST_PLUGIN_SYSTEM_PATH_1_0: folder, GST_REGISTRY_1_0: join(folder, 'registry.bin') };
  const device = await startDevice(t, { env });
  device.press('short');
  const { recording, lamps } = await device.waitFor('it is said', ({ health }) =>
    health.items.some(({ reason }) => reason?.code === 'noEncoder'),
  );
  assert.notEqual(recording.phase, 'recording');
  assert.notEqual(lamps.rec, 'solid');
  const { code, ms } = await device.stop();
  assert.ok(code === 0 && ms < 5000, `${code} after ${ms} ms`);
});
