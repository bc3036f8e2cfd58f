/** The file for whoever helps from afar, fetched from a running service in a talk: whole, without a secret, at no frame's cost. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type Device, startDevice } from '../tools/box/device.ts';
import { assertNowhere } from '../tools/box/secrets.ts';
import { unzipped } from '../tools/box/unzipped.ts';
import { PeakMemory } from '../tools/machine/peak-memory.ts';
import { freePort } from '../tools/servers/free-port.ts';

/** Each a text that nothing else holds. */
const SECRETS = {
  streamKey: 'stream-Geheim-1/&é',
  urlPassword: 'url-Geheim-2',
  token: 'token-Geheim-3',
  mailPassword: 'mail "Geheim" \\4',
  hookPath: 'services/T0/B1/hook-Geheim-5',
  hookToken: 'hook-Geheim-6',
  matrixToken: 'matrix-Geheim-7',
  watchToken: 'watch-Geheim-8',
};

async function hostileDevice(t: TestContext): Promise<Device> {
  const closed = await freePort();
  return startDevice(t, {
    settings: {
      room: { name: 'Amphi A', language: 'fr' },
      destinations: [
        {
          id: 'main',
          name: 'Server',
          url: `rtmp://127.0.0.1:${closed}/live?auth=${SECRETS.token}`,
          streamKey: `amphi?key=${SECRETS.streamKey}`,
          watchUrl: `http://viewer:${SECRETS.urlPassword}@127.0.0.1:${closed}/live/a.m3u8?token=${SECRETS.watchToken}`,
        },
      ],
      receipt: {
        webhook: { url: `http://127.0.0.1:${closed}/${SECRETS.hookPath}`, token: SECRETS.hookToken },
        email: {
          to: ['tech@example.org'],
          from: 'box@example.org',
          host: '127.0.0.1',
          port: closed,
          password: SECRETS.mailPassword,
        },
        matrix: {
          homeserver: `http://127.0.0.1:${closed}`,
          roomId: '!room:example.org',
          accessToken: SECRETS.matrixToken,
        },
      },
    },
  });
}

async function bundleOf(t: TestContext, device: Device, cookie: string): Promise<Record<string, string>> {
  const reply = await fetch(`${device.url}/api/support`, { headers: { cookie } });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-type'), 'application/zip');
  assert.match(reply.headers.get('content-disposition') ?? '', /^attachment; filename="pupitre-[\dT-]+\.zip"$/);
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-support-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'support.zip');
  await writeFile(file, Buffer.from(await reply.arrayBuffer()));
  return unzipped(file);
}

/** As they are, in JSON, in an address, in a header. */
const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
];

test('in a talk that goes wrong: every file is there, none holds a secret, and the recording misses nothing', async (t) => {
  const device = await hostileDevice(t);
  assert.equal((await fetch(`${device.url}/api/support`)).status, 401);
  assert.equal((await fetch(`${device.url}/api/facts`)).status, 401);
  const { cookie } = await device.logIn();
  assert.equal((await device.ask('POST', '/api/session/start', { title: 'Prime numbers' })).status, 200);
  const running = await device.waitFor('it records', ({ recording }) => recording.seconds >= 2);
  const id = running.session.id ?? '';
  await device.waitFor('the server is missed', ({ destinations }) => destinations[0]?.reason != null);

  const memory = new PeakMemory(device.pid);
  const first = await bundleOf(t, device, cookie);
  const twice = await Promise.all([bundleOf(t, device, cookie), bundleOf(t, device, cookie)]);
  t.diagnostic(`the service, at most: ${JSON.stringify(memory.stop())}`);
  for (const files of [first, ...twice]) {
    for (const [name, content] of Object.entries(files)) {
      for (const [what, secret] of Object.entries(SECRETS))
        for (const form of formsOf(secret)) assert.ok(!content.includes(form), `${what} in ${name}`);
      assert.doesNotMatch(content, /Geheim/, name);
    }
    assert.doesNotMatch(files['contents.txt'] ?? '', /MISSING/);
  }
  assert.deepEqual(Object.keys(first).sort(), [
    'card.json',
    'contents.txt',
    'devices.json',
    'facts.json',
    'health.json',
    'history.json',
    'last-recording.json',
    'log.jsonl',
    'receipts.json',
    'recordings.json',
    'settings.json',
    'status.json',
    'time.json',
    'update.json',
    'versions.json',
  ]);
  const json = (name: string) => JSON.parse(first[name] ?? '');
  assert.equal(json('status.json').session.title, 'Prime numbers');
  assert.deepEqual(json('settings.json').destinations[0].streamKey, { set: true });
  assert.equal(json('settings.json').receipt.webhook.url.replace(/:\d+/, ''), 'http://127.0.0.1/***');
  assert.equal(json('facts.json').kernel, release());
  assert.match(JSON.stringify(json('versions.json').gstreamer), /1/);
  assert.equal(json('recordings.json')[0].id, id);
  assert.ok(json('last-recording.json').files.some(({ name }: { name: string }) => name === 'part-0001.flv'));
  assert.ok(
    (first['log.jsonl'] ?? '')
      .trim()
      .split('\n')
      .every((line) => JSON.parse(line)),
  );
  // Addresses are shown as they are to whoever is logged in.
  const { streamKey, mailPassword, hookToken, matrixToken } = SECRETS;
  for (const secret of [streamKey, mailPassword, hookToken, matrixToken]) await assertNowhere(device, secret);

  const after = await device.waitFor(
    'it goes on',
    ({ recording }) => recording.seconds > running.recording.seconds + 3,
  );
  assert.equal(after.recording.parts, 1);
  assert.ok(after.camera.framesPerSecond > 13, `${after.camera.framesPerSecond} pictures a second`);
  await device.ask('POST', '/api/session/stop', { now: true });
  await device.waitForLine('joined', (line) => line.includes('recording joined'));
  const { body } = await device.ask('GET', `/api/recordings/${id}`);
  assert.deepEqual((body as { gaps: unknown[] }).gaps, []);
});

test('the facts of the machine are told before anybody had to wait for them, and once', async (t) => {
  const device = await startDevice(t, {});
  const [one, other] = await Promise.all([device.ask('GET', '/api/facts'), device.ask('GET', '/api/facts')]);
  assert.deepEqual(one, other);
  const { facts } = one.body as { facts: { kernel: string; architecture: string } };
  assert.equal(facts.kernel, release());
});
