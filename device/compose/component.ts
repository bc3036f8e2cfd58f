/** The parts that the box is made of, and those that follow its talks. */
import type { Reason } from '../reason.ts';

/** One component's life. Components start in the order of their list, one after the other, and stop in reverse. */
export interface Component {
  /** @throws only where the box cannot run without this component. The service then does not start. */
  start?(): Promise<void> | void;
  /** Resolves when the component holds no file, process, timer or port any more. All components together have 4.5 s. */
  stop?(): Promise<void> | void;
  /** Troubles of the component for the status. Null entries are ignored. */
  troubles?(): readonly (Reason | null)[];
}
