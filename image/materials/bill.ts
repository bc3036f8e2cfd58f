/** The bill of materials as a page, from `lines.ts` and `extras.ts`. */
import { EXTRAS } from './extras.ts';
import { LINES } from './lines.ts';
import {
  BUDGET_EUR,
  CONVERSION,
  type EurRange,
  type Line,
  type Material,
  REFERENCE,
  VARIANTS,
  type Variant,
} from './material.ts';

const variants = Object.keys(VARIANTS) as Variant[];
const LEVELS = ['low', 'likely', 'high'] as const;

const linesOf = (variant: Variant) => LINES.filter((line) => line.in.includes(variant));

/** In cents, because sums of EUR with fractions would not be exact. */
const cents = ({ quantity, eur }: Material, level: keyof EurRange) => quantity * Math.round(100 * eur[level]);

/** Cost of a variant in EUR with VAT. */
export function total(variant: Variant): EurRange {
  const sum = (level: keyof EurRange) => linesOf(variant).reduce((so, line) => so + cents(line, level), 0) / 100;
  return { low: sum('low'), likely: sum('likely'), high: sum('high') };
}

/** A foreign price in EUR with VAT. */
export function converted({ amount, currency, vat }: NonNullable<Material['abroad']>): number {
  return amount * CONVERSION.eurPer[currency] * (vat === 'excluded' ? 1 + CONVERSION.vatRate : 1);
}

const money = (eur: number) => eur.toFixed(2);
const range = (eur: EurRange) => LEVELS.map((level) => money(eur[level])).join(' / ');

/** Columns as wide as their widest cell, as the formatter makes them. */
function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function sourceOf({ source, date, abroad, basis }: Material): string {
  const from = abroad
    ? ` (${money(abroad.amount)} ${abroad.currency}, VAT ${abroad.vat}: ${money(converted(abroad))} EUR)`
    : '';
  return `${basis}: ${source}${from}, ${date}`;
}

const part = ({ what, needs }: Material) => `**${what}**: ${needs}`;
const marks = (line: Line) =>
  line.in.length === variants.length ? 'all' : line.in.map((variant) => VARIANTS[variant].mark).join(', ');

/** Each box with its cost. */
function boxes(): string[] {
  const rows = variants.map((variant) => {
    const sums = total(variant);
    const is = variant === REFERENCE ? ' (the reference)' : '';
    return [
      `**${VARIANTS[variant].mark}**`,
      `${VARIANTS[variant].name}${is}`,
      ...LEVELS.map((level) => money(sums[level])),
      sums.likely < BUDGET_EUR ? 'yes' : `no: ${money(sums.likely - BUDGET_EUR)} too much`,
    ];
  });
  return table(['', 'box', 'low', 'likely', 'high', `below ${BUDGET_EUR} EUR at likely prices`], rows);
}

/** Each part with its price, then the sums. */
function parts(): string[] {
  const lines = LINES.map((line) => [part(line), String(line.quantity), range(line.eur), marks(line), sourceOf(line)]);
  const totals = variants.map((variant) => {
    const { mark } = VARIANTS[variant];
    return [`**total ${mark}**`, '', `**${range(total(variant))}**`, mark, ''];
  });
  return table(['part', 'pieces', 'EUR each', 'in', 'basis: source, date'], [...lines, ...totals]);
}

/** The rest of the budget, and the single line that would use it up. */
function margin(): string[] {
  const { likely, high } = total(REFERENCE);
  const leftCents = Math.round(100 * (BUDGET_EUR - likely));
  const rises = linesOf(REFERENCE)
    .map((line) => ({ what: line.what, cents: cents(line, 'high') - cents(line, 'likely') }))
    .sort((a, b) => b.cents - a.cents);
  const names = rises.map(({ what, cents }) => `${what} (+${money(cents / 100)})`);
  const fatal = rises.filter((rise) => rise.cents >= leftCents).length;
  return [
    `At likely prices ${money(leftCents / 100)} EUR of ${BUDGET_EUR} are left. ` +
      (fatal > 0
        ? `Each of these at its high price alone uses them up: ${names.slice(0, fatal).join(', ')}.`
        : `No single line at its high price uses them up; ${names[0]} comes nearest.`),
    `At high prices, every one of them at once, it costs ${money(high)} EUR: ${money(high - BUDGET_EUR)} too much. Then only`,
    'what is at hand brings it back: a card, a supply (5 V, 2.5 A, micro-USB) or a webcam from a drawer, or delivery that',
    'several boxes share.',
  ];
}

/** The whole of `bill-of-materials.md`. */
export function billOfMaterials(): string {
  const estimates = LINES.filter(({ basis }) => basis === 'estimate').length;
  const remarks = LINES.filter(({ remark }) => remark).map(({ what, remark }) => `- ${what}: ${remark}`);
  return [
    '<!-- Written by materials/write-materials.ts from materials/lines.ts and materials/extras.ts: change it there. -->',
    '',
    '# Bill of materials',
    '',
    'EUR with VAT and delivery. **Nobody here has bought these parts, and no board has been tried by us.** ' +
      `${estimates} of the ${LINES.length}`,
    "lines are estimates, the others come from other people's shop lists.",
    'The day at each is that of its price or, where a list bears none, that of our reading it. Prices of boards and cards are',
    'moving in 2026: look each one up on the day you order.',
    '',
    ...boxes(),
    '',
    `**"Less than ${BUDGET_EUR} EUR all in" is said of ${VARIANTS[REFERENCE].mark}, and of no other box here.** What it gives up for it: the microphone is`,
    'the one in the camera, so the camera stands within 1.5 m of whoever speaks; its only network is Wi-Fi at 2.4 GHz; it has',
    'one USB socket; and nobody has yet measured whether its processor keeps up with 30 pictures a second (`npm run test:pi`',
    'tells). Of a Pi 4 others have measured that it does; a box with it is below',
    `${BUDGET_EUR} EUR only where most lines are nearer to their low price than to their likely one.`,
    '',
    ...margin(),
    '',
    '## Parts',
    '',
    'Price: of one piece, low / likely / high. Low and high sums take all lines at their lowest or highest at once, which is',
    'rarer than either.',
    '',
    ...parts(),
    '',
    ...remarks,
    '',
    '## In no total',
    '',
    ...table(
      ['part', 'EUR each', 'basis: source, date', 'why'],
      EXTRAS.map((extra) => [part(extra), range(extra.eur), sourceOf(extra), extra.remark ?? '']),
    ),
    '',
    'Not counted either: a computer with a card reader to write the card, a small screwdriver, a drill or a knife for three',
    'holes in the junction box, the server, your evening. A Pi 5 has no video encoder: not for this box.',
    '',
    '## How prices from abroad were converted',
    '',
    ...Object.entries(CONVERSION.eurPer).map(([currency, eur]) => `- 1 ${currency} = ${eur} EUR;`),
    `- ${100 * CONVERSION.vatRate} % VAT is added where it was excluded, nothing for customs.`,
    '',
    `These rates are rounded and were assumed on ${CONVERSION.assumedOn}, not looked up.`,
    '',
    'Then: [wiring](pictures/wiring.svg), [assembly](assembly.md).',
    '',
  ].join('\n');
}
