/** Judges from one segment, compared with what was sent, what viewers see and hear. Pure. */

import { SILENT_DB } from '../analysis/silence.ts';
import { isBlack, keepsMoving, standsStill } from '../analysis/thumbnail.ts';
import type { Decoding } from './segment-decoder.ts';
import type { SegmentTracks } from './segment-tracks.ts';
import type { Found } from './sent-marks.ts';

export type SegmentFault =
  | 'readBackUndecodable'
  | 'readBackSilent'
  | 'readBackBlack'
  | 'readBackFrozen'
  | 'readBackOther';

/**
 * `ours`: it holds what this box sent. `plausible`: it plays, and is recoded, so that nothing proves whose it is.
 * `unclear`: it could not be decoded here.
 */
export type SegmentVerdict =
  | { is: 'ours' | 'plausible' | 'unclear' }
  /** The form, which `what` names, is not understood here. */
  | { is: 'foreign'; what: string }
  /** `believedAt`: number of such segments in a row that are believed; two by default. */
  | { is: SegmentFault; tech: string; believedAt?: number };

export interface SegmentFacts {
  tracks: SegmentTracks | null;
  found: Found;
  /** Null: decoding was not needed. */
  decoding: Decoding | null;
  sent: {
    /** A picture was sent at all. */
    picture: boolean;
    /** The picture is not a still one, as for a thin link. */
    movingPicture: boolean;
    /** There was sound at the time of this segment; null: not known. */
    loud: boolean | null;
  };
  before: {
    /** When the content of the segment before was sent; null: not known. */
    sentMs: number | null;
    /** Content sent by this box was found there before, and could be found now. */
    isOurs: boolean;
  };
}

export function segmentVerdict(facts: SegmentFacts): SegmentVerdict {
  const { tracks, found, decoding, sent, before } = facts;
  // A tone of a test repeats itself; pictures do not.
  const isAgain = found.dated?.kind === 'video' && before.sentMs !== null && found.dated.atMs <= before.sentMs;
  if (isAgain) return { is: 'readBackFrozen', tech: 'the same pieces come again' };
  // Picture and sound are byte for byte as sent: nothing is left to judge.
  const isOurs = found.video || (found.audio && !sent.picture);
  // Others have recoded it, in another way: its content is not seen here.
  if (tracks?.foreign && !isOurs) return { is: 'foreign', what: tracks.foreign };
  if (!decoding) return { is: isOurs ? 'ours' : 'unclear' };
  if (!tracks) return { is: 'readBackUndecodable', tech: 'neither MPEG-TS nor fragmented MP4' };
  if (decoding.how === 'broken') return { is: 'readBackUndecodable', tech: decoding.tech };
  if (sent.picture && !tracks.video) return { is: 'readBackBlack', tech: 'no picture at all' };
  if (!tracks.audio && sent.loud !== false) return silent(sent.loud, 'no sound at all');
  // Sound that was neither recognised nor decoded gets no verdict.
  if (decoding.how === 'unfinished') return { is: isOurs && found.audio ? 'ours' : 'unclear' };
  const { count, pictures, loudestDb } = decoding;
  if (tracks.video === 'h264' && count === 0) return { is: 'readBackUndecodable', tech: 'no picture could be decoded' };
  const isHeard = tracks.audio !== 'aac' || found.audio || (loudestDb !== null && loudestDb >= SILENT_DB);
  if (!isHeard && sent.loud !== false)
    return silent(sent.loud, loudestDb === null ? 'no sound could be decoded' : `${loudestDb} dBFS`);
  if (pictures.length > 0 && sent.movingPicture && !found.video) {
    const isSentBlack = decoding.sent.length === 0 || decoding.sent.some(isBlack);
    if (pictures.every(isBlack) && !isSentBlack) return { is: 'readBackBlack', tech: 'black from end to end' };
    // A speaker may stand still for some seconds, and viewers see that later than the pictures sent now.
    if (standsStill(pictures) && keepsMoving(decoding.sent))
      return { is: 'readBackFrozen', tech: 'the picture stands still', believedAt: 3 };
  }
  if (isOurs) return { is: 'ours' };
  if (before.isOurs) return { is: 'readBackOther', tech: 'nothing of what was sent is in it' };
  return { is: 'plausible' };
}

/** Silence is neither a fault nor a proof where it is not known that somebody spoke. */
function silent(loud: boolean | null, tech: string): SegmentVerdict {
  return loud ? { is: 'readBackSilent', tech } : { is: 'unclear' };
}
