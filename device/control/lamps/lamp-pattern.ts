/** What each state of a lamp looks like (the table of lamps in `web-ui/README.md`), as data. Pure. */
import type { LiveLamp, RecLamp } from './lamps.ts';

/** Constant, or for ever again: milliseconds on, off, on, off … */
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
/** Whoever missed the count counts again. */
const ROUNDS = 2;

/** What the lamps show for a while in the place of their own. */
export interface LampAnswer {
  rec: LampPattern;
  live: LampPattern;
  forMs: number;
}

/** While the dry run runs, at most 15 s: one lamp, then the other, as they never shine otherwise. */
export const DRY_RUN_RUNS: LampAnswer = { rec: [BLINK_MS, BLINK_MS], live: [0, BLINK_MS, BLINK_MS], forMs: 20_000 };

/** What both lamps say after a dry run, and for how long: solid when nothing fails, else as many blinks as the line has. */
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

/** How a lamp is `elapsedMs` after the pattern began, and in how long that changes; null: never. */
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
