/**
 * Stream that the dry run publishes: a slate and silence. It costs the network as much as the talk will and the
 * processor next to nothing, since filler makes up what the slate does not need.
 */

import type { Language } from '../../reason.ts';
import { type CaptureSpec, capturePipeline } from '../capture/capture-pipeline.ts';
import { CAPTURE_PIPES } from '../capture/programme/pipeline-parts.ts';
import { slate } from '../capture/programme/slate.ts';
import { filledTo } from '../flv/filler.ts';
import type { FlvTag, MediaKind } from '../flv/flv-tag.ts';
import type { GstreamerVersion } from '../gst/gstreamer-version.ts';
import type { TagHub } from '../hub/tag-hub.ts';
import { TrackParser } from '../hub/track-parser.ts';
import type { WorkerLink } from '../worker/worker-link.ts';

/** A still: few pictures, large enough to be read. */
const PICTURE = { width: 640, height: 360, framesPerSecond: 10 };
/** Ten pictures of it take less; a talk of less gets no more. */
const MOST_PICTURE_KBPS = 300;
/** A viewer that lost pictures on a thin link waits no longer for the next one that can be decoded. */
const KEYFRAME_SECONDS = 1;

export interface SlateSourceOptions {
  hub: TagHub;
  worker: WorkerLink;
  gstreamer: GstreamerVersion;
  language: Language;
  /** All that is published, filler and sound included. */
  kbps: number;
  audioKbps: number;
}

export class SlateSource {
  readonly #worker: WorkerLink;

  constructor({ hub, worker, gstreamer, language, kbps, audioKbps }: SlateSourceOptions) {
    this.#worker = worker;
    const pictureBytes = ((kbps - audioKbps) * 1000) / 8 / PICTURE.framesPerSecond;
    const parsers = { video: new TrackParser('video'), audio: new TrackParser('audio') };
    worker.onEvent((event) => {
      if (event.type === 'playing') for (const parser of Object.values(parsers)) parser.beginsAt(event.baseNs);
    });
    const feed = (kind: MediaKind, make: (tag: FlvTag) => FlvTag) => {
      const source = hub.openSource(kind);
      worker.pipe(CAPTURE_PIPES[kind]).on('data', (chunk: Buffer) => {
        try {
          source.push(parsers[kind].push(chunk).map(make));
        } catch {
          // No coded stream: a worker that has gone mad.
          worker.kill();
        }
      });
    };
    feed('video', (tag) => filledTo(tag, pictureBytes));
    feed('audio', (tag) => tag);
    const set = (element: string, property: string, value: string | number) => ({ element, property, value });
    worker.run({
      text: capturePipeline(specOf({ gstreamer, kbps, audioKbps })),
      set: [set('slate', 'location', slate('dryRun', language).file), set('slate', 'alpha', 1)],
    });
  }

  /** Resolves when nothing comes any more, though somebody still waits for it. */
  get ended(): Promise<unknown> {
    return this.#worker.ended;
  }

  requestKeyframe(): void {
    this.#worker.requestKeyframe('coded');
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#worker.kill();
    await this.#worker.ended;
  }
}

function specOf({ gstreamer, kbps, audioKbps }: Pick<SlateSourceOptions, 'gstreamer' | 'kbps' | 'audioKbps'>) {
  const spec: CaptureSpec = {
    tracks: ['video', 'audio'],
    video: { kind: 'slate' },
    audio: { kind: 'silence' },
    picture: PICTURE,
    encoder: {
      kind: 'x264',
      bitrateKbps: Math.min(MOST_PICTURE_KBPS, kbps),
      gopFrames: KEYFRAME_SECONDS * PICTURE.framesPerSecond,
    },
    reduced: null,
    keyframeSeconds: KEYFRAME_SECONDS,
    audioKbps,
    gainDb: 0,
    noiseSuppression: false,
    encode: true,
    gstreamer,
  };
  return spec;
}
