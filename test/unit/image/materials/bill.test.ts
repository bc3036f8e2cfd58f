/** What the bill of materials says is true of the lines it shows. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { billOfMaterials, converted, total } from '../../../../image/materials/bill.ts';
import { EXTRAS } from '../../../../image/materials/extras.ts';
import { LINES } from '../../../../image/materials/lines.ts';
import { type Material, REFERENCE, VARIANTS, type Variant } from '../../../../image/materials/material.ts';

const IMAGE = resolve(import.meta.dirname, '../../../../image');
const page = readFileSync(resolve(IMAGE, 'bill-of-materials.md'), 'utf8');
const variants = Object.keys(VARIANTS) as Variant[];
const everything: readonly Material[] = [...LINES, ...EXTRAS];

/** The cells of the rows of the table below a heading (or the page's first table). */
function tableRows(heading: string): string[][] {
  const rows = page.slice(page.indexOf(heading)).match(/(?:^\|.*\n)+/m)?.[0] ?? '';
  return rows
    .trim()
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.replaceAll('**', '').trim()));
}

const cents = (eur: string) => Math.round(100 * Number(eur));
const three = (prices: string) => prices.split(' / ').map(cents);

test('the page is what the data make', () => {
  assert.equal(page, billOfMaterials(), 'run: node --import tsx image/materials/write-materials.ts');
});

test('each part has a price in whole cents, a source and a day that has been', () => {
  assert.equal(new Set(everything.map(({ what }) => what)).size, everything.length);
  for (const { what, needs, quantity, eur, source, date } of everything) {
    assert.ok(needs.length > 3 && source.length > 3, what);
    assert.ok(Number.isInteger(quantity) && quantity > 0, what);
    assert.ok(eur.low >= 0 && eur.low <= eur.likely && eur.likely <= eur.high && eur.high > 0, what);
    for (const price of Object.values(eur)) assert.equal(price, Number(price.toFixed(2)), what);
    assert.equal(new Date(date).toISOString().slice(0, 10), date, what);
    assert.ok(Date.parse(date) <= Date.now(), `${what}: ${date} is yet to come`);
  }
});

test('a price from abroad lies within what is asked for it here', () => {
  const abroad = everything.filter((part) => part.abroad);
  assert.ok(abroad.length > 0);
  for (const { what, eur, abroad: price } of abroad) {
    assert.ok(price);
    const here = converted(price);
    assert.ok(eur.low <= here && here <= eur.high, `${what}: ${here}`);
  }
  assert.ok(Math.abs(converted({ amount: 100, currency: 'USD', vat: 'excluded' }) - 104.4) < 1e-9);
  assert.ok(Math.abs(converted({ amount: 100, currency: 'GBP', vat: 'included' }) - 115) < 1e-9);
});

test('the totals are the sums of the lines that the page shows', () => {
  const rows = tableRows('## Parts');
  const lines = rows.filter(([part = '']) => !part.startsWith('total '));
  assert.equal(lines.length, LINES.length);
  for (const variant of variants) {
    const { mark } = VARIANTS[variant];
    const sums = [0, 0, 0];
    for (const [, pieces, prices = '', marks = ''] of lines) {
      if (marks !== 'all' && !marks.split(', ').includes(mark)) continue;
      three(prices).forEach((price, level) => {
        sums[level] = (sums[level] ?? 0) + Number(pieces) * price;
      });
    }
    const stated = rows.find(([part]) => part === `total ${mark}`)?.[2] ?? '';
    assert.deepEqual(three(stated), sums, mark);
    const [, , ...summary] = tableRows('# Bill').find(([cell]) => cell === mark) ?? [];
    assert.deepEqual(summary.slice(0, 3).map(cents), sums, mark);
  }
});

test('the reference costs less than 100 EUR at likely prices, and the page says it of no box that does not', () => {
  assert.ok(total(REFERENCE).likely < 100);
  const summary = tableRows('# Bill');
  assert.deepEqual(
    summary.map(([mark]) => mark),
    variants.map((variant) => VARIANTS[variant].mark),
  );
  for (const [mark = '', , , likely = '', high = '', verdict = ''] of summary) {
    assert.equal(verdict === 'yes', cents(likely) < 100_00, mark);
    if (mark === VARIANTS[REFERENCE].mark) {
      assert.match(page, new RegExp(`it costs ${high} EUR: ${((cents(high) - 100_00) / 100).toFixed(2)} too much`));
    }
  }
});

test('no box lacks anything that it needs', () => {
  for (const variant of variants) {
    const lines = LINES.filter((line) => line.in.includes(variant));
    const pieces = (what: RegExp) =>
      lines.filter((line) => what.test(line.what)).reduce((sum, { quantity }) => sum + quantity, 0);
    const one = /^(Raspberry Pi|microSD|power supply|case|USB camera|start button|red LED|green LED|delivery|fixing)/;
    assert.equal(pieces(one), 10, variant);
    for (const word of one.source.slice(2, -1).split('|')) assert.equal(pieces(new RegExp(`^${word}`)), 1, word);
    assert.equal(pieces(/^resistor/), 2, 'one for each LED');
    assert.equal(pieces(/^(jumper wires|screw terminal strip|junction box)/), 3);
    assert.equal(pieces(/^USB microphone/), variant.endsWith('Mic') ? 1 : 0);
    assert.equal(pieces(/^network cable/), variant.startsWith('wired') ? 1 : 0);
    // A Zero has one micro-USB socket.
    assert.equal(pieces(/OTG/), variant.startsWith('zero') ? 1 : 0);
  }
});

test('what the page points to is there', () => {
  const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  assert.deepEqual(links, ['pictures/wiring.svg', 'assembly.md']);
  for (const link of links) assert.ok(existsSync(resolve(IMAGE, link)), link);
});
