/** What becomes of a valid sample: a few changes of the kinds that break parsers. */
import type { Random } from './random.ts';

export interface Shape {
  /** Lines, words, numbers; else bytes and big-endian lengths. */
  isText: boolean;
  mostBytes: number;
}

const NUMBERS = ['0', '-1', '1e999', '4294967296', '18446744073709551615', '0x', '9'.repeat(400), '.', 'NaN', ''];
const SIGNS = [
  '"',
  "'",
  ',',
  '=',
  ':',
  ';',
  '[',
  ']',
  '{',
  '}',
  '\\',
  '\n',
  '\r',
  '\t',
  ' ',
  '.',
  '#',
  '@',
  '\0',
  '\ufeff',
  'é',
  '{$',
  '__proto__',
  'toString',
];
const LENGTHS = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0xff_ffff, 0x7fff_ffff, 0xffff_ffff];
const MOST_CHANGES = 4;

export function mutate(random: Random, samples: readonly Buffer[], { isText, mostBytes }: Shape): Buffer {
  let bytes = random.pick(samples);
  for (let change = 0; change <= random.below(MOST_CHANGES); change++) {
    const how = random.pick(isText ? [...BOTH, ...OF_TEXT] : [...BOTH, ...OF_BYTES]);
    bytes = how(random, bytes, samples, mostBytes).subarray(0, mostBytes);
  }
  return bytes;
}

type Change = (random: Random, bytes: Buffer, samples: readonly Buffer[], mostBytes: number) => Buffer;

const replaced = (bytes: Buffer, from: number, to: number, by: Uint8Array | string) =>
  Buffer.concat([bytes.subarray(0, from), Buffer.from(by as Uint8Array), bytes.subarray(to)]);

function piece(random: Random, bytes: Buffer): [from: number, to: number] {
  const from = random.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + 1 + random.below(random.pick([4, 64, 4096])))];
}

const BOTH: Change[] = [
  // Cut off, at either end.
  (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  (random, bytes) => bytes.subarray(random.below(Math.min(64, bytes.length) + 1)),
  // A piece taken out, said again and again, or put in from another sample.
  (random, bytes) => replaced(bytes, ...piece(random, bytes), ''),
  (random, bytes, _, mostBytes) => {
    const [from, to] = piece(random, bytes);
    const again = bytes.subarray(from, to);
    const times = Math.min(random.pick([2, 50, 20_000]), Math.ceil(mostBytes / Math.max(1, again.length)));
    return replaced(bytes, from, from, Buffer.concat(Array<Buffer>(times).fill(again)));
  },
  (random, bytes, samples) => {
    const other = random.pick(samples);
    return replaced(bytes, ...piece(random, bytes), other.subarray(...piece(random, other)));
  },
  // Some of it turned around.
  (random, bytes) => {
    const copy = Buffer.from(bytes);
    for (let flips = 0; copy.length > 0 && flips <= random.below(8); flips++) {
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    }
    return copy;
  },
];

const OF_BYTES: Change[] = [
  // A length or a count that says too much, anywhere or near the beginning, where heads are.
  (random, bytes) => {
    const size = random.pick([1, 2, 3, 4]);
    const at = random.below(Math.max(1, random.pick([bytes.length, 64]) - size));
    if (at + size > bytes.length) return bytes;
    const copy = Buffer.from(bytes);
    copy.writeUIntBE(random.pick(LENGTHS) % 2 ** (8 * size), at, size);
    return copy;
  },
  (random, bytes) =>
    replaced(bytes, ...piece(random, bytes), Buffer.alloc(random.below(5000), random.pick([0, 0x47, 0xff]))),
];

const OF_TEXT: Change[] = [
  (random, bytes) => {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
    const found = numbers.length > 0 ? random.pick(numbers) : null;
    return found ? replaced(bytes, found.index, found.index + found[0].length, random.pick(NUMBERS)) : bytes;
  },
  (random, bytes) => {
    const at = random.below(bytes.length + 1);
    return replaced(bytes, at, at, random.pick(SIGNS).repeat(random.pick([1, 2, 10_000])));
  },
  // A line again, in another place, or without its end.
  (random, bytes) => {
    const lines = bytes.toString('latin1').split('\n');
    lines.splice(random.below(lines.length + 1), random.below(2), random.pick(lines));
    return Buffer.from(lines.join(random.pick(['\n', '\n', '\r\n', '\r', ''])), 'latin1');
  },
  // Nested.
  (random, bytes) => {
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
      ['(', ')'],
      ['a.', ''],
    ]);
    const times = random.pick([10, 3000]);
    const [from, to] = piece(random, bytes);
    const inner = bytes.subarray(from, to).toString('latin1');
    return replaced(
      bytes,
      from,
      to,
      Buffer.from(`${(open ?? '').repeat(times)}${inner}${(close ?? '').repeat(times)}`, 'latin1'),
    );
  },
];
