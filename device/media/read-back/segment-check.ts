/** Reads one segment as a viewer would, and says what viewers get. */
import type { Clock } from '../../platform/clock.ts';
import { because, type Reason } from '../../reason.ts';
import type { WorkerLink } from '../gst/worker-link.ts';
import { type Answer, boundedGet } from './bounded-get.ts';
import { inSlices } from './in-slices.ts';
import type { Segment } from './playlist.ts';
import { SegmentDecoder } from './segment-decoder.ts';
import { tracksOf } from './segment-tracks.ts';
import { segmentVerdict } from './segment-verdict.ts';
import type { SentMarks } from './sent-marks.ts';
import type { SentSound } from './sent-sound.ts';

/** What is byte for byte as it was sent needs no decoder; now and then it is decoded all the same. */
const DECODE_EVERY_MS = 300_000;
/** What arrives in this time can be watched; longer than a segment of a usual server. */
const WITHIN_MS = 5000;
/** At the settings' top rate a segment of 6 s has 19 MB. */
const LEAST_LIMIT_BYTES = 4_000_000;
const MOST_LIMIT_BYTES = 24_000_000;
/** Of what the box sends in that time: a server may code it anew, for more. */
const LIMIT_FACTOR = 4;
const NO_BYTES = Buffer.alloc(0);

export interface SegmentCheckOptions {
  clock: Clock;
  freshWorker(): WorkerLink;
  marks: SentMarks;
  sound: SentSound;
  /** Of what is sent. */
  stream(): { hasPicture: boolean; isMoving: boolean; kbps: number };
}

export type SegmentResult =
  | { is: 'ours' | 'plausible'; endMs: number | null }
  | { is: 'unclear'; endMs: null }
  /** The link of the box does not carry it in time. */
  | { is: 'slow' }
  | { is: 'bad'; reason: Reason; believedAt?: number | undefined };

export class SegmentCheck {
  readonly #options: SegmentCheckOptions;
  readonly #decoder: SegmentDecoder;
  #decodedMs = Number.NEGATIVE_INFINITY;
  #before: { sentMs: number | null; wasOurs: boolean } = { sentMs: null, wasOurs: false };

  constructor(options: SegmentCheckOptions) {
    this.#options = options;
    this.#decoder = new SegmentDecoder(options);
  }

  /** A segment will be read soon. */
  prepare(): void {
    this.#decoder.prepare();
  }

  /** Resolves when nothing of it is left. */
  close(): Promise<void> {
    return this.#decoder.close();
  }

  /** `values`: for its sentence. Never rejects. */
  async check(segment: Segment, values: { name: string; host: string }, signal: AbortSignal): Promise<SegmentResult> {
    const { clock, marks, sound, stream } = this.#options;
    const nowMs = clock.monotonicMs();
    const answer = await this.#fetch(segment, signal);
    if (answer.how !== 'got') {
      // Some of it came, so the server gives it: what is thin is the way to this box.
      if (answer.how === 'late' && answer.receivedBytes > 0) return { is: 'slow' };
      return { is: 'bad', reason: because('readBackSegment', answer.tech, values) };
    }
    const { bytes } = answer;
    const found = await inSlices(marks.finding(bytes));
    const { dated } = found;
    const [fromMs, endMs] = dated ? spanOf(dated, segment.seconds) : [null, null];
    const loud = fromMs === null || endMs === null ? sound.hasBeenLoud(nowMs) : sound.wasLoudBetween(fromMs, endMs);
    const { hasPicture, isMoving } = stream();
    const hasSound = fromMs === null || endMs === null || loud !== false || marks.has('audio', fromMs, endMs);
    const isWhole = (!hasPicture || found.video) && (found.audio || !hasSound);
    const needsDecoding = !isWhole || nowMs - this.#decodedMs >= DECODE_EVERY_MS;
    const tracks = await inSlices(tracksOf(bytes));
    const decoding =
      needsDecoding && tracks && segment.key === null
        ? await this.#decoder.decode(bytes, tracks, found.video || !isMoving ? NO_BYTES : marks.pictures())
        : null;
    if (signal.aborted) return { is: 'unclear', endMs: null };
    if (decoding?.how === 'decoded') this.#decodedMs = nowMs;
    const before = {
      sentMs: this.#before.sentMs,
      isOurs: this.#before.wasOurs && marks.has(hasPicture ? 'video' : 'audio', nowMs - 30_000, nowMs),
    };
    const verdict = segmentVerdict({
      tracks,
      isEncrypted: segment.key !== null,
      found,
      decoding: decoding ?? (needsDecoding && !tracks ? { how: 'broken', tech: 'no media' } : null),
      sent: { picture: hasPicture, movingPicture: hasPicture && isMoving, loud },
      before,
    });
    this.#before = {
      sentMs: dated?.kind === 'video' ? dated.atMs : this.#before.sentMs,
      wasOurs: this.#before.wasOurs || verdict.is === 'ours',
    };
    switch (verdict.is) {
      case 'ours':
      case 'plausible':
        return { is: verdict.is, endMs };
      case 'unclear':
        return { is: 'unclear', endMs: null };
      default:
        return { is: 'bad', reason: because(verdict.is, verdict.tech, values), believedAt: verdict.believedAt };
    }
  }

  /** With what a decoder needs before it. */
  async #fetch({ url, range, init, seconds }: Segment, signal: AbortSignal): Promise<Answer> {
    const limit = LIMIT_FACTOR * seconds * this.#options.stream().kbps * 125;
    const mostBytes = Math.min(MOST_LIMIT_BYTES, Math.max(LEAST_LIMIT_BYTES, limit));
    const limits = { mostBytes, withinMs: Math.max(WITHIN_MS, seconds * 1000), signal };
    if (init === null) return boundedGet(url, { ...limits, range });
    const head = await boundedGet(init.url, { ...limits, range: init.range });
    const body = head.how === 'got' ? await boundedGet(url, { ...limits, range }) : head;
    return head.how === 'got' && body.how === 'got'
      ? { ...body, bytes: Buffer.concat([head.bytes, body.bytes]) }
      : body;
  }
}

/** When what the segment holds was sent. */
function spanOf({ atMs, part }: { atMs: number; part: number }, seconds: number): [fromMs: number, endMs: number] {
  const fromMs = atMs - part * seconds * 1000;
  return [fromMs, fromMs + seconds * 1000];
}
