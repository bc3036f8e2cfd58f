/** A request that is answered with a reason instead of what it asked for. */
import { type Reason, sentence } from '../reason.ts';
import type { ErrorDetail } from './contract/error.ts';

export class Refused extends Error {
  readonly statusCode: number;
  readonly reason: Reason;
  readonly details: ErrorDetail[] | undefined;

  constructor(statusCode: number, reason: Reason, details?: ErrorDetail[]) {
    super(sentence(reason, 'en'));
    this.statusCode = statusCode;
    this.reason = reason;
    this.details = details;
  }
}
