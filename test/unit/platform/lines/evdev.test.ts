import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { findKeyDevice, keyDeviceIn, LONG_BYTES } from '../../../../device/platform/lines/evdev-device.ts';
import { EvdevEvents, type KeyChange } from '../../../../device/platform/lines/evdev-events.ts';
import { openEvdevButton } from '../../../../device/platform/lines/evdev-line.ts';
import { fakeRoot } from '../../media/source/fake-root.ts';

const RECORD = 167;
const [EV_SYN, EV_KEY, SYN_DROPPED] = [0, 1, 3];

/** `ms`: whole milliseconds of the wall clock. */
function inputEvent(longBytes: number, type: number, code: number, value: number, ms = 0): Buffer {
  const event = Buffer.alloc(2 * longBytes + 8);
  event.writeUInt32LE(Math.floor(ms / 1000), 0);
  event.writeUInt32LE((ms % 1000) * 1000, longBytes);
  event.writeUInt16LE(type, 2 * longBytes);
  event.writeUInt16LE(code, 2 * longBytes + 2);
  event.writeInt32LE(value, 2 * longBytes + 4);
  return event;
}

/** As a 64-bit kernel writes it: a keyboard with every key, then the overlays' buttons of KEY_POWER and KEY_RECORD. */
const DEVICES = `I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
P: Phys=usb-0000:01:00.0-1.3/input0
H: Handlers=sysrq kbd event0 leds
B: EV=120013
B: KEY=ffffffffffffffff ffffffffffffffff ffffffffffffffff fffffffffffffffe

I: Bus=0019 Vendor=0001 Product=0001 Version=0100
N: Name="shutdown_button"
P: Phys=gpio-keys/input0
H: Handlers=kbd event1
B: EV=3
B: KEY=10000000000000 0

I: Bus=0019 Vendor=0001 Product=0001 Version=0100
N: Name="button@11"
P: Phys=gpio-keys/input0
H: Handlers=kbd event2
B: EV=3
B: KEY=8000000000 0 0
`;
const DEVICES_32 = `N: Name="button@11"
P: Phys=gpio-keys/input0
H: Handlers=kbd event7
B: KEY=80 0 0 0 0 0
`;

test('the button with this key, and no keyboard that has it too', () => {
  assert.equal(keyDeviceIn(DEVICES, RECORD, 8), 'event2');
  assert.equal(keyDeviceIn(DEVICES, 116, 8), 'event1');
  assert.equal(keyDeviceIn(DEVICES, 248, 8), null);
  assert.equal(keyDeviceIn(DEVICES_32, RECORD, 4), 'event7');
  assert.equal(keyDeviceIn('', RECORD, 8), null);
});

test('its node, and none where the kernel lists no devices', async (t) => {
  const root = await fakeRoot(t);
  assert.equal(await findKeyDevice(RECORD, root.path), null);
  await root.write('proc/bus/input/devices', LONG_BYTES === 8 ? DEVICES : DEVICES_32);
  assert.match((await findKeyDevice(RECORD, root.path)) ?? '', /\/dev\/input\/event\d$/);
});

test('events, however they are cut, on 32 and on 64 bits', () => {
  const event = fc.record({
    type: fc.constantFrom(EV_SYN, EV_KEY, 4),
    code: fc.constantFrom(0, SYN_DROPPED, 116, RECORD, 700),
    value: fc.constantFrom(0, 1, 2),
    ms: fc.nat(4_000_000_000_000),
  });
  fc.assert(
    fc.property(fc.constantFrom(4, 8), fc.array(event), fc.array(fc.nat(2000)), (longBytes, events, cuts) => {
      const bytes = Buffer.concat(
        events.map(({ type, code, value, ms }) => inputEvent(longBytes, type, code, value, ms)),
      );
      const places = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
      const parser = new EvdevEvents(longBytes);
      const changes = places.slice(1).flatMap((end, at) => parser.push(bytes.subarray(places[at], end)));
      const expected = events.flatMap(({ type, code, value, ms }): KeyChange[] => {
        if (type === EV_SYN && code === SYN_DROPPED) return ['lost'];
        return type === EV_KEY && value !== 2 ? [{ keyCode: code, isDown: value === 1, wallMs: ms }] : [];
      });
      assert.deepEqual(changes, expected);
    }),
  );
});

