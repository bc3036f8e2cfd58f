/** A machine without buttons and lamps: what is asked for and missing is said, and the keyboard and the page do all. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { findGpioChip } from '../../device/platform/lines/sysfs-chip.ts';
import { startDevice } from '../tools/box/device.ts';

const skip = (await findGpioChip()) !== null && 'this machine has a header';

test('asked for and missing: one sentence, and the keyboard is the button', { skip }, async (t) => {
  const device = await startDevice(t, { settings: { gpio: { enabled: true } } });
  const { health } = await device.waitFor('it is said', (status) =>
    status.health.items.some(({ id }) => id === 'gpioMissing'),
  );
  const item = health.items.find(({ id }) => id === 'gpioMissing');
  assert.equal(item?.level, 'degraded');
  assert.match(item?.reason?.message ?? '', /^No button and no lamp were found on this machine\./);
  device.press('short');
  await device.waitFor('it records', ({ lamps }) => lamps.rec === 'solid');
});

test('by itself the box does not mind', { skip }, async (t) => {
  const device = await startDevice(t);
  const { health } = await device.state();
  assert.deepEqual(
    health.items.filter(({ id }) => id.startsWith('gpio')),
    [],
  );
});
