/** The assembly wires what the README does, in steps that each say what one sees. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { readmePins, sorted } from './readme-pins.ts';

const assembly = readFileSync(resolve(import.meta.dirname, '../../../image/assembly.md'), 'utf8');

test('its tables screw the wires that the README says', () => {
  const ways = new Map<string, number[]>();
  for (const [, near = '', pin] of assembly.matchAll(/^\| \d+ +\| ([^|]+)\| [^|]*wire to pin (\d+) +\|$/gm)) {
    const part = near.match(/^(red LED|green LED|start|off-the-record)/)?.[0] ?? 'resistor';
    ways.set(part, [...(ways.get(part) ?? []), Number(pin)]);
  }
  const [rec, live] = ways.get('resistor') ?? [];
  const pins = {
    startButton: ways.get('start') ?? [],
    privacyButton: ways.get('off-the-record') ?? [],
    recLamp: [...(ways.get('red LED') ?? []), rec ?? 0],
    liveLamp: [...(ways.get('green LED') ?? []), live ?? 0],
  };
  const readme = readmePins();
  assert.equal(readme.size, 4);
  for (const [part, wired] of Object.entries(pins)) {
    assert.deepEqual(sorted(wired), sorted(readme.get(part)?.pins ?? []), part);
  }
});

test('ten steps, each with what one sees and what to do if not, 20 minutes in all', () => {
  const steps = assembly.split(/^## /m).filter((step) => /^\d+\. /.test(step));
  assert.equal(steps.length, 10);
  let minutes = 0;
  for (const [index, step] of steps.entries()) {
    const [, number, lasts] = step.match(/^(\d+)\. .+ \((\d+) minutes?\)$/m) ?? [];
    assert.equal(Number(number), index + 1);
    minutes += Number(lasts);
    assert.match(step, /^- \*\*You see\*\* .*[\s\S]*^- \*\*If not:\*\* /m, `step ${number}`);
  }
  assert.equal(minutes, 20);
  assert.match(assembly, /ten steps, 20 minutes/);
});
