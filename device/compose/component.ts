/** What the box is made of, and what takes part in its talks. */
import type { Reason } from '../reason.ts';

/** A component's life. Components start in the order of their list, one after the other, and stop in reverse. */
export interface Component {
  /** @throws only where the box cannot run without it: then the service does not start. */
  start?(): Promise<void> | void;
  /** Resolves when it holds no file, process, timer or port any more. All together have 4.5 s. */
  stop?(): Promise<void> | void;
  /** What is wrong with it now, for the status; null stands for nothing. */
  troubles?(): readonly (Reason | null)[];
}
