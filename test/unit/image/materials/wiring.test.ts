/** The drawing and the README wire the pins that the settings have by default. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { checkSettings } from '../../../../device/settings/settings-faults.ts';
import { type PanelGpio, wiringDrawing } from '../../../../image/materials/wiring.ts';
import { readmePins, sorted } from '../readme-pins.ts';

const drawing = readFileSync(resolve(import.meta.dirname, '../../../../image/pictures/wiring.svg'), 'utf8');
const readme = readmePins();

/** On every board with 40 pins. */
const GROUNDS = [6, 9, 14, 20, 25, 30, 34, 39];
const FIVE_VOLTS = [2, 4];

const gpio: PanelGpio = (() => {
  const { settings } = checkSettings({});
  assert.ok(settings);
  const { startButton, privacyButton, recLamp, liveLamp } = settings.gpio;
  return { startButton, privacyButton, recLamp, liveLamp };
})();
const parts = Object.keys(gpio) as (keyof PanelGpio)[];

/** The pins at which a part's wires begin, by where they are drawn. */
function wiredPins(svg: string, part: string): number[] {
  const at = new Map(
    [...svg.matchAll(/<rect id="pin-(\d+)" class="\w+" x="(\d+)" y="(\d+)" width="26" height="26"/g)].map(
      ([, pin, x, y]) => [`${Number(x) + 13},${Number(y) + 13}`, Number(pin)],
    ),
  );
  assert.equal(at.size, 40);
  const group = svg.match(new RegExp(`<g id="${part}">.*</g>`))?.[0] ?? '';
  const starts = [...group.matchAll(/<path class="wire[^"]*" d="M(\d+,\d+)/g)].map(([, start = '']) => at.get(start));
  return starts.map((pin) => pin ?? assert.fail(`${part}: a wire that begins at no pin`));
}

test('the drawing is of the settings that hold without any', () => {
  assert.equal(drawing, wiringDrawing(gpio), 'run: node --import tsx image/materials/write-materials.ts');
});

test('the README’s table is of the same settings', () => {
  assert.deepEqual([...readme.keys()].sort(), [...parts].sort());
  for (const part of parts) assert.equal(readme.get(part)?.gpio, gpio[part], part);
});

test('each part’s wires begin at the README’s pins, one of them ground', () => {
  for (const part of parts) {
    const pins = wiredPins(drawing, part);
    assert.deepEqual(sorted(pins), sorted(readme.get(part)?.pins ?? []), part);
    assert.equal(pins.filter((pin) => GROUNDS.includes(pin)).length, 1, part);
    assert.match(drawing, new RegExp(`class="label[^"]*">GPIO${gpio[part]}<`));
  }
  const all = parts.flatMap((part) => wiredPins(drawing, part));
  assert.equal(new Set(all).size, 8);
  assert.ok(!all.some((pin) => FIVE_VOLTS.includes(pin)));
});

test('what the drawing says in words are the same pins', () => {
  const pairs = [...drawing.matchAll(/class="strong">([A-Z ]+)<\/text><text [^>]*>(\d+) \+ (\d+)</g)];
  const names = { START: 'startButton', REC: 'recLamp', LIVE: 'liveLamp', 'OFF THE RECORD': 'privacyButton' };
  assert.equal(pairs.length, 4);
  for (const [, name, pin, ground] of pairs) {
    assert.deepEqual([Number(pin), Number(ground)], readme.get(names[name as keyof typeof names])?.pins, name);
  }
});

test('other settings make another drawing', () => {
  const other = wiringDrawing({ ...gpio, recLamp: 5 });
  assert.deepEqual(sorted(wiredPins(other, 'recLamp')), [14, 29]);
  assert.match(other, />GPIO5</);
});

test('each lamp goes through a resistor, long leg first', () => {
  for (const lamp of ['recLamp', 'liveLamp']) {
    const group = drawing.match(new RegExp(`<g id="${lamp}">.*</g>`))?.[0] ?? '';
    assert.match(group, /330 Ω/);
    assert.match(group, />\+</);
  }
});

test("the card's lines for the firmware are the README's, and for the same pins", () => {
  const text = (name: string) => readFileSync(resolve(import.meta.dirname, '../../../..', name), 'utf8');
  const lines = (name: string) =>
    text(name)
      .split('\n')
      .filter((line) => /^(gpio|dtoverlay)=/.test(line));
  const [pulled, driven] = lines('image/card/boot/config.txt');
  const drivers = lines('image/card/boot/overlays.txt');
  assert.deepEqual([pulled, ...drivers], lines('image/README.md'));
  assert.equal(pulled, `gpio=${gpio.startButton},${gpio.privacyButton}=ip,pu`);
  assert.equal(driven, `gpio=${gpio.recLamp},${gpio.liveLamp}=op,dl`);
  const pinOf = (label: string) => {
    const line = drivers.find((driver) => driver.includes(`label=pupitre-${label},`));
    return Number(line?.match(/,gpio=(\d+),/)?.[1]);
  };
  assert.deepEqual(['start', 'privacy', 'rec', 'live'].map(pinOf), [
    gpio.startButton,
    gpio.privacyButton,
    gpio.recLamp,
    gpio.liveLamp,
  ]);
});
