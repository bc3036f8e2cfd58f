/** One press: the same talk over RTMP and over SRT, to servers that are not ours; then the dry run of both. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Checks } from '../../device/api/contract/checks.ts';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { assertNowhere } from '../tools/box/secrets.ts';
import { decodingErrors, packetsOf } from '../tools/measures/ffprobe.ts';
import { startSrtServer } from '../tools/servers/srt-server.ts';

const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const PASSPHRASE = 'wellhidden-passphrase';
const TALK_MS = 8000;

test('one talk over both protocols at once', { timeout: 180_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-both-'));
  const server = await startServer({ folder, keys: { [KEY]: 'amphi-a' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const other = await startSrtServer(t, { passphrase: PASSPHRASE });
  const device = await startDevice(t, {
    settings: {
      camera: { device: 'test', width: 640, height: 360 },
      destinations: [
        { id: 'main', name: 'Server', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a') },
        { id: 'other', name: 'Other', url: `${other.url}?streamid=%23!::r=live/a,m=publish&passphrase=${PASSPHRASE}` },
      ],
    },
  });
  device.press('short');
  const state = await device.waitFor(
    'both are live',
    ({ destinations }) => destinations.length === 2 && destinations.every(({ phase }) => phase === 'live'),
  );
  assert.deepEqual(
    state.destinations.map(({ id, level, reconnects }) => [id, level, reconnects]),
    [
      ['main', 'full', 0],
      ['other', 'full', 0],
    ],
  );
  await sleep(TALK_MS);
  const late = await device.state();
  for (const { id, kbps, phase, reason } of late.destinations) {
    assert.equal(phase, 'live', JSON.stringify(reason));
    assert.ok(kbps > 100, `${id}: ${kbps} kb/s`);
  }
  await assertNowhere(device, PASSPHRASE);
  device.press('end');
  await device.waitFor('over', ({ session }) => session.phase === 'ready');
  await sleep(1500);
  assert.equal(await decodingErrors(other.file), '');
  const packets = await packetsOf(other.file);
  for (const kind of ['video', 'audio'] as const) {
    const times = packets.filter((one) => one.kind === kind).map(({ dts }) => dts);
    const gaps = times.slice(1).map((dts, index) => dts - (times[index] ?? 0));
    assert.ok(
      Math.min(...gaps) > 0 && Math.max(...gaps) < 0.3,
      `${kind}: ${Math.min(...gaps)} to ${Math.max(...gaps)} s`,
    );
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) > TALK_MS / 1000 - 1, kind);
  }
  t.diagnostic(`${packets.length} frames over SRT`);

  const { checks } = (await device.ask('POST', '/api/checks')).body as Checks;
  const levels = Object.fromEntries(checks.map(({ id, level }) => [id, level]));
  for (const id of ['destination-main', 'uplink-main', 'destination-other', 'uplink-other'])
    assert.equal(levels[id], 'ok', JSON.stringify(checks));
  const said = checks.find(({ id }) => id === 'uplink-other')?.message ?? '';
  t.diagnostic(said);
});
