/**
 * Recognises what was sent in what viewers get: it finds a few bytes of each keyframe, and of a piece of sound each
 * second, in a segment. Servers that only repackage (nginx-rtmp, MediaMTX, Owncast without transcoding) leave coded
 * bytes as they are, in MPEG-TS and in MP4 alike, so no container has to be understood. Holds 150 s of marks: 100 kB.
 */
import type { MediaKind } from '../flv/flv-tag.ts';
import { type FlvTag, payloadOf } from '../flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../flv/flv-writer.ts';
import { atOnce } from './in-slices.ts';
import { type Run, RunTable } from './run-table.ts';

const KEPT_MS = 150_000;
const SOUND_EVERY_MS = 1000;
const RUN_BYTES = 8;
/** Places in the second half: bytes there depend on all before, where the upper part of two pictures may be alike. */
const RUNS_AT = [0.5, 0.57, 0.64, 0.71, 0.78, 0.85, 0.92, 1];
/** TS cuts a stream every 184 bytes, so a run is torn with odds of 1 in 26: four of eight are once in 6000 segments. */
const ENOUGH_RUNS = 5;
/** Smaller frames, such as a black picture or digital silence, are all alike. */
const LEAST_BYTES = { video: 200, audio: 40 };
/** Pictures of the last 8 s, at a keyframe each 2 s. */
const KEYFRAMES = 5;
/** Part of a segment. Two marks so near each other are two readings of one frame; separate frames are farther apart. */
const ONE_PLACE = 0.05;
/** Bytes between two steps of a search: a fraction of a millisecond here, a few on a Pi. */
const STEP_BYTES = 65_536;

interface Mark {
  kind: MediaKind;
  /** When the box got it from its encoder. */
  atMs: number;
  runs: Run[];
}

/** Sent frames that a segment holds. */
export interface Found {
  /** The first frame that can be dated, a keyframe rather than sound. @property part where it is in the segment, 0 to 1 */
  dated: { kind: Mark['kind']; atMs: number; part: number } | null;
  video: boolean;
  audio: boolean;
}

interface Hit {
  mark: Mark;
  /** Number of its own runs. */
  runs: number;
  lastAt: number;
}

export class SentMarks {
  #marks: Mark[] = [];
  #keyframes: { config: FlvTag; keyframe: FlvTag }[] = [];
  #config: FlvTag | null = null;
  #soundMs = Number.NEGATIVE_INFINITY;

  /** A tag that is sent. @param atMs when the box had it from its encoder */
  add(tag: FlvTag, atMs: number): void {
    if (tag.sequenceHeader) {
      if (tag.kind === 'video') this.#config = tag;
      return;
    }
    if (tag.kind === 'script') return;
    if (tag.kind === 'audio' ? atMs - this.#soundMs < SOUND_EVERY_MS : !tag.keyframe) return;
    if (tag.kind === 'audio') this.#soundMs = atMs;
    else this.#keep(tag);
    const content = unpadded(payloadOf(tag));
    if (content.length >= LEAST_BYTES[tag.kind])
      this.#marks.push({ kind: tag.kind, atMs, runs: RUNS_AT.map((part) => runAt(content, part)) });
    while (atMs - (this.#marks[0]?.atMs ?? atMs) > KEPT_MS) this.#marks.shift();
  }

  /** True if there is anything of this kind to find between these times. */
  has(kind: Mark['kind'], fromMs: number, toMs: number): boolean {
    return this.#marks.some((mark) => mark.kind === kind && mark.atMs >= fromMs && mark.atMs <= toMs);
  }

  /** Searches a small segment at once; see `finding`. */
  find(segment: Buffer): Found {
    return atOnce(this.finding(segment));
  }

  /** Searches in steps; time is in proportion to the bytes, whatever they are. */
  *finding(segment: Buffer): Generator<void, Found> {
    const hits = (yield* this.#hits(segment)).filter(({ runs }) => runs >= ENOUGH_RUNS);
    const [video, audio] = (['video', 'audio'] as const).map((kind) => hits.filter(({ mark }) => mark.kind === kind));
    const first = firstPlace(video ?? [], segment.length) ?? firstPlace(audio ?? [], segment.length);
    return {
      dated: first && { kind: first.mark.kind, atMs: first.mark.atMs, part: first.lastAt / segment.length },
      video: video?.length !== 0,
      audio: audio?.length !== 0,
    };
  }

  /** The newest keyframes as an FLV stream of pictures, one each second. Empty: there is none. */
  pictures(): Buffer {
    if (this.#keyframes.length === 0) return Buffer.alloc(0);
    const bytes = [flvFileHeader({ audio: false, video: true })];
    for (const [second, { config, keyframe }] of this.#keyframes.entries())
      for (const tag of [config, keyframe]) bytes.push(...restamped(tag, second * 1000));
    return Buffer.concat(bytes);
  }

  #keep(keyframe: FlvTag): void {
    if (!this.#config) return;
    // A copy: a view would keep the memory of everything that came with it.
    this.#keyframes.push({ config: this.#config, keyframe: { ...keyframe, bytes: Buffer.from(keyframe.bytes) } });
    if (this.#keyframes.length > KEYFRAMES) this.#keyframes.shift();
  }

  *#hits(segment: Buffer): Generator<void, Hit[]> {
    const marks = [...this.#marks];
    const table = new RunTable(marks.flatMap(({ runs }) => runs));
    for (let at = 0; at < segment.length; at += STEP_BYTES) {
      table.search(segment, at, at + STEP_BYTES);
      yield;
    }
    return marks.map((mark) => {
      const places = table.placesOf(mark.runs);
      return { mark, runs: places.length, lastAt: places.reduce((last, place) => Math.max(last, place), 0) };
    });
  }
}

/** First of the frames found in full; null where it may be one or another, as with a slate. */
function firstPlace(hits: Hit[], length: number): Hit | null {
  const most = hits.reduce((most, { runs }) => Math.max(most, runs), 0);
  const [first, second] = hits.filter(({ runs }) => runs === most).sort((one, other) => one.lastAt - other.lastAt);
  if (!first || (second && second.lastAt - first.lastAt < ONE_PLACE * length)) return null;
  return first;
}

/**
 * Removes padding: an encoder of constant rate fills its frames with zeros, and the frame's last two bytes follow them.
 */
function unpadded(payload: Buffer): Buffer {
  let end = payload.length - 2;
  while (end > 1 && payload[end - 1] === payload[end - 2]) end--;
  return payload.subarray(0, Math.max(0, end));
}

/** Takes a run from a place where bytes do not repeat. */
function runAt(content: Buffer, part: number): Run {
  let at = Math.floor((content.length - RUN_BYTES) * part);
  while (at > 0 && content[at] === content[at + 1]) at--;
  return [content.readUInt32BE(at), content.readUInt32BE(at + 4)];
}
