/** Messages between the service and a worker process, over their channel. Media never goes this way. */

import type { PropertyValue } from '../gst/binding.ts';
import type { AudioLevels, PipelineEnd } from '../gst/pipeline.ts';

export interface PropertySetting {
  element: string;
  property: string;
  value: PropertyValue;
}

export interface PipelineSpec {
  text: string;
  /**
   * Properties set before the pipeline starts, for values that must not be in the text, such as an address with its
   * stream key.
   */
  set?: PropertySetting[];
  /** Elements behind file sources that are played in a loop (see `Pipeline`). */
  loop?: string[];
  /** A property read on a period and sent as `report`. */
  report?: { element: string; property: string; everyMs: number };
  /** Probe that watches it while it plays, by its name (see `worker-task.ts`). */
  probe?: { name: string; input: unknown };
  /**
   * Time that it plays on after the end of its stream, so that data on its way arrives, before it is closed in order.
   */
  lingerMs?: number;
}

export type WorkerCommand =
  /** Make this pipeline ahead of time: if it is the one that is run, its plugins are loaded and its elements linked. */
  | { type: 'prepare'; text: string }
  | { type: 'pipeline'; spec: PipelineSpec }
  /** See `worker-task.ts`. */
  | { type: 'job'; name: string; input: unknown }
  | { type: 'changeProbe'; input: unknown }
  | ({ type: 'set' } & PropertySetting)
  | { type: 'requestKeyframe'; element: string }
  | { type: 'endOfStream' };

export type WorkerEvent =
  /** Loaded, and waiting for its one pipeline or job. */
  | { type: 'ready'; gstreamer: string }
  /** The pipeline plays; `baseNs` of the machine's monotonic clock is 0 of its running time. */
  | { type: 'playing'; baseNs: number }
  | ({ type: 'levels' } & AudioLevels)
  | { type: 'report'; value: string }
  | { type: 'probe'; name: string; news: unknown }
  /** The camera has numbered pictures that never arrived. */
  | { type: 'lost'; lostMs: number }
  /** A `multifilesink` with `post-messages` has completed a file; what follows begins at `endMs` of the stream. */
  | { type: 'file'; path: string; endMs: number }
  /** A `set` or `requestKeyframe` failed; the pipeline continues. */
  | { type: 'commandFailed'; message: string }
  | LastWord;

/** Last message of a worker, by its task. One that is gone without it has crashed. */
export type LastWord = { type: 'jobDone'; result: unknown } | { type: 'ended'; end: PipelineEnd };

/** A record, so that it cannot be short of one. */
const LAST_WORDS: Record<LastWord['type'], true> = { jobDone: true, ended: true };

export function isLastWord(event: WorkerEvent): event is LastWord {
  return event.type in LAST_WORDS;
}
