/**
 * `npm run test:board`: the product as it is shipped, on a virtual board with the kernel's own camera, microphone, USB and GPIO
 * interfaces, driven from outside. Ends with node's counts, by itself, within 15 minutes.
 */
import { execFile } from 'node:child_process';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { panelChecks } from './checks/panel.ts';
import { pluggingChecks } from './checks/plugging.ts';
import { powerChecks } from './checks/power.ts';
import { serviceChecks } from './checks/service.ts';
import { talkChecks } from './checks/talk.ts';
import { usbCameraChecks } from './checks/usb-camera.ts';
import { Room } from './room.ts';

const run = promisify(execFile);
const LIMIT_MS = 15 * 60_000;

/** What is chosen on the command line: `npm run test:board -- talk power`; all where nothing is. */
const GROUPS = {
  service: serviceChecks,
  talk: talkChecks,
  panel: panelChecks,
  plugging: pluggingChecks,
  usb: usbCameraChecks,
  power: powerChecks,
};
const words = process.argv.slice(2);

setTimeout(() => {
  console.error(`not done after ${LIMIT_MS / 60_000} minutes`);
  // The board ends with this process.
  process.exit(1);
}, LIMIT_MS).unref();

const { stdout } = await run('bash', [`${import.meta.dirname}/build/build.sh`]);
const image = stdout.trim();

let room: Room;
before(async () => {
  const opened = await Room.open(image);
  room = opened.room;
  console.log(`board: ${image.split('/').at(-1)}, ${room.board.processor}, up in ${opened.bootSeconds.toFixed(1)} s`);
});
after(() => room?.close());

for (const [name, register] of Object.entries(GROUPS)) {
  if (words.length === 0 || words.includes(name)) register(() => room);
}
test('the kernel has nothing to complain of', async () => {
  const said = await room.board.sh("dmesg | grep -E 'WARNING:|BUG:|Oops|Call Trace|Out of memory' || true");
  if (said !== '') throw new Error(said);
});
