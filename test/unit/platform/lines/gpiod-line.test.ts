/** Pins by the programs of gpiod, which scripts stand in for here; the real ones are seen on the virtual board (`gpiod`). */
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  findHeaderChip,
  GpiodMissing,
  headerIn,
  openGpiodButton,
  openGpiodLamp,
} from '../../../../device/platform/lines/gpiod-line.ts';
import { isAlive } from '../../../tools/box/workers.ts';

const PATIENCE_MS = 20_000;
const CHIP = { name: 'gpiochip0', lineCount: 54 };
const DETECTED = 'gpiochip0 [pinctrl-bcm2711] (58 lines)\ngpiochip1 [raspberrypi-exp-gpio] (8 lines)\n';

/** A machine whose gpiod is scripts: the level and the edges are files, commands to a lamp and pids are noted. */
async function machine(t: TestContext, { version = '2.2.1', detected = DETECTED } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-gpiod-'));
  const before = process.env.PATH;
  const write = async (name: string, text: string) => {
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\ncd ${folder}\n${text}`);
    await chmod(join(folder, 'bin', name), 0o755);
  };
  await mkdir(join(folder, 'dev'), { recursive: true });
  await writeFile(join(folder, 'dev/gpiochip0'), '');
  await writeFile(join(folder, 'detected'), detected);
  await writeFile(join(folder, 'level'), '0\n');
  await writeFile(join(folder, 'edges'), '');
  await write(
    'gpiodetect',
    `[ "$1" != --version ] || { echo "gpiodetect (libgpiod) v${version}"; exit; }\ncat detected\n`,
  );
  await write('gpioget', 'cat level\n');
  const holds = (name: string, rest: string) =>
    write(
      name,
      `echo $$ >>pids; echo "$0 $*" >>started
       if [ -e busy ]; then echo "$0: unable to request lines on chip '/dev/gpiochip0': Device or resource busy" >&2; exit 1; fi
       ${rest}`,
    );
  await holds('gpiomon', ': >edges; echo "Monitoring line 17..."; exec tail -n +1 -f edges\n');
  // `--toggle 0` ends at once; else it holds what it was started with.
  await holds(
    'gpioset',
    'case "$*" in *"--toggle 0 "*) echo "$*" >>dark; exit ;; esac; echo "Setting line..."; exec sleep 600\n',
  );
  process.env.PATH = `${join(folder, 'bin')}:${before}`;
  t.after(async () => {
    process.env.PATH = before;
    await rm(folder, { recursive: true });
  });
  const file = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
  return {
    folder,
    file,
    put: (name: string, text: string) => writeFile(join(folder, name), text),
    /** As the kernel saw it `ageMs` ago; null: it gives no time. */
    edge: (code: 1 | 2, ageMs: number | null = 0) => {
      const seconds = Number(process.hrtime.bigint()) / 1e9 - (ageMs ?? 0) / 1000;
      const time = ageMs === null ? '' : ` ${seconds.toFixed(9)}`;
      return writeFile(join(folder, 'edges'), `${code}${time}\n`, { flag: 'a' });
    },
    remove: (name: string) => rm(join(folder, name)),
    killed: async () => process.kill(Number((await file('pids')).trim().split('\n').at(-1)), 'SIGKILL'),
    starts: async () => (await file('started')).split('\n').length - 1,
  };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !(await holds()); await sleep(20))
    assert.ok(performance.now() < deadline, what);
}

test('the header among the chips of each board, and none on others', () => {
  assert.deepEqual(headerIn(DETECTED), { name: 'gpiochip0', lineCount: 58 });
  const five =
    'gpiochip10 [gpio-brcmstb@107d508500] (32 lines)\ngpiochip11 [gpio-brcmstb@107d517c00] (15 lines)\ngpiochip0 [pinctrl-rp1] (54 lines)\n';
  assert.deepEqual(headerIn(five), { name: 'gpiochip0', lineCount: 54 });
  assert.deepEqual(headerIn('gpiochip3 [gpio-sim.0:node0] (54 lines)\n'), { name: 'gpiochip3', lineCount: 54 });
  for (const other of ['', 'gpiochip0 [INTC1055:00] (360 lines)\n', "gpiodetect: unable to open chip '/dev/gpiochip0'"])
    assert.equal(headerIn(other), null);
});

test('who lacks the programs, or has those of before, is told so on a Raspberry Pi and nowhere else', async (t) => {
  const { folder, remove, put } = await machine(t, { version: '1.6.3' });
  assert.equal(await findHeaderChip(folder), null);
  await mkdir(join(folder, 'proc/device-tree'), { recursive: true });
  await put('proc/device-tree/model', 'Raspberry Pi 5 Model B Rev 1.0\0');
  await assert.rejects(
    findHeaderChip(folder),
    (error) => error instanceof GpiodMissing && /v1\.6\.3/.test(error.message),
  );
  await remove('bin/gpiodetect');
  const path = process.env.PATH;
  process.env.PATH = join(folder, 'bin');
  await assert.rejects(findHeaderChip(folder), GpiodMissing);
  process.env.PATH = path;
  await remove('dev/gpiochip0');
  assert.equal(await findHeaderChip(folder), null);
});

test('a button tells its edges and what it is at the start, and none while nobody listens', async (t) => {
  const { put, edge, file } = await machine(t);
  await put('level', '1\n');
  const button = await openGpiodButton(CHIP, 17);
  t.after(() => button.close());
  assert.equal(button.isDown(), true);
  assert.match(await file('started'), /--chip gpiochip0 --active-low --edges both --format %e %S --banner 17\n$/);
  await edge(2);
  await until('it is up', () => !button.isDown());
  const told: boolean[] = [];
  const agesMs: number[] = [];
  const unwatch = button.watch((isDown, ageMs) => {
    told.push(isDown);
    agesMs.push(ageMs);
  }, assert.fail);
  await sleep(200);
  await edge(1, 5000);
  await edge(2, 4800);
  await until('both edges', () => told.length === 2);
  assert.deepEqual(told, [true, false]);
  const [first = 0, second = 0] = agesMs;
  assert.ok(first >= 5000 && second >= 4800 && second < first, `${first} and ${second}`);
  await edge(1, 3_600_000);
  await edge(2, null);
  await until('two more', () => told.length === 4);
  assert.deepEqual(agesMs.slice(2), [0, 0], 'of another clock, and without a time');
  told.length = 2;
  unwatch();
  await edge(1);
  await sleep(300);
  assert.equal(told.length, 2);
  await edge(2);
  await edge(1);
  // What came while nobody listened only says how it is now.
  button.watch((isDown) => told.push(isDown), assert.fail);
  await until('it is told', () => told.length > 2);
  await sleep(300);
  assert.deepEqual(told, [true, false, true]);
});

test('a program that is killed comes back, with the press of the meantime; after four starts in vain the button is lost', async (t) => {
  const { put, killed, starts, remove, edge } = await machine(t);
  const button = await openGpiodButton(CHIP, 17);
  t.after(() => button.close());
  const told: boolean[] = [];
  const lost: string[] = [];
  button.watch(
    (isDown) => told.push(isDown),
    ({ message }) => lost.push(message),
  );
  await sleep(200);
  await put('level', '1\n');
  await killed();
  await until('it is monitored again', async () => (await starts()) === 2);
  await until('the press is told', () => told.length === 1 && told[0] === true);
  await sleep(300);
  await edge(2);
  await until('the release', () => told.length === 2);

  await put('busy', '');
  await killed();
  await until('lost', () => lost.length > 0);
  assert.match(lost[0] ?? '', /resource busy/);
  assert.equal(await starts(), 2 + 4);
  await remove('busy');
});

test('a lamp is set, blinks by itself, comes back as it was to be when its program is killed, and tells a fault', async (t) => {
  const { file, killed, starts, put } = await machine(t);
  const lamp = await openGpiodLamp(CHIP, 27);
  t.after(() => lamp.close());
  const shows = (what: string, count: number) =>
    until(what, async () => (await starts()) === count && (await file('started')).endsWith(` ${what}\n`));
  await shows('--banner --chip gpiochip0 27=0', 1);
  lamp.set(true);
  await shows('27=1', 2);
  lamp.set(true);
  await sleep(300);
  assert.equal(await starts(), 2, 'what it shows already needs no other program');
  await killed();
  await shows('27=1', 3);
  lamp.blink?.(500, 250);
  await shows('--toggle 500ms,250ms 27=1', 4);
  // Faster than programs start: the last word counts.
  for (const isOn of [true, false, true, false]) lamp.set(isOn);
  await until('the last word', async () => (await file('started')).endsWith(' 27=0\n'));
  await put('busy', '');
  await killed();
  await until('a fault', () => {
    try {
      lamp.set(false);
      return false;
    } catch (error) {
      return /resource busy/.test((error as Error).message);
    }
  });
});

test('closed, a lamp is set dark at once, and its program is gone', async (t) => {
  const { file } = await machine(t);
  const lamp = await openGpiodLamp(CHIP, 27);
  lamp.set(true);
  await until('it is on', async () => (await file('started')).endsWith(' 27=1\n'));
  const pid = Number((await file('pids')).trim().split('\n').at(-1));
  lamp.close();
  assert.match(await file('dark'), /--chip gpiochip0 --toggle 0 27=0\n$/);
  await until('it is gone', async () => !(await isAlive(pid)));
});

test('a line that somebody else holds is told with what the program says', async (t) => {
  const { put } = await machine(t);
  await put('busy', '');
  await assert.rejects(openGpiodButton(CHIP, 17), /Device or resource busy/);
  await assert.rejects(openGpiodLamp(CHIP, 27), /Device or resource busy/);
});
