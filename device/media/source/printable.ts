/** A name that came from outside (a USB descriptor, a settings file), fit for a page, a log and a lamp's sentence. */
export function printable(text: string, maxLength = 100): string {
  const clean = text.replace(/\p{C}+/gu, ' ').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
