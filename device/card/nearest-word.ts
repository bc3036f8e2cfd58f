/** The word that was probably meant, or null. Pure. */
export function nearestWord(word: string, words: readonly string[]): string | null {
  const asked = word.toLowerCase();
  const most = Math.min(2, Math.floor(asked.length / 2));
  let nearest: string | null = null;
  let least = most + 1;
  for (const one of words) {
    const distance = distanceOf(asked, one.toLowerCase());
    if (distance < least) [nearest, least] = [one, distance];
  }
  return nearest;
}

/** Levenshtein distance: letters to insert, delete or change. */
function distanceOf(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
