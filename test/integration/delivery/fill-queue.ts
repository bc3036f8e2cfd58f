/** Puts entries into a queue and says each that is on the disk, until it is killed. */
import { DiskQueue, type QueueEntry } from '../../../device/delivery/disk-queue.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const queue = new DiskQueue<QueueEntry & { text: string }>({ folder, isSound: () => true });

for (let at = Number(first); ; at++) {
  const id = `n${String(at).padStart(6, '0')}`;
  await queue.write({ id, queuedWallMs: at, clockTrusted: true, text: 'x'.repeat(5000) });
  process.stdout.write(`${id}\n`);
}
