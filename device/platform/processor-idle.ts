/** Measures the unused part of the processor, all cores together. */
import { cpus } from 'node:os';

export class ProcessorIdle {
  #before = totals();

  /** Part from 0 to 1 since the last call; 1 where the machine does not show it. */
  part(): number {
    const before = this.#before;
    const now = totals();
    this.#before = now;
    return now.all > before.all ? (now.idle - before.idle) / (now.all - before.all) : 1;
  }
}

function totals(): { idle: number; all: number } {
  const times = cpus().map((core) => core.times);
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((one) => Object.values(one))) };
}
