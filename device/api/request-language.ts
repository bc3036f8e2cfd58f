import type { Language } from '../reason.ts';

/**
 * The language that `Accept-Language` asks for (RFC 9110 section 12.5.4): of the box's languages the one with the
 * highest weight, the first of equals. Null where the header names none of them; the room's language then counts.
 */
export function requestLanguage(header: string | undefined): Language | null {
  let best: { language: Language; weight: number } | null = null;
  for (const range of (header ?? '').split(',')) {
    const [, language, q = '1'] =
      /^\s*(fr|en)(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i.exec(range) ?? [];
    const weight = Number(q);
    if (!language || weight <= (best?.weight ?? 0)) continue;
    best = { language: language.toLowerCase() as Language, weight };
  }
  return best?.language ?? null;
}
