/** Messages of `WS /api/live`. Preview pictures are the binary messages: one JPEG each. */
import type { ErrorReply } from './error.ts';
import type { Status } from './status.ts';

export type ServerMessage =
  /** First of all, after each change, and every few seconds so that silence means a lost connection. */
  | { type: 'status'; status: Status }
  | { type: 'levels'; rmsDb: number; peakDb: number }
  /** What was asked for was refused; the socket stays open. */
  | ({ type: 'error' } & ErrorReply);

/** Needs the cookie or a token at the socket's opening. */
export type ClientMessage = { type: 'preview'; on: boolean };
