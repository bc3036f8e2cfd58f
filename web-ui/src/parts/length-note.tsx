/** A typed or pasted text is never cut. The page says that it is too long, and does not send it. */
import { words } from '../words.ts';

/** The limit of the box. */
export const LONGEST_PASSWORD = 200;

/** Counted as the box counts: an emoji is one. */
const charactersOf = (text: string) => [...text].length;

export const isTooLong = (text: string, most: number) => charactersOf(text) > most;

/** Place it below its field, which names it in `aria-describedby`. */
export function LengthNote({ id, text, most }: { id: string; text: string; most: number }) {
  if (!isTooLong(text, most)) return null;
  return (
    <p class="refusal" role="alert" id={id}>
      {words.tooLong(charactersOf(text), most)}
    </p>
  );
}

/** Properties for the field itself. */
export const lengthFault = (id: string, text: string, most: number) =>
  isTooLong(text, most) ? { 'aria-invalid': true as const, 'aria-describedby': id } : {};
