/** The work of a one-shot worker: the FLV parts of a recording into one MP4 with its index in front, and a poster. */
import { rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { type FlvTag, isPicture } from '../flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../flv/flv-writer.ts';
import { Pipeline, type PipelineEnd } from '../gst/pipeline.ts';
import type { JoinOrder, JoinResult, PacketCounts } from './join-order.ts';
import { mp4PacketCounts } from './mp4-packet-counts.ts';
import { partTags } from './part-tags.ts';

/** Below everything that is on air. */
const LOWEST_PRIORITY = 19;
/** What may wait inside the pipeline: some seconds of media. */
const QUEUED_BYTES = 4_000_000;
const FULL_PAUSE_MS = 5;
/** The decoder gives its first picture only after some more have come (openh264dec gives none for a single one). */
const POSTER_PICTURES = 8;
/** Pictures of a part that follows a loss begin with the next keyframe, its sound at once: 10 s at the most (settings). */
const BOTH_WITHIN_MS = 12_000;
/** The first pictures of a talk show a technician's back. */
const POSTER_AFTER_MS = 20_000;

export async function joinParts(order: JoinOrder): Promise<JoinResult> {
  try {
    setPriority(LOWEST_PRIORITY);
    return await join(order);
  } catch (error) {
    return { how: 'failed', message: (error as Error).message };
  }
}

async function join({ parts, output, poster }: JoinOrder): Promise<JoinResult> {
  const damage = { skippedBytes: 0 };
  const media = `${output}.media`;
  const journal: PacketCounts = { video: 0, audio: 0 };
  const tracks = await tracksOf(parts);
  // Bounded by bytes alone: with a limit in time, a hole in one track would keep the other waiting for ever.
  const queue = 'queue max-size-buffers=0 max-size-time=0 max-size-bytes=60000000';
  const feed = new FlvFeed(
    [
      'appsrc name=in caps=video/x-flv ! flvdemux name=demux',
      ...(tracks.video ? [`demux.video ! ${queue} ! h264parse ! mux.video_0`] : []),
      // By way of ADTS: only a parser that cuts the frames itself knows how long the last one is, and players end an
      // MP4 before a last frame without length.
      ...(tracks.audio
        ? [`demux.audio ! ${queue} ! aacparse ! audio/mpeg,stream-format=adts ! aacparse ! mux.audio_0`]
        : []),
      'mp4mux name=mux faststart=true ! filesink name=out',
    ].join('  '),
    [
      ['out', 'location', output],
      // In the folder of the recording: the default is /tmp, which is memory on a board.
      ['mux', 'faststart-file', media],
    ],
    tracks,
  );
  let config: FlvTag | null = null;
  let still: FlvTag[] = [];
  for await (const { tag, timestampMs } of partTags(parts, damage)) {
    if (tag.kind === 'script') continue;
    if (tag.kind === 'video' && tag.sequenceHeader) config = tag;
    if (tag.keyframe && (still.length === 0 || timestampMs <= POSTER_AFTER_MS)) still = [tag];
    else if (isPicture(tag) && still.length > 0 && still.length < POSTER_PICTURES) still.push(tag);
    if (!tag.sequenceHeader) {
      if (isPicture(tag)) journal.video++;
      else if (tag.kind === 'audio') journal.audio++;
    }
    if (tracks[tag.kind]) await feed.push(tag, timestampMs);
  }
  if (journal.video + journal.audio === 0) return { how: 'joined', journal, file: journal, seconds: 0, ...damage };
  const end = await feed.finish();
  if (end.how === 'failed') return { how: 'failed', message: `${end.element}: ${end.message} ${end.debug}`.trim() };
  await rm(media, { force: true });
  const { seconds, ...file } = await mp4PacketCounts(output);
  if (poster && config && still.length > 0) await drawPoster([config, ...still], poster);
  return { how: 'joined', journal, file, seconds, ...damage };
}

/**
 * What there are frames of: a track without any would keep the muxer waiting for ever. A part holds both kinds within
 * its first seconds, or was ended before it by a crash.
 */
async function tracksOf(parts: string[]): Promise<Record<'video' | 'audio', boolean>> {
  const tracks = { video: false, audio: false };
  for (const part of parts) {
    for await (const { tag } of partTags([part], { skippedBytes: 0 })) {
      if (tag.kind === 'script' || tag.sequenceHeader) continue;
      tracks[tag.kind] = true;
      if (tag.timestampMs > BOTH_WITHIN_MS) break;
    }
    if (tracks.video && tracks.audio) break;
  }
  return tracks;
}

async function drawPoster(tags: FlvTag[], poster: string): Promise<void> {
  const feed = new FlvFeed(
    'appsrc name=in caps=video/x-flv ! flvdemux ! h264parse ! openh264dec ! videoconvert ! videoscale ' +
      '! video/x-raw,width=640,pixel-aspect-ratio=1/1 ! jpegenc quality=80 snapshot=true ! filesink name=out',
    [['out', 'location', poster]],
    { video: true, audio: false },
  );
  // A poster is nice to have: without one the page shows none.
  try {
    for (const tag of tags) await feed.push(tag, tag.timestampMs);
    await feed.finish();
  } catch {
    await rm(poster, { force: true });
  }
}

/** A pipeline that is fed FLV tags, no faster than it takes them. */
class FlvFeed {
  #pipeline: Pipeline;
  #end: PipelineEnd | null = null;
  #ended: Promise<PipelineEnd>;

  constructor(
    text: string,
    set: [element: string, property: string, value: string][],
    tracks: { video: boolean; audio: boolean },
  ) {
    let tellEnd: (end: PipelineEnd) => void;
    this.#ended = new Promise((resolve) => {
      tellEnd = resolve;
    });
    this.#pipeline = new Pipeline({
      text,
      onPlaying: () => {},
      onLevels: () => {},
      onFile: () => {},
      onLost: () => {},
      onEnd: (end) => {
        this.#end = end;
        tellEnd(end);
      },
    });
    for (const [element, property, value] of set) this.#pipeline.set(element, property, value);
    this.#pipeline.play();
    this.#pipeline.element('in').push(flvFileHeader(tracks));
  }

  async push(tag: FlvTag, timestampMs: number): Promise<void> {
    const [head, rest] = restamped(tag, timestampMs);
    this.#pipeline.element('in').push(Buffer.concat([head, rest]));
    await this.#drainedTo(QUEUED_BYTES);
  }

  async finish(): Promise<PipelineEnd> {
    // The end of the stream would overtake what still waits in `appsrc`.
    await this.#drainedTo(0);
    this.#pipeline.endOfStream();
    const end = await this.#ended;
    this.#pipeline.stop();
    return end;
  }

  /** @throws what stopped the pipeline. */
  async #drainedTo(bytes: number): Promise<void> {
    while (this.#end === null && Number(this.#pipeline.read('in', 'current-level-bytes')) > bytes) {
      await new Promise((resume) => setTimeout(resume, FULL_PAUSE_MS));
    }
    if (this.#end?.how === 'failed') throw new Error(`${this.#end.element}: ${this.#end.message} ${this.#end.debug}`);
  }
}
