/**
 * Recognises what was sent in what viewers get: a few bytes out of the middle of each keyframe, and of a piece of sound each
 * second, are looked for in a segment. Servers that only repackage (nginx-rtmp, MediaMTX, Owncast without transcoding) leave
 * coded bytes as they are, in MPEG-TS and in MP4 alike, so no container has to be understood. Holds 150 s of marks: 50 kB.
 */
import { type FlvTag, payloadOf } from '../flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../flv/flv-writer.ts';

const KEPT_MS = 150_000;
const SOUND_EVERY_MS = 1000;
/**
 * TS cuts a stream every 184 bytes, so one run of 16 bytes is torn with odds of 1 in 11; of four, all are with odds below
 * 1 in 10,000.
 */
const RUN_BYTES = 16;
const RUNS_AT = [0.3, 0.5, 0.7, 0.9];
/** Smaller: a black picture, digital silence. They are all alike. */
const LEAST_BYTES = { video: 200, audio: 100 };
/** For the pictures of the last 8 s, at a keyframe each 2 s. */
const KEYFRAMES = 5;

interface Mark {
  kind: 'video' | 'audio';
  /** When the box had it from its encoder. */
  atMs: number;
  runs: string[];
}

/** What a segment holds of what was sent. */
export interface Found {
  /** What of it can be dated, a keyframe rather than sound. @property part where it is in the segment, 0 to 1 */
  dated: { kind: 'video' | 'audio'; atMs: number; part: number } | null;
  video: boolean;
  audio: boolean;
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
    if (tag.kind === 'audio' ? atMs - this.#soundMs < SOUND_EVERY_MS : !tag.keyframe) return;
    if (tag.kind === 'audio') this.#soundMs = atMs;
    else if (tag.kind === 'video') this.#keep(tag);
    if (tag.kind === 'script') return;
    const payload = payloadOf(tag);
    if (payload.length >= LEAST_BYTES[tag.kind])
      this.#marks.push({ kind: tag.kind, atMs, runs: RUNS_AT.map((part) => runAt(payload, part)) });
    while (atMs - (this.#marks[0]?.atMs ?? atMs) > KEPT_MS) this.#marks.shift();
  }

  /** Whether there is anything of this kind to be found between these times. */
  has(kind: Mark['kind'], fromMs: number, toMs: number): boolean {
    return this.#marks.some((mark) => mark.kind === kind && mark.atMs >= fromMs && mark.atMs <= toMs);
  }

  find(segment: Buffer): Found {
    const { byRun, starts } = this.#index();
    const found: Found = { dated: null, video: false, audio: false };
    for (let at = 0; at + RUN_BYTES <= segment.length; at++) {
      // One look-up for each byte; of these 1 in 100 goes on.
      if (starts[((segment[at] as number) << 8) | (segment[at + 1] as number)] === 0) continue;
      const hit = byRun.get(segment.toString('latin1', at, at + RUN_BYTES));
      if (!hit) continue;
      // A keyframe begins a segment; where there is none, sound has to do.
      const isBetter = hit.kind === 'video' && found.dated?.kind === 'audio';
      found[hit.kind] = true;
      if (hit.atMs !== null && (found.dated === null || isBetter))
        found.dated = { kind: hit.kind, atMs: hit.atMs, part: at / segment.length };
    }
    return found;
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
    // A copy: as a view it would keep the memory of all that came with it.
    this.#keyframes.push({ config: this.#config, keyframe: { ...keyframe, bytes: Buffer.from(keyframe.bytes) } });
    if (this.#keyframes.length > KEYFRAMES) this.#keyframes.shift();
  }

  #index() {
    const byRun = new Map<string, { kind: Mark['kind']; atMs: number | null }>();
    const starts = new Uint8Array(0x10000);
    for (const { kind, atMs, runs } of this.#marks) {
      for (const run of runs) {
        // The same bytes at several times, as a slate gives them, say that it is ours and not when it was.
        byRun.set(run, { kind, atMs: byRun.has(run) ? null : atMs });
        starts[(run.charCodeAt(0) << 8) | run.charCodeAt(1)] = 1;
      }
    }
    return { byRun, starts };
  }
}

/** Not from where bytes repeat, as padding does. */
function runAt(payload: Buffer, part: number): string {
  const last = payload.length - RUN_BYTES;
  let at = Math.min(last, Math.floor(payload.length * part));
  while (at < last && payload[at] === payload[at + 1]) at++;
  return payload.toString('latin1', at, at + RUN_BYTES);
}
