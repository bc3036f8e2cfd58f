/**
 * Start of a part of a recording: written in its `onMetaData` under names of ours, which players pass over. From it the
 * joiner knows what is missing between two parts.
 */
import { bootId, type DatedMoment, isBootMoment } from '../../platform/boot-moment.ts';
import type { Clock } from '../../platform/clock.ts';
import type { FlvTag } from '../flv/flv-tag.ts';
import { metadataOf, metadataTag } from '../flv/metadata-tag.ts';

/** The moment at which the part's own time is 0. */
export interface PartStart extends DatedMoment {
  /** Pictures that the journal had to give up since the part before. */
  lostPictures: number;
  /** Somebody had stopped the talk and took that back. */
  afterStop: boolean;
}

/** `first`: the earliest frame of the part, as it came from the hub. */
export function partStart(
  first: FlvTag,
  {
    clock,
    clockTrusted,
    lostPictures,
    afterStop,
  }: { clock: Clock; clockTrusted: boolean; lostPictures: number; afterStop: boolean },
): PartStart {
  const nowMs = Math.floor(clock.monotonicMs());
  // Frames carry the machine's clock modulo 2^32 ms: it is that moment which is nearest to now.
  const agoMs = (nowMs - first.timestampMs) | 0;
  return {
    boot: bootId(),
    monotonicMs: nowMs - agoMs,
    wallMs: clock.wallMs() - agoMs,
    clockTrusted,
    lostPictures,
    afterStop,
  };
}

/** `metadata`: what else is to be said of the stream. */
export function partStartTag(metadata: FlvTag | undefined, start: PartStart): FlvTag {
  return metadataTag({
    ...(metadata && metadataOf(metadata)),
    partBoot: start.boot,
    partMonotonicMs: start.monotonicMs,
    partWallMs: start.wallMs,
    partClockTrusted: start.clockTrusted ? 1 : 0,
    partLostPictures: start.lostPictures,
    partAfterStop: start.afterStop ? 1 : 0,
  });
}

/** Null where it is not said: a part of an earlier version. */
export function partStartOf(metadata: FlvTag): PartStart | null {
  const { partBoot, partMonotonicMs, partWallMs, partClockTrusted, partLostPictures, partAfterStop } =
    metadataOf(metadata);
  const moment = { boot: partBoot, monotonicMs: partMonotonicMs };
  if (!isBootMoment(moment) || typeof partWallMs !== 'number') return null;
  return {
    ...moment,
    wallMs: partWallMs,
    clockTrusted: partClockTrusted === 1,
    lostPictures: typeof partLostPictures === 'number' ? partLostPictures : 0,
    afterStop: partAfterStop === 1,
  };
}
