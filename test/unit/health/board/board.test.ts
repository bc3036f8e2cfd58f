/** The sensors read from files as a Raspberry Pi's kernel has them, below a folder of the test's own. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Board } from '../../../../device/health/board/board.ts';
import { systemClock } from '../../../../device/platform/clock.ts';

type Files = Record<string, string>;

const PI: Files = {
  'proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.5\0',
  'proc/meminfo': 'MemTotal:         948304 kB\nMemFree:          101000 kB\nMemAvailable:     601236 kB\n',
  'proc/vmstat': 'nr_free_pages 1\noom_kill 0\n',
  'proc/net/wireless':
    'Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE\n' +
    ' face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22\n' +
    ' wlan0: 0000   52.  -58.  -256        0      0      0      0     28        0\n',
  'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
  'sys/class/thermal/thermal_zone0/temp': '54530\n',
  'sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
  'sys/class/hwmon/hwmon1/name': 'rpi_volt\n',
  'sys/class/hwmon/hwmon1/in0_lcrit_alarm': '0\n',
  'sys/devices/platform/soc/soc:firmware/get_throttled': '0\n',
  'sys/class/net/eth0/operstate': 'up\n',
  'sys/class/net/eth0/speed': '1000\n',
  'sys/class/net/eth0/carrier_changes': '2\n',
  'sys/class/net/eth0/device/uevent': '',
  'sys/class/net/wlan0/operstate': 'up\n',
  'sys/class/net/wlan0/carrier_changes': '4\n',
  'sys/class/net/wlan0/device/uevent': '',
  'sys/class/net/wlan0/phy80211/name': 'phy0\n',
  'sys/class/net/lo/operstate': 'unknown\n',
  'sys/bus/usb/devices/1-0:1.0/usb1-port1/over_current_count': '0\n',
  'sys/bus/usb/devices/1-0:1.0/usb1-port2/over_current_count': '0\n',
  'dev/kmsg': '6,1,1000,-;Booting Linux\n SUBSYSTEM=usb error -71\n',
};

/** The clock is moved by hand. */
async function machine(t: TestContext, files: Files, memoryFile: string | null = null) {
  const root = await mkdtemp(join(tmpdir(), 'pupitre-board-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const write = async (more: Files) => {
    for (const [path, text] of Object.entries(more)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  };
  await write(files);
  let passedMs = 100_000;
  let changes = 0;
  const board = new Board({
    clock: { ...systemClock, monotonicMs: () => passedMs },
    root,
    recordingsFolder: root,
    memoryFile,
    workerRoles: ['video', 'other'],
    isClockTrusted: () => true,
    needsNetwork: () => true,
    onChange: () => changes++,
  });
  t.after(() => board.stop());
  const look = async (pass = 10_000) => {
    passedMs += pass;
    await board.health();
    assert.ok(board.facts);
    return board.facts;
  };
  const told = () =>
    board.items.filter(({ level }) => level !== 'ok').map(({ id, level, reason }) => `${id} ${level} ${reason?.code}`);
  const pass = (ms: number) => {
    passedMs += ms;
  };
  return { root, board, write, look, told, pass, changes: () => changes };
}

test('a Raspberry Pi that is well: every fact, and an item for each rule', async (t) => {
  const { board, look, told } = await machine(t, PI);
  const facts = await look();
  assert.deepEqual(
    { ...facts, writes: null, workerEnds: null },
    {
      temperatureCelsius: 54.53,
      highestCelsius: 54.53,
      underVoltage: false,
      underVoltages: { sinceBoot: 0, recent: 0 },
      throttling: { now: [], sinceBoot: [] },
      memory: { totalBytes: 948_304 * 1024, availableBytes: 601_236 * 1024 },
      outOfMemoryKills: { sinceBoot: 0, recent: 0 },
      writes: null,
      diskErrors: null,
      links: [
        { name: 'eth0', kind: 'cable', isUp: true, megabitsPerSecond: 1000, changes: 2, signalDbm: null },
        { name: 'wlan0', kind: 'wifi', isUp: true, megabitsPerSecond: null, changes: 4, signalDbm: -58 },
      ],
      linkChanges: { sinceBoot: 6, recent: 0 },
      // A line that says more of a record is no record.
      usbErrors: { sinceBoot: 0, recent: 0 },
      usbOverCurrents: { sinceBoot: 0, recent: 0 },
      workerEnds: null,
      serviceStarts: { sinceBoot: 1, recent: 1 },
      clockTrusted: true,
      needsNetwork: true,
    },
  );
  assert.deepEqual(told(), []);
  assert.deepEqual(
    board.items.map(({ id }) => id),
    ['power', 'temperature', 'memory', 'network', 'wifi', 'usb', 'processes', 'clock'],
  );
});

test('a machine without sensors: nothing is available, and nothing reads as 0', async (t) => {
  const { board, look } = await machine(t, {});
  const { writes, workerEnds, serviceStarts, clockTrusted, needsNetwork, links, ...sensors } = await look();
  assert.deepEqual(
    Object.entries(sensors).filter(([, value]) => value !== null),
    [],
  );
  assert.deepEqual([links, writes.bytesPerSecond], [[], null]);
  assert.deepEqual(
    board.items.map(({ id }) => id),
    ['processes', 'clock'],
  );
});

test('a Zero measures no voltage: its sensor that says "no alarm" for ever is not believed', async (t) => {
  const { look } = await machine(t, { ...PI, 'proc/device-tree/model': 'Raspberry Pi Zero 2 W Rev 1.0\0' });
  const { underVoltage, underVoltages } = await look();
  assert.deepEqual([underVoltage, underVoltages], [null, null]);
});

test('what goes wrong is told, and what is over is remembered since the boot', async (t) => {
  const { root, look, told, write, pass, changes } = await machine(t, PI);
  await look();
  const before = changes();
  await write({
    'sys/class/hwmon/hwmon1/in0_lcrit_alarm': '1\n',
    // Under-voltage, capped, throttled now; in the past also the soft limit.
    'sys/devices/platform/soc/soc:firmware/get_throttled': 'f0007\n',
    'sys/class/thermal/thermal_zone0/temp': '86000\n',
    'proc/vmstat': 'oom_kill 2\n',
    'proc/meminfo': 'MemTotal: 948304 kB\nMemAvailable: 30000 kB\n',
    'sys/class/net/eth0/operstate': 'down\n',
    'sys/bus/usb/devices/1-0:1.0/usb1-port2/over_current_count': '1\n',
  });
  await appendFile(
    join(root, 'dev/kmsg'),
    [
      '3,2,115000000,-;hwmon hwmon1: Undervoltage detected!',
      '6,3,116000000,-;hwmon hwmon1: Voltage normalised',
      '3,4,117000000,-;usb 1-1.2: device descriptor read/64, error -71',
      '6,5,117500000,-;usb 1-1.2: reset high-speed USB device number 4 using xhci_hcd',
      '6,6,118000000,-;usb 1-1.2: USB disconnect, device number 4',
      '4,7,118500000,c;uvcvideo 1-1.2:1.1: Non-zero status (-71) in video completion handler.',
      '',
    ].join('\n'),
  );
  const bad = await look();
  assert.deepEqual(bad.underVoltages, { sinceBoot: 1, recent: 1 });
  assert.deepEqual(bad.throttling, {
    now: ['frequencyCapped', 'throttled'],
    sinceBoot: ['frequencyCapped', 'throttled', 'softLimit'],
  });
  assert.deepEqual(bad.usbErrors, { sinceBoot: 3, recent: 3 });
  assert.deepEqual(told(), [
    'power failing underVoltage',
    'temperature failing boardTooHot',
    'memory failing outOfMemory',
    'usb degraded usbOverCurrent',
  ]);
  assert.ok(changes() > before);

  await write({
    ...PI,
    'proc/vmstat': 'oom_kill 2\n',
    'sys/bus/usb/devices/1-0:1.0/usb1-port2/over_current_count': '1\n',
    'dev/kmsg': '',
  });
  const better = await look();
  assert.deepEqual([better.underVoltage, better.highestCelsius], [false, 86]);
  assert.deepEqual(told(), [
    'power degraded underVoltageLately',
    'memory failing outOfMemory',
    'usb degraded usbOverCurrent',
  ]);
  pass(10 * 60_000);
  const later = await look();
  assert.deepEqual(told(), []);
  assert.deepEqual(later.underVoltages, { sinceBoot: 1, recent: 0 });
  assert.deepEqual(later.outOfMemoryKills, { sinceBoot: 2, recent: 0 });
});

test('facts that are too old are not available', async (t) => {
  const { board, look, pass } = await machine(t, PI);
  await look();
  pass(60_000);
  assert.deepEqual([board.facts, board.items], [null, []]);
});

test('power and temperature for the dry run', async (t) => {
  const { board } = await machine(t, PI);
  assert.deepEqual(await board.health(), [
    { id: 'power', level: 'ok', reason: null },
    { id: 'temperature', level: 'ok', reason: null },
  ]);
});

test('a restart of the service forgets nothing of this boot', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-run-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'boot.json');
  const first = await machine(t, { ...PI, 'sys/class/thermal/thermal_zone0/temp': '79000\n' }, file);
  await first.look();
  const second = await machine(t, PI, file);
  const { temperatureCelsius, highestCelsius, serviceStarts } = await second.look();
  assert.deepEqual([temperatureCelsius, highestCelsius, serviceStarts.sinceBoot], [54.53, 79, 2]);
  await writeFile(file, '{"boot":"another","starts":9,"startsMs":[],"throttling":[],"highestCelsius":90}');
  assert.equal((await (await machine(t, PI, file)).look()).serviceStarts.sinceBoot, 1);
  await writeFile(file, 'no JSON');
  assert.equal((await (await machine(t, PI, file)).look()).serviceStarts.sinceBoot, 1);
});

test('the real kernel is read without a fault', async (t) => {
  const { board } = await machine(t, {});
  const real = new Board({
    clock: systemClock,
    root: '/',
    recordingsFolder: tmpdir(),
    memoryFile: null,
    workerRoles: ['video', 'other'],
    isClockTrusted: () => true,
    needsNetwork: () => false,
    onChange: () => {},
  });
  await real.health();
  assert.ok((real.facts?.memory?.totalBytes ?? 0) > 100_000_000);
  real.stop();
  board.stop();
});
