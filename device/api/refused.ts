/** A request that is answered with a reason, not with what it asked for. */
import { type Reason, sentence } from '../reason.ts';
import type { SettingsFault } from '../settings/value-faults.ts';

export class Refused extends Error {
  readonly statusCode: number;
  readonly reason: Reason;
  /** Faults of the request, each by its key path. */
  readonly faults: SettingsFault[] | undefined;

  constructor(statusCode: number, reason: Reason, faults?: SettingsFault[]) {
    super(sentence(reason, 'en'));
    this.statusCode = statusCode;
    this.reason = reason;
    this.faults = faults;
  }
}
