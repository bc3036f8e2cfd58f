/** Values of a query are text. A pattern checks their meaning, because nothing is converted silently. */
import { Type } from 'typebox';

/** A whole number from `minimum` to `maximum`. A pattern can express only these: 0 or 1, and some nines. */
export function wholeNumber(minimum: 0 | 1, maximum: 999 | 9999, description: string) {
  const digits = String(maximum).length;
  return Type.String({
    pattern: minimum === 0 ? `^[0-9]{1,${digits}}$` : `^[1-9][0-9]{0,${digits - 1}}$`,
    faultCode: 'faultWholeNumber',
    faultValues: { minimum, maximum },
    description,
  });
}
