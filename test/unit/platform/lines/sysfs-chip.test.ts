import assert from 'node:assert/strict';
import test from 'node:test';
import { findGpioChip, lineNumber } from '../../../../device/platform/lines/sysfs-chip.ts';
import { type FakeRoot, fakeRoot } from '../../media/source/fake-root.ts';

/** Chips by label, base and number of lines, as they stand in `/sys/class/gpio`. */
async function withChips(root: FakeRoot, chips: [label: string, base: number, lines: number][]) {
  await root.write('sys/class/gpio/export', '');
  for (const [label, base, lines] of chips) {
    await root.write(`sys/class/gpio/gpiochip${base}/label`, `${label}\n`);
    await root.write(`sys/class/gpio/gpiochip${base}/base`, `${base}\n`);
    await root.write(`sys/class/gpio/gpiochip${base}/ngpio`, `${lines}\n`);
  }
}

const boards: [name: string, chips: [string, number, number][], line17: number | null][] = [
  [
    'Pi 3',
    [
      ['pinctrl-bcm2835', 512, 54],
      ['raspberrypi-exp-gpio', 566, 8],
    ],
    529,
  ],
  [
    'Pi 4',
    [
      ['pinctrl-bcm2711', 512, 58],
      ['raspberrypi-exp-gpio', 570, 8],
    ],
    529,
  ],
  ['an older kernel', [['pinctrl-bcm2835', 0, 54]], 17],
  [
    'Pi 5',
    [
      ['gpio-brcmstb@107d508500', 512, 32],
      ['gpio-brcmstb@107d517c00', 548, 15],
      ['pinctrl-rp1', 569, 54],
    ],
    586,
  ],
  [
    'Pi 5, an earlier kernel',
    [
      ['gpio-brcmstb@107d508500', 512, 32],
      ['pinctrl-rp1', 571, 54],
    ],
    588,
  ],
  ['the virtual board', [['gpio-sim.0:node0', 512, 28]], 529],
  ['a laptop', [['INTC1055:00', 512, 360]], null],
  ['a bank of two lines', [['gpio-sim.0:node0', 512, 2]], null],
];

for (const [name, chips, expected] of boards) {
  test(`GPIO 17: ${name}`, async (t) => {
    const root = await fakeRoot(t);
    await withChips(root, chips);
    const chip = await findGpioChip(root.path);
    assert.equal(chip && lineNumber(chip, 17), expected);
  });
}

test('no /sys/class/gpio, and a chip that cannot be read', async (t) => {
  const root = await fakeRoot(t);
  assert.equal(await findGpioChip(root.path), null);
  await root.write('sys/class/gpio/gpiochip512/label', 'pinctrl-bcm2711\n');
  assert.equal(await findGpioChip(root.path), null);
});
