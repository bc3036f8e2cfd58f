/** Decodes one segment, and beside it what was sent, in one worker of the lowest priority that then ends. */
import type { Clock } from '../../platform/clock.ts';
import { givePriority } from '../../platform/priority.ts';
import { THUMBNAIL, Thumbnails } from '../analysis/thumbnail.ts';
import { pipeFds } from '../worker/pipes.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import type { Workers } from '../worker/worker-pool.ts';
import { type SegmentTracks, tagBytes } from './segment-tracks.ts';

/** In: the segment, and what was sent. Out: thumbnails of each. */
const PIPES = pipeFds('segment', 'thumbnails', 'sent', 'sentThumbnails');

/** Priority below everything on air. */
const LOWEST_PRIORITY = 19;
/** Two seconds of 720p take an x86 core 0.2 s; a small board that is busy with a talk, ten times that and more. */
const PATIENCE_MS = 20_000;
/** Pictures of a few seconds. */
const MOST_PICTURES = 300;

export interface Decoded {
  how: 'decoded';
  /** Number of pictures; `pictures` holds the first of them. */
  count: number;
  pictures: Buffer[];
  /** The loudest tenth of a second; null: none was decoded. */
  loudestDb: number | null;
  /** Thumbnails of what was sent, oldest first. */
  sent: Buffer[];
}

export type Decoding = Decoded | { how: 'broken'; tech: string } | { how: 'unfinished'; tech: string };

/** Starts its process ahead of time, since somebody waits for the first segment. */
export class SegmentDecoder {
  readonly #clock: Clock;
  readonly #workers: Pick<Workers, 'spawn'>;
  #worker: WorkerLink | null = null;

  constructor({ clock, workers }: { clock: Clock; workers: Pick<Workers, 'spawn'> }) {
    this.#clock = clock;
    this.#workers = workers;
  }

  prepare(): void {
    if (this.#worker) return;
    this.#worker = this.#workers.spawn();
    // Set before it makes a thread: each inherits it.
    givePriority(this.#worker.pid, LOWEST_PRIORITY);
  }

  /** Resolves when nothing of it is left. Safe twice. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    worker?.kill();
    await worker?.ended;
  }

  /** @param sent pictures as FLV, to compare with; may be empty. Never rejects. */
  async decode(segment: Buffer, tracks: SegmentTracks, sent: Buffer): Promise<Decoding> {
    this.prepare();
    const worker = this.#worker as WorkerLink;
    const pictures = new Thumbnails(MOST_PICTURES);
    const sentPictures = new Thumbnails(MOST_PICTURES);
    let loudestDb: number | null = null;
    worker.pipe(PIPES.thumbnails).on('data', (chunk: Buffer) => pictures.push(chunk));
    worker.pipe(PIPES.sentThumbnails).on('data', (chunk: Buffer) => sentPictures.push(chunk));
    worker.onEvent((event) => {
      if (event.type === 'levels') loudestDb = Math.max(loudestDb ?? event.rmsDb, event.rmsDb);
    });
    let isTooLong = false;
    const disarm = this.#clock.after(PATIENCE_MS, () => {
      isTooLong = true;
      worker.kill();
    });
    worker.run({ text: segmentPipeline(tracks, sent.length > 0) });
    worker.pipe(PIPES.segment).end(segment.subarray(tracks.container === 'adts' ? tagBytes(segment) : 0));
    worker.pipe(PIPES.sent).end(sent);
    const end = await worker.ended;
    disarm();
    if (this.#worker === worker) this.#worker = null;
    if (isTooLong) return { how: 'unfinished', tech: `not decoded within ${PATIENCE_MS} ms` };
    if (end.how === 'crashed') return { how: 'unfinished', tech: end.detail };
    if (end.how === 'failed') return { how: 'broken', tech: `${end.element}: ${end.message}` };
    return { how: 'decoded', count: pictures.count, pictures: pictures.kept, loudestDb, sent: sentPictures.kept };
  }
}

/** Sound without a container comes as it is. */
const DEMUXERS = { ts: 'tsdemux', mp4: 'qtdemux', adts: 'identity' };

/**
 * Text of the pipeline. Only tracks that are there get a branch: one without data would never end. Decoders are chosen
 * by name: a stranger's bytes must not choose among all that is installed, and the Pi's hardware is busy with the talk.
 * Pure.
 */
export function segmentPipeline({ container, video, audio }: SegmentTracks, hasSent: boolean): string {
  const decode = `h264parse ! avdec_h264 max-threads=1 ! videoscale ! videoconvert ! video/x-raw,format=GRAY8,width=${THUMBNAIL.width},height=${THUMBNAIL.height}`;
  const out = (fd: number) => `fdsink fd=${fd} sync=false async=false`;
  return [
    `fdsrc name=segment fd=${PIPES.segment} blocksize=65536 ! ${DEMUXERS[container]} name=in`,
    ...(video === 'h264' ? [`in. ! ${decode} ! ${out(PIPES.thumbnails)}`] : []),
    ...(audio === 'aac'
      ? [
          'in. ! aacparse ! avdec_aac ! audioconvert ! audio/x-raw,channels=1 ' +
            '! level name=level interval=100000000 ! fakesink sync=false async=false',
        ]
      : []),
    ...(hasSent && video === 'h264'
      ? [`fdsrc name=sent fd=${PIPES.sent} blocksize=65536 ! flvdemux ! ${decode} ! ${out(PIPES.sentThumbnails)}`]
      : []),
  ].join('  ');
}
