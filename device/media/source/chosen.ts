import type { Reason } from '../../reason.ts';

/** What a capture attempt takes its pictures or its sound from. */
export interface Chosen<Source> {
  source: Source;
  /** For the page: the device's own name, '' where there is none. */
  name: string;
  /** Why it is not what was asked for; null where it is. */
  reason: Reason | null;
}
