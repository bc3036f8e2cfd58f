/**
 * Front that makes an MP4 of the parts of a recording. An FLV tag holds a coded frame byte for byte as an MP4 does, so the
 * index need only say where each lies: the media is not written a second time. No muxer makes it: one that takes frames in
 * order has tracks that wait for each other. Pure.
 */
import { type Box, box, u16, u32, u64 } from './mp4-box.ts';
import { timedBox, trackBox } from './mp4-track.ts';
import { type Timeline, type Track, type TrackFigures, trackFigures } from './track-figures.ts';

/** The media's own head, with a size of 64 bits. */
const MEDIA_HEAD_BYTES = 16;
const BOX_HEAD_BYTES = 8;
/** File type for players: H.264 in MP4, as of the base format. */
const FILE_TYPE = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1'));
const SHORT_POSITION = 2 ** 32 - 1;
/**
 * Time units of the movie and of its tracks alike: Firefox reckons the pause before a late track in the track's units,
 * where the format says the movie's. They hold whole milliseconds, and whole samples at the rate of our sound.
 */
const UNITS_PER_MS = 48;
/** A pause of a day is more than 32 bits hold of these. */
const LONGEST_MS = SHORT_POSITION / UNITS_PER_MS;
const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const NORMAL_RATE = 0x10000;
const FULL_VOLUME = 0x100;

export interface Mp4Front extends Box {
  /** From a position in the parts to one in the file. */
  shift: number;
}

/** Media behind the front. */
export interface Mp4Media {
  /** Room before the media that an interrupted join made, and which is used. */
  leadBytes: number;
  /** Bytes of all that follows. */
  mediaBytes: number;
  /** Block size: the front's own length is a multiple of it. */
  blockBytes: number;
}

/** @returns how long what it says is, and the way to make it. @throws where frames cannot be described */
export function mp4Movie(tracks: Track[]): { seconds: number; front(media: Mp4Media): Mp4Front } {
  const figured = tracks.map((track) => ({ track, figures: trackFigures(track) }));
  const all = figured.map(({ figures }) => figures);
  const originMs = Math.min(0, ...all.map(({ shownMs }) => shownMs));
  const unitsPerMs = Math.max(...all.map(({ longestMs }) => longestMs)) > LONGEST_MS ? 1 : UNITS_PER_MS;
  const endMs = Math.max(...all.map((one) => one.endMs)) - originMs;
  const movie = (timeline: Pick<Timeline, 'shift' | 'isLong'>) =>
    movieBox(figured, endMs, { ...timeline, unitsPerMs, originMs });
  const sized = (
    { leadBytes, mediaBytes, blockBytes }: Mp4Media,
    isLong: boolean,
  ): { bytes: number; isLong: boolean } => {
    const least = FILE_TYPE.bytes + movie({ shift: 0, isLong }).bytes + BOX_HEAD_BYTES + MEDIA_HEAD_BYTES;
    const bytes = Math.max(Math.ceil(least / blockBytes) * blockBytes, leadBytes);
    return !isLong && bytes + mediaBytes > SHORT_POSITION
      ? sized({ leadBytes, mediaBytes, blockBytes }, true)
      : { bytes, isLong };
  };
  return {
    seconds: endMs / 1000,
    front(media) {
      const { bytes, isLong } = sized(media, false);
      const shift = bytes - media.leadBytes;
      const index = movie({ shift, isLong });
      const spare = bytes - FILE_TYPE.bytes - index.bytes - BOX_HEAD_BYTES - MEDIA_HEAD_BYTES;
      return {
        bytes,
        shift,
        *pieces() {
          yield* FILE_TYPE.pieces();
          yield* index.pieces();
          yield* box('free', zeros(spare)).pieces();
          yield Buffer.concat([u32(1), Buffer.from('mdat', 'latin1'), u64(MEDIA_HEAD_BYTES + media.mediaBytes)]);
        },
      };
    },
  };
}

function movieBox(figured: { track: Track; figures: TrackFigures }[], endMs: number, timeline: Timeline): Box {
  const header = timedBox(
    'mvhd',
    0,
    [u32(timeline.unitsPerMs * 1000)],
    Math.round(endMs * timeline.unitsPerMs),
    u32(NORMAL_RATE),
    u16(FULL_VOLUME, 0),
    Buffer.alloc(8),
    MATRIX,
    Buffer.alloc(24),
    u32(figured.length + 1),
  );
  return box('moov', header, ...figured.map(({ track, figures }, at) => trackBox(track, at + 1, figures, timeline)));
}

/** Room that was made for a longer front may be large. */
function zeros(bytes: number): Box {
  const piece = Buffer.alloc(64 * 1024);
  return {
    bytes,
    *pieces() {
      for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
    },
  };
}
