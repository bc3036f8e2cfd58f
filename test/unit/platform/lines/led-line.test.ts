import assert from 'node:assert/strict';
import { chmod, chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLed } from '../../../../device/platform/lines/led-line.ts';
import { type FakeRoot, fakeRoot } from '../../media/source/fake-root.ts';

/** Debian's user of that name. */
const NOBODY = 65534;

async function led(root: FakeRoot, triggers: string) {
  const folder = 'sys/class/leds/pupitre-rec';
  await root.write(`${folder}/brightness`, '1\n');
  await root.write(`${folder}/max_brightness`, '255\n');
  await root.write(`${folder}/trigger`, `${triggers}\n`);
  const read = async (file: string) => readFile(join(root.path, folder, file), 'utf8').catch(() => null);
  return { lamp: await openLed('pupitre-rec', root.path), read };
}

test('off when opened, whoever had it on; full brightness; off when closed', async (t) => {
  const { lamp, read } = await led(await fakeRoot(t), 'none kbd-scrolllock [heartbeat]');
  assert.deepEqual([await read('trigger'), await read('brightness')], ['none', '0']);
  lamp?.set(true);
  assert.equal(await read('brightness'), '255');
  assert.equal(lamp?.blink, undefined);
  lamp?.close();
  assert.equal(await read('brightness'), '0');
});

test('a kernel with the timer trigger blinks by itself', async (t) => {
  const { lamp, read } = await led(await fakeRoot(t), '[none] timer heartbeat');
  lamp?.blink?.(100, 3900);
  assert.deepEqual([await read('trigger'), await read('delay_on'), await read('delay_off')], ['timer', '100', '3900']);
  lamp?.set(false);
  assert.deepEqual([await read('trigger'), await read('brightness')], ['none', '0']);
});

test('not root: the delays are written once udev has given their files to the service', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root can become somebody else');
  const root = await fakeRoot(t);
  const folder = join(root.path, 'sys/class/leds/pupitre-rec');
  const { lamp, read } = await led(root, '[none] timer');
  await chmod(root.path, 0o755);
  const delays = ['delay_on', 'delay_off'].map((file) => join(folder, file));
  for (const file of delays) await writeFile(file, '500');
  for (const file of ['trigger', 'brightness']) await chown(join(folder, file), NOBODY, NOBODY);
  const asNobody = async (act: () => Promise<void>) => {
    process.seteuid?.(NOBODY);
    await act().finally(() => process.seteuid?.(0));
  };
  await asNobody(async () => {
    lamp?.blink?.(100, 3900);
    await sleep(100);
    assert.deepEqual([await read('trigger'), await read('delay_on')], ['timer', '500']);
  });
  for (const file of delays) await chown(file, NOBODY, NOBODY);
  await asNobody(async () => {
    while ((await read('delay_off')) !== '3900') await sleep(20);
    assert.equal(await read('delay_on'), '100');
  });
});

test('no such lamp', async (t) => {
  assert.equal(await openLed('pupitre-rec', (await fakeRoot(t)).path), null);
});
