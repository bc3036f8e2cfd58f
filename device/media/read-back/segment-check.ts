/** Reads one segment as a viewer would, and judges what viewers get. */
import type { Clock } from '../../platform/clock.ts';
import { because, type Reason } from '../../reason.ts';
import { inSlices } from './in-slices.ts';
import type { Segment } from './playlist.ts';
import type { SegmentDecoder } from './segment-decoder.ts';
import type { SegmentFetcher } from './segment-fetcher.ts';
import { tracksOf } from './segment-tracks.ts';
import { type SegmentVerdict, segmentVerdict } from './segment-verdict.ts';
import type { SentMarks } from './sent-marks.ts';
import type { SentSound } from './sent-sound.ts';

/** A segment that is byte for byte as sent needs no decoder; now and then it is decoded all the same. */
const DECODE_EVERY_MS = 300_000;
const NO_BYTES = Buffer.alloc(0);

/** Content of a playlist: all, or picture and sound from two. */
export type Part = 'all' | 'picture' | 'sound';

export interface SegmentCheckOptions {
  clock: Clock;
  fetcher: SegmentFetcher;
  /** Decodes one segment at a time. */
  decoder: SegmentDecoder;
  marks: SentMarks;
  sound: SentSound;
  /** Facts about what is sent. */
  stream(): { hasPicture: boolean; isMoving: boolean };
}

export type SegmentResult =
  | { is: 'ours' | 'plausible'; endMs: number | null }
  | { is: 'unclear'; endMs: null }
  /** The form is one that this box does not understand. */
  | { is: 'foreign'; reason: Reason }
  /** The link of the box does not carry it in time. */
  | { is: 'slow' }
  | { is: 'bad'; reason: Reason; believedAt?: number | undefined };

export class SegmentCheck {
  readonly #options: SegmentCheckOptions;
  #decodedMs = Number.NEGATIVE_INFINITY;
  #before: { sentMs: number | null; wasOurs: boolean } = { sentMs: null, wasOurs: false };

  constructor(options: SegmentCheckOptions) {
    this.#options = options;
  }

  /** `values`: for the reason's sentence. Never rejects. */
  async check(
    segment: Segment,
    part: Part,
    values: { name: string; host: string },
    signal: AbortSignal,
    /** The bytes are recognised; decoding them takes a slow board many seconds more. */
    onRecognised: (endMs: number | null) => void,
  ): Promise<SegmentResult> {
    const { clock, marks, sound, stream, fetcher, decoder } = this.#options;
    const nowMs = clock.monotonicMs();
    const answer = await fetcher.fetch(segment, signal);
    if (answer.how === 'slow') return { is: 'slow' };
    if (answer.how === 'foreign') return { is: 'foreign', reason: cannotTell(answer.what, values) };
    if (answer.how === 'failed') return { is: 'bad', reason: because('readBackSegment', answer.tech, values) };
    if (answer.how === 'broken') return { is: 'bad', reason: because('readBackUndecodable', answer.tech, values) };
    const { bytes } = answer;
    const found = await inSlices(marks.finding(bytes));
    const { dated } = found;
    const [fromMs, endMs] = dated ? spanOf(dated, segment.seconds) : [null, null];
    const { isMoving } = stream();
    // The server has a picture where none is sent: there is nothing to compare it with.
    if (part === 'picture' && !stream().hasPicture) return { is: 'plausible', endMs: null };
    const hasPicture = part !== 'sound' && stream().hasPicture;
    const isHeard = fromMs === null || endMs === null ? sound.hasBeenLoud(nowMs) : sound.wasLoudBetween(fromMs, endMs);
    // A picture with a separate playlist of sound has none itself.
    const loud = part === 'picture' ? false : isHeard;
    const isMarked = fromMs === null || endMs === null || loud !== false || marks.has('audio', fromMs, endMs);
    const hasSound = part !== 'picture' && isMarked;
    const isWhole = (!hasPicture || found.video) && (found.audio || !hasSound);
    const needsDecoding = !isWhole || nowMs - this.#decodedMs >= DECODE_EVERY_MS;
    const tracks = await inSlices(tracksOf(bytes));
    const before = {
      sentMs: this.#before.sentMs,
      isOurs: this.#before.wasOurs && marks.has(hasPicture ? 'video' : 'audio', nowMs - 30_000, nowMs),
    };
    const sent = { picture: hasPicture, movingPicture: hasPicture && isMoving, loud };
    const isRecognised = segmentVerdict({ tracks, found, decoding: null, sent, before }).is === 'ours';
    if (isWhole && needsDecoding && tracks && isRecognised) onRecognised(endMs);
    const decoding =
      needsDecoding && tracks && tracks.foreign === null
        ? await decoder.decode(bytes, tracks, found.video || !isMoving ? NO_BYTES : marks.pictures())
        : null;
    if (signal.aborted) return { is: 'unclear', endMs: null };
    if (decoding?.how === 'decoded') this.#decodedMs = nowMs;
    const verdict = segmentVerdict({
      tracks,
      found,
      decoding: decoding ?? (needsDecoding && !tracks ? { how: 'broken', tech: 'no media' } : null),
      sent,
      before,
    });
    this.#before = {
      sentMs: dated?.kind === 'video' ? dated.atMs : this.#before.sentMs,
      wasOurs: this.#before.wasOurs || verdict.is === 'ours',
    };
    return resultOf(verdict, endMs, values);
  }
}

function resultOf(
  verdict: SegmentVerdict,
  endMs: number | null,
  values: { name: string; host: string },
): SegmentResult {
  switch (verdict.is) {
    case 'ours':
    case 'plausible':
      return { is: verdict.is, endMs };
    case 'unclear':
      return { is: 'unclear', endMs: null };
    case 'foreign':
      return { is: 'foreign', reason: cannotTell(verdict.what, values) };
    default:
      return { is: 'bad', reason: because(verdict.is, verdict.tech, values), believedAt: verdict.believedAt };
  }
}

function cannotTell(what: string, values: { name: string; host: string }): Reason {
  return because('cannotTell', what, { ...values, what });
}

/** When the segment's content was sent. */
function spanOf({ atMs, part }: { atMs: number; part: number }, seconds: number): [fromMs: number, endMs: number] {
  const fromMs = atMs - part * seconds * 1000;
  return [fromMs, fromMs + seconds * 1000];
}
