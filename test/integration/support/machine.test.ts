/** The facts of this machine by the real process that looks for them, and when what it asks is missing, hangs or dies. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { Machine } from '../../../device/support/machine.ts';
import { isAlive } from '../../tools/box/workers.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';

const ENTRY = [resolve(import.meta.dirname, '../../../dist/facts-worker.mjs')];
/** What `lsusb -v` says of a Logitech C920 (shortened as its parser needs). */
const LSUSB = `
Bus 001 Device 004: ID 046d:082d Logitech, Inc. HD Pro Webcam C920
Device Descriptor:
  bLength                18
  bDescriptorType         1
  bDeviceClass          239 Miscellaneous Device
  idVendor           0x046d Logitech, Inc.
  idProduct          0x082d HD Pro Webcam C920
  iManufacturer           0
  iProduct                2 HD Pro Webcam C920
  iSerial                 1 C0FFEE42
    MaxPower              500mA
      bInterfaceClass        14 Video
`;

async function machineWith(t: TestContext, { programs = {} as Record<string, string>, clock = systemClock } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-facts-'));
  const before = process.env.PATH;
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  }
  process.env.PATH = `${folder}:${before}`;
  const lines: string[] = [];
  const state = { isBusy: false };
  const { logger } = createLog((line) => lines.push(line));
  const machine = new Machine({ clock, logger, entry: ENTRY, isBusy: () => state.isBusy });
  t.after(async () => {
    machine.stop();
    process.env.PATH = before;
    await rm(folder, { recursive: true });
  });
  /** The pid of a program that hangs, once it does. */
  const hanging = async () => {
    for (let tries = 0; tries < 400; tries++) {
      const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''));
      if (pid > 0) return pid;
      await sleep(50);
    }
    return assert.fail('nothing hangs');
  };
  return { machine, state, lines, hanging };
}

const HANGS = 'echo $$ >"$(dirname "$0")/pid"; exec sleep 600';

test('board, system, kernel, devices and file systems, and nothing that is this machine alone', async (t) => {
  const { machine } = await machineWith(t, { programs: { lsusb: `cat <<'END'\n${LSUSB}\nEND` } });
  const { facts } = await machine.facts();
  assert.equal(facts.kernel, release());
  assert.equal(facts.architecture, arch());
  assert.match(facts.system ?? '', /Debian GNU\/Linux \d+/);
  assert.ok(facts.model === null || facts.model.length > 0);
  assert.ok(Array.isArray(facts.sound));
  assert.ok(facts.fileSystems?.some(({ mount, sizeBytes }) => mount === '/' && sizeBytes > 1e8));
  assert.deepEqual(facts.usb, [
    { name: 'HD Pro Webcam C920', manufacturer: 'Logitech, Inc.', id: '046d:082d', kind: 'Video' },
  ]);
  assert.doesNotMatch(JSON.stringify(facts), /C0FFEE42|serial|uuid/i);
  // Asked again, it is what was found first; only who asks for fresh facts starts a process.
  assert.equal(await machine.facts(), await machine.facts());
});

test('a program that fails or is missing leaves one fact out', async (t) => {
  const { machine, lines } = await machineWith(t, { programs: { lsusb: 'exit 127', df: 'exit 1' } });
  const { facts } = await machine.look();
  assert.equal(facts.kernel, release());
  assert.deepEqual(facts.fileSystems ?? [], []);
  assert.ok(lines.length <= 1);
});

test('a program that hangs costs what comes after it, in bounded time; the service waits for nothing else', async (t) => {
  let late = () => {};
  const clock: Clock = {
    ...systemClock,
    after: (_, then) => {
      late = then;
      return () => {};
    },
  };
  const { machine, lines, hanging } = await machineWith(t, { clock, programs: { df: HANGS } });
  const looking = machine.look();
  assert.equal(machine.look(), looking, 'whoever asks meanwhile gets the same');
  const pid = await hanging();
  late();
  const { facts, failed } = await looking;
  assert.ok(!(await isAlive(pid)), 'what hangs goes too');
  assert.equal(facts.fileSystems, null);
  assert.equal(facts.kernel, null);
  assert.ok(facts.sound !== null, 'what was answered before is told');
  assert.match(failed.join(), /no answer in 30 s/);
  assert.match(lines.join(), /facts of the machine/);
});

test('the service ends while it looks: the process goes', async (t) => {
  const { machine, hanging } = await machineWith(t, { programs: { df: HANGS } });
  const looking = machine.look();
  const pid = await hanging();
  machine.stop();
  const { failed } = await looking;
  assert.ok(!(await isAlive(pid)), 'what hangs goes too');
  assert.ok(failed.length > 0);
  assert.deepEqual((await machine.look()).failed, ['the service ends']);
});

test('the first look waits for the end of a talk', async (t) => {
  const clock = new FakeClock();
  const { machine, state, hanging } = await machineWith(t, { programs: { lsusb: HANGS }, clock });
  state.isBusy = true;
  machine.start();
  for (let minute = 0; minute < 60; minute++) await clock.pass(60_000, 10_000);
  assert.equal(clock.pending, 1, 'it has not begun, and asks again');
  state.isBusy = false;
  await clock.pass(30_000);
  assert.ok((await hanging()) > 0);
});
