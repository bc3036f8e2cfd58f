/** What the service and a worker process say to each other over their message channel. Media never goes this way. */

import type { LinkState } from '../../transport/transport.ts';
import type { PropertyValue } from '../gst/binding.ts';
import type { AudioLevels, PipelineEnd } from '../gst/pipeline.ts';
import type { MeasureOrder, MeasureResult } from '../measure/measure-order.ts';

/**
 * File descriptors of a worker: its main stream, which comes or goes (a capture's pictures), preview pictures, a capture's
 * sound, both once more in the reduced rendition, and both made small, raw, to be judged.
 */
export const MEDIA_FD = 3;
export const PREVIEW_FD = 4;
export const SOUND_FD = 5;
export const REDUCED_MEDIA_FD = 6;
export const REDUCED_SOUND_FD = 7;
export const THUMBNAIL_FD = 8;
export const ANALYSIS_AUDIO_FD = 9;
/** How many these are. */
export const STREAM_PIPES = 7;

export interface PipelineOrder {
  text: string;
  /** Set before the pipeline starts: what must not stand in the text, such as an address with its stream key. */
  set: { element: string; property: string; value: PropertyValue }[];
  /** Elements behind file sources that are played in a loop (see `Pipeline`). */
  loop: string[];
  /** A property read on a period and sent as `report`. */
  report: { element: string; property: string; everyMs: number } | null;
  /** Of a publisher. */
  link?: LinkOrder;
}

/** How the connection of a publisher is watched. */
export interface LinkOrder {
  /** The sink. */
  element: string;
  /** Name of the transport that reads its `stats`. */
  transport: string;
  /** Of the server. */
  port: number;
  /** While no more than `quietBytes` are on their way; at each look while there are. */
  everyMs: number;
  quietBytes: number;
}

export type ToWorker =
  /** Make this pipeline ahead of time: if it is the one ordered, its plugins are loaded and its elements linked. */
  | { type: 'prepare'; text: string }
  | { type: 'runPipeline'; order: PipelineOrder }
  | { type: 'measure'; order: MeasureOrder }
  | { type: 'set'; element: string; property: string; value: PropertyValue }
  | { type: 'requestKeyframe'; element: string }
  | { type: 'watchLink'; link: LinkOrder }
  | { type: 'endOfStream' };

export type FromWorker =
  /** Loaded and waiting for its one order. */
  | { type: 'parked'; gstreamer: string }
  /** The pipeline plays; `baseNs` of the machine's monotonic clock is 0 of its running time. */
  | { type: 'playing'; baseNs: number }
  | ({ type: 'levels' } & AudioLevels)
  | { type: 'report'; value: string }
  | ({ type: 'link' } & LinkState)
  /** The camera has numbered pictures that never arrived. */
  | { type: 'lost'; lostMs: number }
  /** A `multifilesink` with `post-messages` has completed a file; what follows begins at `endMs` of the stream. */
  | { type: 'file'; path: string; endMs: number }
  /** A `set` or `requestKeyframe` that could not be done; the pipeline goes on. */
  | { type: 'commandFailed'; message: string }
  | LastWord;

/** What a worker ends with, by what it was ordered to do. Whoever is gone without one has crashed. */
export type LastWord = { type: 'measured'; result: MeasureResult } | { type: 'ended'; end: PipelineEnd };

/** A record, so that it cannot be short of one. */
const LAST_WORDS: Record<LastWord['type'], true> = { measured: true, ended: true };

export function isLastWord(news: FromWorker): news is LastWord {
  return news.type in LAST_WORDS;
}
