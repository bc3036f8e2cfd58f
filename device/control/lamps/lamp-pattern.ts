/** The pattern of each state of a lamp (the table of lamps in `web-ui/README.md`), as data. Pure. */
import type { LiveLamp, RecLamp } from './lamps.ts';

/** Constant, or a cycle that repeats: milliseconds on, off, on, off … */
export type LampPattern = boolean | readonly number[];

export const LAMP_PATTERNS: Record<RecLamp | LiveLamp, LampPattern> = {
  off: false,
  solid: true,
  slow: [500, 500],
  fast: [125, 125],
  ready: [100, 3900],
  privacy: [100, 3900],
};

const ANSWER_MS = 5000;
const BLINK_MS = 300;
const PAUSE_MS = 1500;
/** A second round, for people who missed the count. */
const ROUNDS = 2;

/** Patterns that replace the lamps' own for a while. */
export interface LampAnswer {
  rec: LampPattern;
  live: LampPattern;
  forMs: number;
}

/** While the dry run runs, at most 15 s: one lamp, then the other. No other state looks like this. */
export const DRY_RUN_RUNS: LampAnswer = { rec: [BLINK_MS, BLINK_MS], live: [0, BLINK_MS, BLINK_MS], forMs: 20_000 };

/** Answer to a dry run: solid when nothing fails, otherwise as many blinks as the number of the first failing line. */
export function dryRunAnswer({ checks }: { checks: readonly { line: number; level: string }[] }): LampAnswer {
  const failing = checks.filter(({ level }) => level === 'failing');
  if (failing.length === 0) return { rec: true, live: true, forMs: ANSWER_MS };
  const line = Math.min(...failing.map((check) => check.line));
  const pattern = Array.from({ length: line }, () => [BLINK_MS, BLINK_MS]).flat();
  pattern[pattern.length - 1] = PAUSE_MS;
  return { rec: pattern, live: pattern, forMs: ROUNDS * periodMs(pattern) };
}

export function periodMs(pattern: readonly number[]): number {
  return pattern.reduce((sum, ms) => sum + ms, 0);
}

/** State of a lamp `elapsedMs` after the pattern began, and the time until it changes; null: never. */
export function lampAt(pattern: LampPattern, elapsedMs: number): { isOn: boolean; changesInMs: number | null } {
  if (typeof pattern === 'boolean') return { isOn: pattern, changesInMs: null };
  let leftMs = elapsedMs % periodMs(pattern);
  let at = 0;
  for (let ms = pattern[at]; ms !== undefined && leftMs >= ms; ms = pattern[at]) {
    leftMs -= ms;
    at++;
  }
  return { isOn: at % 2 === 0, changesInMs: (pattern[at] ?? 0) - leftMs };
}
