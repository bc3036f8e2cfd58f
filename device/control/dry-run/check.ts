import type { Reason } from '../../reason.ts';
import { type DryRunLine, lineNumber } from './dry-run-lines.ts';

export interface Verdict {
  level: 'ok' | 'degraded' | 'failing';
  /** One sentence, also where all is well. */
  reason: Reason;
}

/** One thing tried; several destinations share a line. */
export interface Check extends Verdict {
  id: string;
  /** Line number; see `DRY_RUN_LINES`. */
  line: number;
}

export function check(line: DryRunLine, { level, reason }: Verdict, id: string = line): Check {
  return { id, line: lineNumber(line), level, reason };
}