test('each edge with its age, and with none where the wall clock was set in between', async (t) => {
  const node = join((await fakeRoot(t)).path, 'event0');
  execFileSync('mkfifo', [node]);
  const writer = openSync(node, constants.O_RDWR | constants.O_NONBLOCK);
  const line = await openEvdevButton(node, RECORD);
  t.after(() => {
    line.close();
    closeSync(writer);
  });
  const edges: [isDown: boolean, ageMs: number][] = [];
  line.watch((...edge) => edges.push(edge), assert.fail);
  const now = Date.now();
  // All of it is read at once, as after a stall.
  writeSync(
    writer,
    Buffer.concat([
      inputEvent(LONG_BYTES, EV_KEY, RECORD, 1, now - 1400),
      inputEvent(LONG_BYTES, EV_KEY, RECORD, 0, now - 1200),
      inputEvent(LONG_BYTES, EV_KEY, RECORD, 1, now - 3_600_000),
      inputEvent(LONG_BYTES, EV_KEY, RECORD, 0, now + 3_600_000),
    ]),
  );
  for (let tries = 0; edges.length < 4 && tries < 1000; tries++) await sleep(10);
  const [first = 0, second = 0, ...set] = edges.map(([, ageMs]) => ageMs);
  assert.deepEqual(
    edges.map(([isDown]) => isDown),
    [true, false, true, false],
  );
  assert.ok(first >= 1400 && Math.abs(first - second - 200) < 5, `${first} and ${second}`);
  assert.deepEqual(set, [0, 0]);
});

test('a button is read without keeping a thread; what came unwatched only says how it is now; its end is told', async (t) => {
  // A pipe in place of the device: the same epoll and the same reads.
  const node = join((await fakeRoot(t)).path, 'event0');
  execFileSync('mkfifo', [node]);
  const keepsOpen = openSync(node, constants.O_RDWR | constants.O_NONBLOCK);
  const line = await openEvdevButton(node, RECORD);
  const writer = openSync(node, constants.O_WRONLY | constants.O_NONBLOCK);
  closeSync(keepsOpen);
  const send = (type: number, code: number, value: number) =>
    writeSync(writer, inputEvent(LONG_BYTES, type, code, value));
  const told: (boolean | string)[] = [];
  const until = async (count: number) => {
    for (let tries = 0; told.length < count && tries < 1000; tries++) await sleep(10);
  };
  assert.equal(line.isDown(), false);

  const unwatch = line.watch(
    (isDown) => told.push(isDown),
    () => told.push('lost'),
  );
  send(EV_KEY, RECORD, 1);
  send(EV_SYN, 0, 0);
  await until(1);
  send(EV_KEY, 116, 1);
  send(EV_KEY, RECORD, 2);
  send(EV_KEY, RECORD, 0);
  await until(2);
  assert.deepEqual([...told], [true, false]);
  send(EV_KEY, RECORD, 1);
  send(EV_SYN, SYN_DROPPED, 0);
  await until(4);
  assert.deepEqual([...told], [true, false, true, false], 'what nobody knows counts as released');

  unwatch();
  send(EV_KEY, RECORD, 1);
  send(EV_KEY, RECORD, 0);
  send(EV_KEY, RECORD, 1);
  await sleep(100);
  assert.equal(told.length, 4);
  line.watch(
    (isDown) => told.push(isDown),
    () => told.push('lost'),
  );
  assert.equal(line.isDown(), true);
  assert.equal(told.length, 4);

  closeSync(writer);
  await until(5);
  assert.equal(told.slice(4).join(), 'lost');
  line.close();
});
