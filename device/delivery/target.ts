/** Where things are delivered to. A target is all that the queue knows of what it carries. */
import type { Pace } from '../net/request-body.ts';
import type { Reason } from '../reason.ts';
import type { QueueEntry } from './disk-queue.ts';

/** Null: it has been taken, and is never sent again. */
export type Outcome = Undelivered | null;

export interface Undelivered {
  reason: Reason;
  /**
   * `entry`: the target works and does not take this one, so the next may go. `target`: whatever is sent there would fail too,
   * so nothing more is tried until this has waited.
   */
  concerns: 'entry' | 'target';
}

export interface DeliveryContext {
  /** Ends the try at once: the entry stays and is sent again. */
  signal: AbortSignal;
  /** To be asked before bytes are sent, so that a talk never lacks them. */
  pace: Pace;
}

export interface Target<Entry extends QueueEntry> {
  /** The settings still name it for this entry. What is for nobody any more goes without a word to anybody. */
  isWanted(entry: Entry): boolean;
  /** One try. Nothing secret is in the reason. The entry's id is the same at each try: send it along, so that a repeat is known. */
  deliver(entry: Entry, context: DeliveryContext): Promise<Outcome>;
}
