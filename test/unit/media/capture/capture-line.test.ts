/** A fault of the box's own in a long-lived part is no end of it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { CaptureLine } from '../../../../device/media/capture/capture-line.ts';
import { onBackgroundFault } from '../../../../device/platform/in-background.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';

test('what fails before an attempt is tried again', async () => {
  const faults: string[] = [];
  onBackgroundFault((fault) => faults.push((fault as Error).message));
  const clock = new FakeClock();
  let asked = 0;
  const line = new CaptureLine({
    clock,
    spec: async () => {
      asked += 1;
      throw new Error(`no spec ${asked}`);
    },
    releaseDevices: async () => {},
    start: () => assert.fail('nothing to start'),
    onClosed: () => {},
    onChange: () => {},
    onFailed: () => false,
  } as unknown as ConstructorParameters<typeof CaptureLine>[0]);
  line.ensure({ run: true, encode: false });
  for (let round = 0; round < 3; round++) {
    await turn();
    clock.advance(60_000);
  }
  await turn();
  assert.deepEqual(faults.slice(0, 3), ['no spec 1', 'no spec 2', 'no spec 3']);
  await line.close();
});
