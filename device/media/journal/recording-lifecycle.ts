/**
 * States of a recording, and the events that move it from one to the next. Receipts and deliveries wait for events instead of
 * polling. Events are not kept: after a restart, ask for the state first.
 */
/**
 * `recording`, then `finishing` while its join waits or runs, then one of the others. `parts`: the MP4 could not be made yet, and
 * the FLV parts can be played; the next try to join them makes it `finishing` again. `damaged`: there is no media.
 */
export type RecordingState = 'recording' | 'finishing' | 'ready' | 'parts' | 'damaged';

export type RecordingEvent =
  /** The box has made what it can of its parts for now: it is `ready`, `parts` or `damaged`. */
  | { type: 'finished'; id: string }
  /** It has its true name since the clock is set. */
  | { type: 'renamed'; id: string; to: string }
  | { type: 'removed'; id: string };

/** @param work what the box does with it now; null: nothing */
export function recordingState(
  work: 'recording' | 'finishing' | null,
  { hasMp4, parts }: { hasMp4: boolean; parts: number },
): RecordingState {
  if (work !== null) return work;
  if (hasMp4) return 'ready';
  return parts > 0 ? 'parts' : 'damaged';
}

/** Hands each event to all listeners, in the order in which they came. */
export class RecordingLifecycle {
  readonly #listeners = new Set<(event: RecordingEvent) => void>();

  /** @param listener must not throw. @returns ends the watch */
  watch(listener: (event: RecordingEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  report(event: RecordingEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
