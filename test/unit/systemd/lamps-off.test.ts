/** What systemd runs when the service has ended: `systemd/lamps-off`, on a `/sys` of plain files. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { fakeRoot } from '../media/source/fake-root.ts';

const SCRIPT = resolve(import.meta.dirname, '../../../systemd/lamps-off');

test('both variants, the pins of the settings, other pins left alone, twice as well as once', async (t) => {
  const root = await fakeRoot(t);
  const read = async (file: string) => (await readFile(join(root.path, file), 'utf8')).trim();
  await root.write('settings.json', '{ "gpio": { "startButton": 17, "recLamp": 5 }, "web": { "port": 8080 } }');
  await root.write('sys/class/gpio/unexport', '');
  await root.write('sys/class/gpio/gpiochip569/label', 'pinctrl-rp1\n');
  await root.write('sys/class/gpio/gpiochip569/base', '569\n');
  await root.write('sys/class/gpio/gpiochip512/label', 'gpio-brcmstb\n');
  await root.write('sys/class/gpio/gpiochip512/base', '512\n');
  for (const line of [569 + 5, 569 + 27, 512 + 5]) await root.write(`sys/class/gpio/gpio${line}/direction`, 'out\n');
  await root.write('sys/class/leds/pupitre-live/trigger', 'none [timer]\n');
  await root.write('sys/class/leds/pupitre-live/brightness', '255\n');
  await root.write('sys/class/leds/ACT/brightness', '255\n');

  for (let time = 0; time < 2; time++) {
    execFileSync(SCRIPT, [join(root.path, 'settings.json'), root.path]);
    assert.equal(await read('sys/class/gpio/gpio574/direction'), 'low');
    assert.equal(await read('sys/class/gpio/unexport'), '574');
    assert.equal(await read('sys/class/gpio/gpio596/direction'), 'out');
    assert.equal(await read('sys/class/gpio/gpio517/direction'), 'out');
    assert.equal(await read('sys/class/leds/pupitre-live/trigger'), 'none');
    assert.equal(await read('sys/class/leds/pupitre-live/brightness'), '0');
    assert.equal(await read('sys/class/leds/ACT/brightness'), '255');
  }
});

test('no settings file, no GPIO, no LED: nothing to do and no complaint', async (t) => {
  const { path } = await fakeRoot(t);
  const said = execFileSync(SCRIPT, [join(path, 'settings.json'), path], { stdio: 'pipe' });
  assert.equal(String(said), '');
});

test('without /sys/class/gpio: a lamp that was left an output goes dark, what somebody holds or reads is left alone', async (t) => {
  const root = await fakeRoot(t);
  const program = async (name: string, body: string) => {
    await root.write(`bin/${name}`, `#!/bin/sh\n${body}\n`);
    await chmod(join(root.path, 'bin', name), 0o755);
  };
  await root.write('settings.json', '{ "gpio": { "recLamp": 5 } }');
  await program('gpiodetect', 'echo "gpiochip4 [INTC1055:00] (8 lines)"; echo "gpiochip0 [pinctrl-rp1] (54 lines)"');
  await program('gpioset', `echo "$*" >>${root.path}/set`);
  const env = { ...process.env, PATH: `${join(root.path, 'bin')}:${process.env.PATH}` };
  const run = async (lines: string) => {
    await program('gpioinfo', `case $3 in ${lines} esac`);
    execFileSync(SCRIPT, [join(root.path, 'settings.json'), root.path], { env });
    const said = await readFile(join(root.path, 'set'), 'utf8').catch(() => '');
    await rm(join(root.path, 'set'), { force: true });
    return said;
  };
  const line = (pin: number, what: string) => `${pin}) printf 'gpiochip0 ${pin}\\t"GPIO${pin}"\\t${what}\\n' ;;`;
  assert.equal(
    await run(line(5, 'output') + line(23, 'output')),
    '--chip gpiochip0 --toggle 0 5=0\n--chip gpiochip0 --toggle 0 23=0\n',
  );
  assert.equal(await run(line(5, 'input') + line(23, 'output consumer="other"')), '');
});
