/** One row a figure: medians of all rounds, ratios taken inside each round, and what was to be reached. */
export interface Row {
  figure: string;
  unit: string;
  /** One value a round, in the order of the rounds; `ffmpeg` and `gst` are empty where they cannot do the same. */
  ours: number[];
  gst: number[];
  ffmpeg: number[];
  /** Highest ratio to gst-launch and highest own value allowed; none: shown for information. */
  goal: { ratio?: number; value?: number };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Round by round, so that a busy minute of the machine weighs on both sides of a ratio. */
export function ratios({ ours, gst }: Pick<Row, 'ours' | 'gst'>): number[] {
  return gst.map((theirs, round) => (ours[round] ?? Number.NaN) / theirs);
}

export function isReached(row: Row): boolean | null {
  const { ratio, value } = row.goal;
  if (ratio === undefined && value === undefined) return null;
  return (ratio === undefined || median(ratios(row)) <= ratio) && (value === undefined || median(row.ours) <= value);
}

export function table(rows: Row[]): string {
  const lines = rows.map((row) => [
    `${row.figure} (${row.unit})`,
    spread(row.ours, digits(row.unit)),
    spread(row.gst, digits(row.unit)),
    spread(row.ffmpeg, digits(row.unit)),
    spread(ratios(row), 2),
    goalText(row),
    { true: 'yes', false: '**no**', null: '' }[String(isReached(row))] ?? '',
  ]);
  const head = ['figure', 'ours', 'gst-launch', 'ffmpeg', 'ours ÷ gst-launch', 'goal', 'reached'];
  return markdown(head, lines);
}

export function markdown(head: string[], lines: string[][]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join('\n');
}

/** Median, then smallest and largest. */
export function spread(values: number[], fractionDigits: number): string {
  if (values.length === 0) return '-';
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    value.toFixed(fractionDigits),
  );
  return least === most ? `${middle}` : `${middle} (${least}-${most})`;
}

function digits(unit: string): number {
  if (unit === 'ratio') return 2;
  return ['ms', 'frames', 'recordings'].includes(unit) ? 0 : 1;
}

function goalText({ goal: { ratio, value }, unit }: Row): string {
  return [ratio === undefined ? '' : `ratio ≤ ${ratio}`, value === undefined ? '' : `≤ ${value} ${unit}`]
    .filter(Boolean)
    .join(', ');
}
