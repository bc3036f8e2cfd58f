/** What may follow `npm run bench --`. */
import { parseArgs } from 'node:util';

const FIGURES = ['cpu', 'memory', 'press', 'latency', 'page', 'lists', 'frames', 'wear', 'turns'] as const;
type Figure = (typeof FIGURES)[number];

const USAGE = `npm run bench -- [--rounds N] [--seconds N] [--only NAME] [--verbose]
  --rounds N    turns of each contender; default 5
  --seconds N   length of each window on air; default 10
  --only NAME   ${FIGURES.join(', ')}; may be given more than once
  --verbose     show the peers' command lines`;

export interface Options {
  rounds: number;
  seconds: number;
  verbose: boolean;
  wants(...figures: Figure[]): boolean;
}

/** @throws with what is wrong and what is right. */
export function readOptions(args: string[]): Options {
  try {
    return parse(args);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function parse(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '10' },
      only: { type: 'string', multiple: true, default: [...FIGURES] },
      verbose: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'rounds' | 'seconds', least: number, most: number) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`--${name} is a whole number from ${least} to ${most}`);
  };
  const unknown = values.only.find((name) => !FIGURES.some((figure) => figure === name));
  if (unknown !== undefined) throw new Error(`there is no figure "${unknown}"`);
  return {
    rounds: number('rounds', 1, 100),
    // The clock in the picture is read once a second.
    seconds: number('seconds', 4, 120),
    verbose: values.verbose,
    wants: (...figures) => figures.some((figure) => values.only.includes(figure)),
  };
}
