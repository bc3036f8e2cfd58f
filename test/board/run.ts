/**
 * `npm run test:board`: the product as it is shipped, on a virtual board with the kernel's own camera, microphone, USB and GPIO
 * interfaces, driven from outside. `-- talk power`: only these groups. Ends with node's counts, by itself, within 20 minutes.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bootChecks } from './checks/boot.ts';
import { characterDeviceChecks } from './checks/character-device.ts';
import { driftChecks } from './checks/drift.ts';
import { driverChecks } from './checks/drivers.ts';
import { packageChecks } from './checks/package.ts';
import { panelChecks } from './checks/panel.ts';
import { pluggingChecks } from './checks/plugging.ts';
import { powerChecks } from './checks/power.ts';
import { powerButtonChecks } from './checks/power-button.ts';
import { remoteChecks } from './checks/remote.ts';
import { serviceChecks } from './checks/service.ts';
import { talkChecks } from './checks/talk.ts';
import { updateChecks, updatePowerCutChecks } from './checks/update.ts';
import { usbCameraChecks } from './checks/usb-camera.ts';
import { wearChecks } from './checks/wear.ts';
import { wifiChecks } from './checks/wifi.ts';
import { buildPackage } from './install.ts';
import { type Groups, runChecks } from './run-checks.ts';
import { openVirtualRoom, type VirtualRoom } from './virtual-room.ts';

const LIMIT_MS = 20 * 60_000;
/** An update with its test takes a minute, and is cut off twenty times. */
const UPDATE_LIMIT_MS = 75 * 60_000;

let virtual: VirtualRoom;
const board = () => virtual.board;
const GROUPS: Groups = {
  service: serviceChecks,
  talk: talkChecks,
  panel: panelChecks,
  gpiod: characterDeviceChecks,
  drivers: driverChecks,
  package: packageChecks,
  plugging: pluggingChecks,
  usb: usbCameraChecks,
  drift: driftChecks,
  wifi: (room) => wifiChecks(room, board),
  remote: (room) => remoteChecks(room, board),
  // Its versions have the lower numbers.
  update: updateChecks,
  cuts: updatePowerCutChecks,
  power(room) {
    // The boot of one is the beginning of the other.
    powerChecks(room, () => board().boot({ isButtonHeld: true }));
    powerButtonChecks(room);
  },
  boot: bootChecks,
  wear: wearChecks,
};
const words = process.argv.slice(2);
/**
 * Within the limit there is no time for them: the checks by way of ssh, which are those of `service` once more; minutes of drift and
 * of writing; six of Wi-Fi; updates, and half an hour of cuts.
 */
const ON_DEMAND = ['remote', 'drift', 'wear', 'wifi', 'update', 'cuts'];
// The first time takes minutes, which are not those of the checks.
const image = await builtImage();
await buildPackage();

runChecks({
  groups: GROUPS,
  chosen: words.length === 0 ? Object.keys(GROUPS).filter((name) => !ON_DEMAND.includes(name)) : words,
  limitMs: words.includes('update') || words.includes('cuts') ? UPDATE_LIMIT_MS : LIMIT_MS,
  async open() {
    virtual = await openVirtualRoom(image);
    return virtual;
  },
});

async function builtImage(): Promise<string> {
  const build = spawn('bash', [`${import.meta.dirname}/build/build.sh`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  build.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [code] = await once(build, 'close');
  assert.equal(code, 0, 'the board is not built');
  return printed.trim();
}
