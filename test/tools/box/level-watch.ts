/** What the page would say of a destination, each time that it says something else. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../../device/api/contract/status.ts';
import type { Ending } from '../ending.ts';
import type { Device } from './device.ts';

type Destination = Status['destinations'][number];

export function watchLevels(t: Ending, device: Device) {
  const seen: { atMs: number; destination: Destination }[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const [destination] = (await device.state()).destinations;
      if (destination && destination.level !== seen.at(-1)?.destination.level)
        seen.push({ atMs: performance.now(), destination });
      await sleep(100);
    }
  })();
  const stop = async () => {
    isOver = true;
    await watching;
  };
  t.after(stop);
  return { seen, stop };
}
