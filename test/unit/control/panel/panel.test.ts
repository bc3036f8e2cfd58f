import assert from 'node:assert/strict';
import test from 'node:test';
import { Panel } from '../../../../device/control/panel/panel.ts';
import { SettingsSchema } from '../../../../device/settings/settings-schema.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';
import { FakeButtonLine, FakeLampLine } from '../fake-lines.ts';

const PINS = { startButton: 17, privacyButton: 22, recLamp: 27, liveLamp: 23 };

/** `has`: which parts the board has. */
async function panelOf({ enabled = 'auto' as 'auto' | boolean, has = [17, 22, 27, 23], busy = [] as number[] } = {}) {
  const clock = new FakeClock();
  const buttons = new Map([17, 22].map((pin) => [pin, new FakeButtonLine()]));
  const lamps = new Map([27, 23].map((pin) => [pin, new FakeLampLine(clock)]));
  const pressed: string[] = [];
  const opened: string[] = [];
  const at = <T>(lines: Map<number, T>, pin: number, name: string): T | null => {
    opened.push(name);
    if (busy.includes(pin)) throw new Error('EBUSY');
    return has.includes(pin) ? (lines.get(pin) ?? null) : null;
  };
  const panel = new Panel({
    clock,
    settings: { ...PINS, enabled },
    press: (gesture) => pressed.push(gesture),
    doubleHasMeaning: () => true,
    onTrouble() {},
    open: {
      button: async ({ pin, keyCode }) => at(buttons, pin, `${pin} key ${keyCode}`),
      lamp: async ({ pin, led }) => at(lamps, pin, `${pin} ${led}`),
    },
  });
  await panel.open();
  const line = <T>(lines: Map<number, T>, pin: number) => lines.get(pin) as T;
  return {
    clock,
    panel,
    pressed,
    opened,
    start: line(buttons, 17),
    privacy: line(buttons, 22),
    rec: line(lamps, 27),
    live: line(lamps, 23),
    codes: () => panel.troubles.map(({ code }) => code),
  };
}

test('the pins are those of the settings, the names those of the wiring table', async () => {
  const { opened } = await panelOf();
  assert.deepEqual(opened, ['27 pupitre-rec', '23 pupitre-live', '17 key 167', '22 key 248']);
  assert.deepEqual(Object.keys(SettingsSchema.properties.gpio.properties).slice(1), Object.keys(PINS));
});

test('both lamps answer a press within 150 ms, before anything else', async () => {
  const { clock, start, rec, live, pressed, panel } = await panelOf();
  panel.show({ rec: 'solid', live: 'off' });
  start.edge(true);
  clock.advance(150);
  assert.deepEqual([rec.told.at(-1)?.[0], live.told.at(-1)?.[0], pressed], ['on', 'off', []]);
  assert.ok(rec.told.some(([what, atMs]) => what === 'off' && atMs > 0 && atMs <= 40));
  assert.ok(live.told.some(([what, atMs]) => what === 'on' && atMs <= 40));
});

test('the privacy button acts when it goes down, and a nervous second press does not give the secret away', async () => {
  const { clock, privacy, pressed } = await panelOf();
  const press = () => {
    privacy.edge(true);
    clock.advance(60);
    privacy.edge(false);
    clock.advance(120);
  };
  privacy.edge(true);
  clock.advance(40);
  assert.deepEqual(pressed, ['double']);
  privacy.edge(false);
  clock.advance(100);
  press();
  assert.deepEqual(pressed, ['double']);
  clock.advance(1000);
  press();
  assert.deepEqual(pressed, ['double', 'double']);
  clock.advance(1000);
  privacy.edge(true);
  clock.advance(30_000);
  assert.deepEqual(pressed, ['double', 'double', 'double']);
});

test('the start button gives its gestures', async () => {
  const { clock, start, pressed } = await panelOf();
  start.edge(true);
  clock.advance(100);
  start.edge(false);
  clock.advance(1000);
  start.edge(true);
  clock.advance(11_000);
  assert.deepEqual(pressed, ['short', 'hold', 'longHold']);
});

test('nothing there: silent by itself, a trouble where it is asked for, nothing even looked for where it is not', async () => {
  assert.deepEqual((await panelOf({ has: [] })).codes(), []);
  assert.deepEqual((await panelOf({ has: [], enabled: true })).codes(), ['gpioMissing']);
  assert.deepEqual((await panelOf({ enabled: false })).opened, []);
});

test('a pin that is busy is said; the rest works', async () => {
  const { clock, panel, start, live, pressed, codes } = await panelOf({ busy: [27] });
  assert.deepEqual(codes(), ['gpioFailed']);
  assert.deepEqual(panel.troubles[0]?.values, { pin: 27 });
  panel.show({ rec: 'solid', live: 'solid' });
  assert.equal(live.isOn, true);
  start.edge(true);
  clock.advance(100);
  start.edge(false);
  clock.advance(1000);
  assert.deepEqual(pressed, ['short']);
});

test('a button that is stuck is told until it is free', async () => {
  const { clock, start, codes } = await panelOf();
  start.edge(true);
  clock.advance(61_000);
  assert.deepEqual(codes(), ['buttonStuck']);
  start.edge(false);
  clock.advance(100);
  assert.deepEqual(codes(), []);
});

test('closed: lamps off, lines given back, nothing left to do; also before it was open', async () => {
  const { clock, panel, start, privacy, rec, live } = await panelOf();
  panel.show({ rec: 'solid', live: 'off' });
  panel.close();
  panel.close();
  panel.show({ rec: 'off', live: 'slow' });
  panel.show({ rec: 'solid', live: 'solid' });
  for (const line of [start, privacy, rec, live]) assert.equal(line.isClosed, true);
  assert.deepEqual([rec.isOn, live.isOn, clock.pending], [false, false, 0]);
});
