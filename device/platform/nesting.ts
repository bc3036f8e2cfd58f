/** Measures how deep a foreign value is nested: a recursive walk of it must not run out of stack. Pure. */

/** Walks without recursion, level by level, and stops at the first that is too deep. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const inner = level.filter((one): one is object => typeof one === 'object' && one !== null);
    if (depth >= levels && inner.length > 0) return true;
    level = inner.flatMap((one) => Object.values(one));
  }
  return false;
}
