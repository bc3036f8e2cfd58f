/** Log lines as JSON on stdout for journald; the last ones are kept in memory for the page. Nothing is written to the card. */
import pino from 'pino';
import { hideSecrets, withoutSecrets } from '../masking.ts';

export type Logger = pino.Logger;

/** Enough to explain the last hour of a calm box, 100 kB at most. */
const LINES_KEPT = 500;

export interface Log {
  logger: Logger;
  /** The newest lines, oldest first. */
  tail(lines: number): string[];
  /** Removes these words from every later line (stream keys, passwords). */
  hide(words: readonly string[]): void;
}

export function createLog(write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  const kept: string[] = [];
  const destination = {
    write(line: string) {
      const shown = withoutSecrets(line);
      kept.push(shown.trimEnd());
      if (kept.length > LINES_KEPT) kept.shift();
      write(shown);
    },
  };
  return {
    logger: pino(
      {
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        // Level names are for people who read the log on the page, or with journalctl.
        formatters: { level: (level) => ({ level }) },
      },
      destination,
    ),
    tail: (lines) => kept.slice(-lines),
    hide: hideSecrets,
  };
}
