/** What is typed or pasted is never cut: too long a text is said, and not sent. */
import { words } from '../words.ts';

/** What the box takes. */
export const LONGEST_PASSWORD = 200;

/** As the box counts: an emoji is one. */
const charactersOf = (text: string) => [...text].length;

export const isTooLong = (text: string, most: number) => charactersOf(text) > most;

/** Belongs below its field, which names it in `aria-describedby`. */
export function LengthNote({ id, text, most }: { id: string; text: string; most: number }) {
  if (!isTooLong(text, most)) return null;
  return (
    <p class="refusal" role="alert" id={id}>
      {words.tooLong(charactersOf(text), most)}
    </p>
  );
}

/** For the field itself. */
export const lengthFault = (id: string, text: string, most: number) =>
  isTooLong(text, most) ? { 'aria-invalid': true as const, 'aria-describedby': id } : {};
