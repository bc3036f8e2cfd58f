/** Restart and power-off from the page: nothing is lost, and what would not work is refused with a sentence. */
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type Device, startDevice } from '../tools/box/device.ts';
import { packetCounts } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';

/** A service whose `busctl` is this script; `$STATE` is its state folder, `$TOLD` a folder for what the script notes. */
async function withLogind(t: TestContext, script: string): Promise<{ device: Device; told: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-logind-'));
  const [bin, told, own] = [join(folder, 'bin'), join(folder, 'told'), join(folder, 'device')];
  await mkdir(bin);
  await mkdir(told);
  await writeFile(join(bin, 'busctl'), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, 'busctl'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, TOLD: told, STATE: join(own, 'state') };
  const device = await startDevice(t, { folder: own, env });
  t.after(async () => {
    await device.kill();
    await rm(folder, { recursive: true, force: true });
  });
  return { device, told };
}

async function record(device: Device): Promise<string> {
  device.press('short');
  const { session } = await device.waitFor('it records', ({ recording }) => recording.seconds >= 2);
  assert.ok(session.id);
  return session.id;
}

const errorOf = (body: unknown) => (body as { error: { code: string; message: string } }).error;

test('power-off: the session is ended and its recording closed before logind is told', async (t) => {
  // What is written at the moment of the order is what a machine without power keeps. The journal opens its part to write alone;
  // the join, which may have begun, opens it to read and write for a moment.
  const { device, told } = await withLogind(
    t,
    `case "$*" in
    *CanPowerOff*) echo 's "yes"' ;;
    *"PowerOff b false")
      ls -l /proc/$PPID/fd | grep -c '^l-w.*recordings/.*flv' > "$TOLD/open"
      cp "$STATE/session.json" "$TOLD/session.json"
      cp "$STATE"/recordings/*/part-*.flv "$TOLD" ;;
    esac`,
  );
  const id = await record(device);
  assert.equal((await device.ask('POST', '/api/system/power-off')).status, 202);
  await device.waitForLine('joined', (line) => line.includes('recording joined'));
  assert.equal((await readFile(join(told, 'open'), 'utf8')).trim(), '0', 'a recording was still written');
  assert.equal(JSON.parse(await readFile(join(told, 'session.json'), 'utf8')).session, null, 'it would be resumed');
  const parts = (await readdir(told)).filter((name) => name.endsWith('.flv')).map((name) => join(told, name));
  const kept = await flvCounts(parts);
  assert.ok(kept.video >= 20, `${kept.video} pictures`);
  assert.deepEqual(kept, await packetCounts(join(device.recordingFolder(id), 'recording.mp4')));
  const { health } = await device.state();
  assert.equal(health.level, 'ok', JSON.stringify(health));
});

test('power-off that logind refuses at the last moment: saved, and told', async (t) => {
  const script = `case "$*" in *CanPowerOff*) echo 's "yes"' ;; *) echo 'Operation inhibited' >&2; exit 1 ;; esac`;
  const { device } = await withLogind(t, script);
  await record(device);
  assert.equal((await device.ask('POST', '/api/system/power-off')).status, 202);
  const { session, health } = await device.waitFor('it is told', (status) => status.health.level === 'degraded');
  assert.equal(session.phase, 'ready');
  const item = health.items.find(({ id }) => id === 'powerOffFailed');
  assert.match(item?.reason?.message ?? '', /could not be switched off.*closed/);
  assert.match(item?.reason?.tech ?? '', /inhibited/);
});

for (const [what, script] of [
  ['where there is no systemd', 'echo "Failed to connect to bus" >&2; exit 1'],
  ['where someone would have to be asked', `echo 's "challenge"'`],
] as const) {
  test(`power-off ${what}: refused, and the session goes on`, async (t) => {
    const { device } = await withLogind(t, script);
    const id = await record(device);
    const { status, body } = await device.ask('POST', '/api/system/power-off');
    assert.equal(status, 409);
    assert.equal(errorOf(body).code, 'powerOffUnavailable');
    const { session } = await device.state();
    assert.deepEqual([session.phase, session.id], ['running', id]);
  });
}

test('restart: refused where nothing would start the service again', async (t) => {
  const device = await startDevice(t);
  const id = await record(device);
  const { status, body } = await device.ask('POST', '/api/system/restart');
  assert.equal(status, 409);
  assert.match(errorOf(body).message, /^Nothing would start the service again/);
  const { session } = await device.state();
  assert.deepEqual([session.phase, session.id], ['running', id]);
});

test('restart as a service: it answers, ends in order, and the session goes on in the next life', async (t) => {
  // As notify-exec leaves it, with nobody at the other end.
  const device = await startDevice(t, { env: { NOTIFY_FD: '999' } });
  const id = await record(device);
  assert.equal((await device.ask('POST', '/api/system/restart')).status, 202);
  assert.equal(await device.ended(), 0);
  await device.start();
  await device.waitForPage();
  const { session } = await device.waitFor('it records again', ({ recording }) => recording.phase === 'recording');
  assert.deepEqual([session.id, session.startedBy], [id, 'resume']);
});
