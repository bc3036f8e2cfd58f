/** One input given to one parser: what it may not do with it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpuMsOf, GROWTH, MOST_GROWTH } from '../tools/machine/linear-time.ts';

/** A press of the button, or the next frame, waits no longer. */
const LONGEST_TURN_MS = 50;
/** The least of several tries is what the work takes; the rest is what else the process and the machine do. */
const TRIES = 5;

export interface Target {
  name: string;
  isText: boolean;
  /** What reaches it at once at most. */
  mostBytes: number;
  samples: readonly Buffer[];
  /** A generator where the work is done in steps, between which everything else has its turn. */
  parse(input: Buffer): unknown;
  /** What it says that it throws. */
  throws?: (error: Error) => boolean;
}

/** Null where all is well; else what is wrong, for a person. */
export function faultOf(target: Target, input: Buffer): string | null {
  let longestMs = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && longestMs > LONGEST_TURN_MS; tries++) {
    try {
      const turnMs = longestTurnMs(() => target.parse(input));
      longestMs = Math.min(longestMs, turnMs > LONGEST_TURN_MS ? turnMs / slowness() : turnMs);
    } catch (error) {
      if (!(error instanceof Error) || !target.throws?.(error)) return `${(error as Error).stack ?? error}`;
      return null;
    }
  }
  if (longestMs <= LONGEST_TURN_MS) return null;
  return `a turn of ${Math.round(longestMs)} ms for ${input.length} bytes`;
}

/** What a pass over the yardstick takes of a processor that has its caches for itself, once it is compiled: 21 to 23 ms. */
const YARDSTICK_MS = 23;
const yardstick = new Float64Array(1_000_000);

/** How many times longer than alone the processor takes now, at least 1: others may use its caches and its core. */
function slowness(): number {
  // The first passes are slower, as nothing is compiled yet.
  const passesMs = Array.from({ length: 4 }, () => cpuMsOf(passOver));
  return Math.max(1, Math.min(...passesMs) / YARDSTICK_MS);
}

function passOver(): void {
  for (let at = 1; at < yardstick.length; at++) yardstick[at] = ((yardstick[at - 1] ?? 0) * 1.5 + at) % 1000;
}

/** Of the processor, not of the clock, so that a busy machine changes nothing. */
function longestTurnMs(parse: () => unknown): number {
  const turn = <T>(work: () => T): [T, number] => {
    let result: T | undefined;
    const ms = cpuMsOf(() => {
      result = work();
    });
    return [result as T, ms];
  };
  const [result, firstMs] = turn(parse);
  if (!isSteps(result)) return firstMs;
  let longestMs = firstMs;
  for (;;) {
    const [step, ms] = turn(() => result.next());
    longestMs = Math.max(longestMs, ms);
    if (step.done) return longestMs;
  }
}

function isSteps(result: unknown): result is Generator {
  return typeof result === 'object' && result !== null && 'next' in result && Symbol.iterator in result;
}

/** What is below is lost in what else a process does. */
const LEAST_MS = 2;

/** Of what was read; eight times the input is what texts cut into small objects take. */
const mostHeldBytes = (input: Buffer) => 8 * input.length + 16 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Null where what is left of the input, parser and all, is within its bound. */
function memoryFault(target: Target, input: Buffer): string | null {
  const heldBytes = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = heldBytes();
  const left = run(target, input);
  const grownBytes = heldBytes() - before;
  return grownBytes > mostHeldBytes(input) ? `holds ${grownBytes} bytes of ${input.length} (${typeof left})` : null;
}

/** Null where the work grows no faster than the input, for each input that is one thing without end. */
export function growthFault(target: Target, bytes: number): string | null {
  for (const [what, long] of endless(target, bytes)) {
    const fault = faultOf(target, long) ?? memoryFault(target, long);
    if (fault !== null) return `${what}: ${fault}`;
    const short = long.subarray(0, bytes / GROWTH);
    const wholeMs = (input: Buffer) => cpuMsOf(() => run(target, input));
    const isWell = () => wholeMs(long) <= MOST_GROWTH * Math.max(LEAST_MS, wholeMs(short));
    if (!Array.from({ length: TRIES }).some(isWell))
      return `${what}: ${GROWTH} times of it takes more than ${MOST_GROWTH} times as long`;
  }
  return null;
}

/** Runs it to its end. */
function run(target: Target, input: Buffer): unknown {
  try {
    const result = target.parse(input);
    if (!isSteps(result)) return result;
    for (;;) {
      const step = result.next();
      if (step.done) return step.value;
    }
  } catch (error) {
    if (error instanceof Error && target.throws?.(error)) return null;
    throw error;
  }
}

/** Inputs of some size that are one thing without end: what costs too much per byte shows in them. */
function endless({ isText, samples }: Target, bytes: number): Map<string, Buffer> {
  const repeated = (piece: Buffer | string) => Buffer.alloc(bytes, piece as Uint8Array);
  const first = samples[0] ?? Buffer.alloc(1);
  const behind = (piece: string) => Buffer.concat([first, repeated(piece)]).subarray(0, bytes);
  const inner = first.subarray(Math.floor(first.length / 3), Math.floor(first.length / 2));
  const common: [string, Buffer][] = [
    ['a sample again and again', repeated(first)],
    [
      'a piece of it again and again',
      inner.length > 0 ? Buffer.concat([first, repeated(inner)]).subarray(0, bytes) : first,
    ],
  ];
  const texts = [
    'a',
    ' ',
    '\n',
    ',',
    '"',
    '[',
    '{"a":',
    '.a',
    'a=',
    '=',
    '9',
    "'",
    'a=1,',
    '#EXTINF:1,\na\n',
    'content-length: ',
    '\\',
    ': capture 1 ',
    '((',
  ];
  const bits = ['\0', '\xff', '\x47', '\x00\x00\x01', '\x09\x00\x00\x01'];
  return new Map([
    ...common,
    ...(isText ? texts : bits).map((piece): [string, Buffer] => [
      `${JSON.stringify(piece)} without end`,
      behind(piece),
    ]),
  ]);
}
