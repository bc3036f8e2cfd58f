/** What each fault cost, a row each. */
import { markdown } from '../bench/table.ts';

export interface Figures {
  fault: string;
  /** From the fault until the box says so; null: it need not, as nothing was lost. */
  detectedSeconds: number | null;
  /** From the repair until the server has media again. */
  backSeconds: number | null;
  /** Of the talk that the recording lacks. */
  recordingLostSeconds: number;
  /** The longest pause in the recording. */
  voiceGapMs: number;
  pictureGapMs: number;
  /** How long a player that is 6 s behind stood still. */
  viewerStoodSeconds: number | null;
  /** The code of what the page said. */
  said: string;
}

const rows: Figures[] = [];

export function keep(row: Figures): void {
  rows.push(row);
}

/** What is measured in other units than the rows above, by what is printed over it. */
const others = new Map<string, Record<string, string>[]>();

/** A row of a table of its own; its first row names the columns. */
export function keepIn(table: string, row: Record<string, string>): void {
  others.set(table, [...(others.get(table) ?? []), row]);
}

export function figures(): string {
  const more = [...others].map(([table, own]) => {
    const head = Object.keys(own[0] ?? {});
    return `${table}\n\n${markdown(
      head,
      own.map((row) => head.map((column) => row[column] ?? '-')),
    )}`;
  });
  return [...(rows.length > 0 ? [faultTable()] : []), ...more].join('\n\n');
}

function faultTable(): string {
  const seconds = (value: number | null) => (value === null ? '-' : value.toFixed(1));
  return markdown(
    [
      'fault',
      'said after s',
      'back after s',
      'recording lost s',
      'voice gap ms',
      'picture gap ms',
      'viewer stood s',
      'said',
    ],
    rows.map((row) => [
      row.fault,
      seconds(row.detectedSeconds),
      seconds(row.backSeconds),
      row.recordingLostSeconds.toFixed(1),
      String(row.voiceGapMs),
      String(row.pictureGapMs),
      seconds(row.viewerStoodSeconds),
      row.said,
    ]),
  );
}
