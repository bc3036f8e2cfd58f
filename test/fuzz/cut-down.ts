/** Of an input that shows a fault, a smaller one that still does: pieces are left out, ever smaller ones, for some seconds. */
const PATIENCE_MS = 10_000;

export function cutDown(input: Buffer, isStill: (part: Buffer) => boolean): Buffer {
  const untilMs = performance.now() + PATIENCE_MS;
  let small = input;
  for (let size = Math.ceil(input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < small.length && performance.now() < untilMs; ) {
      const part = Buffer.concat([small.subarray(0, at), small.subarray(at + size)]);
      if (isStill(part)) small = part;
      else at += size;
    }
  }
  return small;
}
