import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { openLed } from '../../../device/platform/led-line.ts';
import { type FakeRoot, fakeRoot } from '../source/fake-root.ts';

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

test('no such lamp', async (t) => {
  assert.equal(await openLed('pupitre-rec', (await fakeRoot(t)).path), null);
});
