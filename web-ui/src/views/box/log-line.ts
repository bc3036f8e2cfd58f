/** A line of the log (pino's JSON) in a form for people. */

export type LogKind = 'info' | 'warn' | 'error';

export interface LogLine {
  /** Null where the box did not write this line. */
  at: Date | null;
  kind: LogKind;
  message: string;
  /** The other members of the line, as JSON; empty where there are none. */
  rest: string;
  whole: string;
}

/** Kinds for pino's levels: trace, debug, info, warn, error, fatal. */
const kindOf = (level: unknown): LogKind => {
  if (level === 'error' || level === 'fatal') return 'error';
  return level === 'warn' ? 'warn' : 'info';
};

export function readLogLine(whole: string): LogLine {
  try {
    const { time, level, msg, ...rest } = JSON.parse(whole) as Record<string, unknown>;
    if (typeof msg !== 'string') return asItIs(whole);
    const at = new Date(time as string);
    return {
      at: Number.isNaN(at.getTime()) ? null : at,
      kind: kindOf(level),
      message: msg,
      rest: Object.keys(rest).length > 0 ? JSON.stringify(rest, null, 2) : '',
      whole,
    };
  } catch {
    return asItIs(whole);
  }
}

const asItIs = (whole: string): LogLine => ({ at: null, kind: 'info', message: whole, rest: '', whole });
