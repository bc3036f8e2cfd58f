/**
 * Tasks of a worker process by name. The name is known on both sides of the message channel: the service has the name
 * and its types alone, `worker-main.ts` the code, so that neither side loads what only the other needs.
 */

declare const types: unique symbol;

/** Name of work that ends, in a process of its own: one input, one result, both of them JSON. */
export interface JobName<Input, Result> {
  readonly job: string;
  readonly [types]?: (input: Input) => Result;
}

/** Name of a watch over a pipeline while it plays: an input that may change, and its news, all of it JSON. */
export interface ProbeName<Input, News> {
  readonly probe: string;
  readonly [types]?: (input: Input) => News;
}

export const jobName = <Input, Result>(job: string): JobName<Input, Result> => ({ job });
export const probeName = <Input, News>(probe: string): ProbeName<Input, News> => ({ probe });

/** A probe's access to the pipeline and the service. */
export interface ProbeContext<News> {
  /** A property's value as text. @throws where element or property is not there */
  read(element: string, property: string): string;
  report(news: News): void;
}

export interface Job {
  name: string;
  /** The outcome is the result, failures too: a rejection ends the process, which counts as a crash. */
  run(input: unknown): Promise<unknown>;
}

export interface Probe {
  name: string;
  /** Begins to watch. @returns the receiver of later inputs */
  start(input: unknown, context: ProbeContext<unknown>): (input: unknown) => void;
}

export function job<Input, Result>({ job: name }: JobName<Input, Result>, run: (input: Input) => Promise<Result>): Job {
  return { name, run: (input) => run(input as Input) };
}

export function probe<Input, News>(
  { probe: name }: ProbeName<Input, News>,
  start: (input: Input, context: ProbeContext<News>) => (input: Input) => void,
): Probe {
  return { name, start: (input, context) => start(input as Input, context) as (input: unknown) => void };
}
