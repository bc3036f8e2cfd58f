/** The dry run against the shipped server: what it says, what it leaves, and that it never stands in the way of a talk. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Checks } from '../../device/api/contract/checks.ts';
import { startServer } from '../../image/server/local-server.ts';
import { runDevice, SMALL, startDevice } from '../tools/box/device.ts';
import { assertNowhere } from '../tools/box/secrets.ts';
import { eventually } from '../tools/eventually.ts';

const SECRET = '9d2c5f1e7b3a48860c5fe1b92ad7c4f3';
/** As promised. */
const MOST_MS = 15_000;

test('a dry run before the talk, one that a talk interrupts, one while it is on', { timeout: 180_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-dry-run-'));
  const server = await startServer({ folder, keys: { [SECRET]: 'room' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const main = { id: 'main', name: 'Server', url: server.rtmpUrl, streamKey: server.streamKey('room') };
  const device = await startDevice(t, { settings: { destinations: [main] } });
  const published = async () => (await server.stat()).streams.find(({ publishing }) => publishing) ?? null;
  const dryRun = async () => (await device.ask('POST', '/api/checks')).body as Checks;
  await device.logIn();

  await t.test('all is well, in a sentence each; viewers get a slate meanwhile', async () => {
    const startedMs = performance.now();
    const running = dryRun();
    const slate = await eventually('something is published', async () => {
      const stream = await published();
      return stream?.video?.width ? stream : null;
    });
    const { ok, checks } = await running;
    assert.ok(performance.now() - startedMs < MOST_MS);
    assert.deepEqual([slate.name, slate.video?.width, slate.video?.height], ['room', 640, 360]);
    assert.deepEqual(
      checks.map(({ line, id, level, reason }) => [line, id, level, reason]),
      [
        [1, 'camera', 'ok', null],
        [2, 'microphone', 'ok', null],
        [3, 'disk', 'ok', null],
        // A machine whose clock nobody sets may test as well.
        [4, 'clock', checks[3]?.level, checks[3]?.reason],
        [5, 'network', 'ok', null],
        [6, 'destination-main', 'ok', null],
        [7, 'uplink-main', 'ok', null],
      ],
    );
    assert.equal(ok, true);
    const said = Object.fromEntries(checks.map(({ id, message }) => [id, message]));
    assert.match(said.camera ?? '', /gives 1\d pictures a second, and they move/);
    assert.match(said.microphone ?? '', /at a good level \(-17 dB\)/);
    assert.match(said['destination-main'] ?? '', /^Server is reached and accepts the stream key/);
    assert.match(said['uplink-main'] ?? '', /carries at least 3\.\d Mb\/s to Server, the talk needs 2\.1/);
  });

  await t.test('nothing is left of it: no publication, no worker at work, no recording', async () => {
    assert.equal(await published(), null);
    await eventually('parked', async () => (await device.workers()).every(({ role }) => role === 'parked'));
    assert.deepEqual(await readdir(join(device.stateFolder, 'recordings')), []);
    assert.equal((await device.state()).session.phase, 'ready');
  });

  await t.test('a press in the midst of it: the talk is on air, and has the server to itself', async () => {
    device.press('hold');
    await eventually('the slate is published', async () => (await published())?.video?.width === 640);
    device.press('short');
    await device.waitFor('live', ({ destinations: [one] }) => one?.phase === 'live');
    const talk = await eventually('the picture of the room', async () => {
      const stream = await published();
      return stream?.video?.width === SMALL.width ? stream : null;
    });
    assert.equal(talk.name, 'room');
    assert.match(await device.waitForLine('given up', (one) => one.includes('serverInterrupted')), /"line":6/);
    assert.deepEqual((await device.state()).destinations[0]?.reconnects, 0);
  });

  await t.test('while the talk is on, page and command leave it alone and say how it goes', async () => {
    const before = await device.state();
    const args = ['check', '--settings', device.settingsFile, '--state', device.stateFolder];
    const [{ ok, checks }, command] = await Promise.all([dryRun(), runDevice(t, args)]);
    assert.equal(ok, true, JSON.stringify(checks));
    const said = Object.fromEntries(checks.map(({ id, message }) => [id, message]));
    assert.match(said['destination-main'] ?? '', /^Server takes the talk that is on \(\d/);
    assert.match(said['uplink-main'] ?? '', /carries the talk to Server in full quality/);
    assert.equal(command.code, 0, command.out);
    assert.match(command.out, /^6 +ok +destination-main +Server is reached; .* the service of the box is running/m);
    const after = await device.state();
    assert.deepEqual(
      [after.session.id, after.destinations[0]?.phase, after.destinations[0]?.reconnects, after.recording.parts],
      [before.session.id, 'live', 0, 1],
    );
    assert.equal((await published())?.video?.width, SMALL.width);
  });

  await t.test('the key is in no sentence, log line, process list or answer', () => assertNowhere(device, SECRET));
});
