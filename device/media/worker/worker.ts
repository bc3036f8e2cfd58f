/**
 * A worker process: it loads GStreamer, waits, runs one pipeline or one job, ends. It ends itself by SIGKILL:
 * `process.exit` hangs while the bus is being polled, and there is nothing left to flush.
 */
import { gstreamerVersion } from '../gst/binding.ts';
import { Pipeline, type PipelineEnd } from '../gst/pipeline.ts';
import type { LastWord, PipelineSpec, WorkerCommand, WorkerEvent } from './worker-protocol.ts';
import type { Job, Probe } from './worker-task.ts';

export interface WorkerTasks {
  jobs: readonly Job[];
  probes: readonly Probe[];
}

/** Takes commands from now on. */
export function serve(tasks: WorkerTasks): void {
  const worker = new Worker(tasks);
  // Commands come from the service alone; without it there is nobody to work for.
  process.on('disconnect', endNow);
  process.on('SIGINT', () => {});
  process.on('message', (message) => worker.handle(message as WorkerCommand));
  send({ type: 'ready', gstreamer: gstreamerVersion });
}

const endNow = () => process.kill(process.pid, 'SIGKILL');

function send(event: WorkerEvent): void {
  process.send?.(event);
}

function endWith(word: LastWord): void {
  process.send?.(word, endNow);
}

const end = (how: PipelineEnd) => endWith({ type: 'ended', end: how });

class Worker {
  readonly #tasks: WorkerTasks;
  #prepared: { text: string; pipeline: Pipeline } | null = null;
  #pipeline: Pipeline | null = null;
  #lingerMs = 0;
  #changeProbe: (input: unknown) => void = () => {};

  constructor(tasks: WorkerTasks) {
    this.#tasks = tasks;
  }

  handle(command: WorkerCommand): void {
    switch (command.type) {
      case 'prepare':
        this.#prepare(command.text);
        return;
      case 'pipeline':
        this.#run(command.spec);
        return;
      case 'job':
        void named(this.#tasks.jobs, command.name)
          .run(command.input)
          .then((result) => endWith({ type: 'jobDone', result }));
        return;
      case 'set':
      case 'requestKeyframe':
        try {
          if (command.type === 'set') this.#pipeline?.set(command.element, command.property, command.value);
          else this.#pipeline?.requestKeyframe(command.element);
        } catch (error) {
          send({ type: 'commandFailed', message: (error as Error).message });
        }
        return;
      case 'changeProbe':
        this.#changeProbe(command.input);
        return;
      case 'endOfStream':
        this.#pipeline?.endOfStream();
        return;
    }
  }

  #prepare(text: string): void {
    if (text === this.#prepared?.text) return;
    try {
      this.#prepared = { text, pipeline: this.#make(text) };
    } catch {
      // The failure is reported when it is run.
      this.#prepared = null;
    }
  }

  #run({ text, set = [], loop = [], report, probe, lingerMs = 0 }: PipelineSpec): void {
    this.#lingerMs = lingerMs;
    try {
      this.#pipeline = text === this.#prepared?.text ? this.#prepared.pipeline : this.#make(text);
      for (const { element, property, value } of set) this.#pipeline.set(element, property, value);
      this.#pipeline.play(loop);
    } catch (error) {
      end({ how: 'failed', element: '', message: (error as Error).message, debug: '' });
      return;
    }
    if (report) {
      const { element, property, everyMs } = report;
      setInterval(() => send({ type: 'report', value: this.#read(element, property) }), everyMs);
    }
    if (probe) {
      const { name, input } = probe;
      this.#changeProbe = named(this.#tasks.probes, name).start(input, {
        read: (element, property) => this.#read(element, property),
        report: (news) => send({ type: 'probe', name, news }),
      });
    }
  }

  #make(text: string): Pipeline {
    return new Pipeline({
      text,
      onPlaying: (baseNs) => send({ type: 'playing', baseNs }),
      onLevels: (levels) => send({ type: 'levels', ...levels }),
      onFile: (file) => send({ type: 'file', ...file }),
      onLost: (lostMs) => send({ type: 'lost', lostMs }),
      onEnd: (how) => this.#end(how),
    });
  }

  #end(how: PipelineEnd): void {
    if (how.how !== 'endOfStream' || this.#lingerMs === 0) {
      end(how);
      return;
    }
    setTimeout(() => {
      this.#pipeline?.stop();
      end(how);
    }, this.#lingerMs);
  }

  #read(element: string, property: string): string {
    return String(this.#pipeline?.read(element, property));
  }
}

/** @throws where there is none of this name, which ends the process: service and worker are of one build */
function named<Task extends { name: string }>(tasks: readonly Task[], name: string): Task {
  const found = tasks.find((task) => task.name === name);
  if (!found) throw new Error(`a worker does not know ${name}`);
  return found;
}
