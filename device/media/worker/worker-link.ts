/** The service's end of one worker process: commands out, events in, one end. */
import type { Duplex } from 'node:stream';
import type { Clock } from '../../platform/clock.ts';
import { type Child, type ChildEnd, describeEnd } from '../../supervise/child.ts';
import type { PropertyValue } from '../gst/binding.ts';
import type { PipelineEnd } from '../gst/pipeline.ts';
import { STREAM_FDS } from './pipes.ts';
import type { PipelineSpec, WorkerCommand, WorkerEvent } from './worker-protocol.ts';
import type { JobName, ProbeName } from './worker-task.ts';

/** End of a worker's life, whoever caused it. `crashed`: without a last word. */
export type WorkerEnd = PipelineEnd | { how: 'crashed'; detail: string };

export class WorkerLink {
  readonly #child: Child;
  readonly #clock: Clock;
  /** Resolves once; never rejects. */
  readonly ended: Promise<WorkerEnd>;

  constructor(child: Child, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
    // An unread pipe would keep the process from ending.
    for (const fd of STREAM_FDS) child.pipe(fd).resume();
    let last: PipelineEnd | null = null;
    this.onEvent((event) => {
      if (event.type === 'ended') last = event.end;
    });
    this.ended = child.ended.then((end: ChildEnd) => last ?? { how: 'crashed', detail: describeEnd(end) });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @param fd as `pipeFds` gives it for the names of the pipeline */
  pipe(fd: number): Duplex {
    return this.#child.pipe(fd);
  }

  /** Adds a listener. */
  onEvent(listener: (event: WorkerEvent) => void): void {
    this.#child.onMessage((message) => listener(message as WorkerEvent));
  }

  /** Adds a listener for the news of this probe, which the pipeline names. */
  onProbe<Input, News>({ probe }: ProbeName<Input, News>, listener: (news: News) => void): void {
    this.onEvent((event) => {
      if (event.type === 'probe' && event.name === probe) listener(event.news as News);
    });
  }

  run(spec: PipelineSpec): void {
    this.#send({ type: 'pipeline', spec });
  }

  /** Resolves when the process is gone; null where it had no result. Never rejects. */
  async runJob<Input, Result>({ job }: JobName<Input, Result>, input: Input): Promise<Result | null> {
    let result: Result | null = null;
    this.onEvent((event) => {
      if (event.type === 'jobDone') result = event.result as Result;
    });
    this.#send({ type: 'job', name: job, input });
    await this.ended;
    return result;
  }

  changeProbe<Input, News>(_probe: ProbeName<Input, News>, input: Input): void {
    this.#send({ type: 'changeProbe', input });
  }

  set(element: string, property: string, value: PropertyValue): void {
    this.#send({ type: 'set', element, property, value });
  }

  requestKeyframe(element: string): void {
    this.#send({ type: 'requestKeyframe', element });
  }

  kill(): void {
    this.#child.kill();
  }

  /** Lets the pipeline run out, then kills; resolves when the process is gone. */
  async finish(deadlineMs: number): Promise<void> {
    await this.#child.stop({ clock: this.#clock, ask: () => this.#send({ type: 'endOfStream' }), deadlineMs });
  }

  #send(command: WorkerCommand): void {
    this.#child.send(command);
  }
}
