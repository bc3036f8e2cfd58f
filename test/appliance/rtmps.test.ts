/** RTMPS to a server whose certificate the box's machine trusts, as a public server's is. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { assertNowhere } from '../tools/box/secrets.ts';
import { mayMount } from '../tools/machine/may-mount.ts';

const SECRET = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

test('a certificate that is trusted and names the server: live; one that names another server: not', {
  skip: !mayMount() && 'this user may not mount anything',
  timeout: 120_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-rtmps-'));
  const tls = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=stream -addext subjectAltName=IP:127.0.0.1';
  execFileSync('openssl', [...words.split(' '), '-keyout', tls.key, '-out', tls.certificate], { stdio: 'ignore' });
  const server = await startServer({ folder: join(folder, 'server'), keys: { [SECRET]: 'amphi-a' }, tls });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const url = server.rtmpsUrl ?? '';
  const streamKey = server.streamKey('amphi-a');
  const destinations = [
    { id: 'named', url, streamKey },
    { id: 'other-name', name: 'Other', url: url.replace('127.0.0.1', 'localhost'), streamKey },
  ];
  const device = await startDevice(t, { settings: { destinations }, trusts: tls.certificate });
  device.press('short');
  const state = await device.waitFor(
    'one is live, the other says why not',
    ({ destinations: [named, other] }) => named?.phase === 'live' && !!other?.reason,
  );
  assert.equal(state.destinations[1]?.reason?.code, 'destinationTls');
  assert.match(state.destinations[1]?.reason?.message ?? '', /secure connection to localhost failed.*certificate/);
  const [stream] = (await server.stat()).streams;
  assert.deepEqual([stream?.name, stream?.publishing, stream?.video?.codec], ['amphi-a', true, 'H264']);
  await assertNowhere(device, SECRET);
});
