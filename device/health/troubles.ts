/** Troubles of parts of the box, a reason each. */
import type { Reason } from '../reason.ts';

export class Troubles<Part extends string> {
  readonly #reasons = new Map<Part, Reason>();
  readonly #onChange: (news: Reason | null) => void;

  /** `onChange`: the trouble that is new to the log. Null where one is over or only its detail has changed. */
  constructor(onChange: (news: Reason | null) => void) {
    this.#onChange = onChange;
  }

  get reasons(): Reason[] {
    return [...this.#reasons.values()];
  }

  has(part: Part): boolean {
    return this.#reasons.has(part);
  }

  set(part: Part, reason: Reason | null): void {
    const before = this.#reasons.get(part);
    if (reason) this.#reasons.set(part, reason);
    else if (!this.#reasons.delete(part)) return;
    // Logged once, however often it is tried again.
    this.#onChange(before?.code === reason?.code ? null : reason);
  }
}
