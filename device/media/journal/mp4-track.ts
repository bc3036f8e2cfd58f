/** A track of an MP4: when it is shown and how large. Pure. */
import { avcConfig } from '../flv/avc-config.ts';
import { type Box, box, fullBox, u16, u32, u64 } from './mp4-box.ts';
import { sampleTables } from './mp4-sample-tables.ts';
import type { Timeline, Track, TrackFigures } from './track-figures.ts';

const LONG_TIME = 2 ** 32;
/** Enabled, in the movie, in its preview. */
const SHOWN = 7;
const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** `und`: each letter in 5 bits. */
const UNDETERMINED = 0x55c4;
const FULL_VOLUME = 0x100;
const NORMAL_RATE = 0x10000;
const EMPTY_EDIT = -1;

/** @throws where a configuration that is used is none */
export function trackBox(track: Track, id: number, figures: TrackFigures, timeline: Timeline): Box {
  const { kind } = track;
  const units = (ms: number) => Math.round(ms * timeline.unitsPerMs);
  const shownMs = figures.shownMs - timeline.originMs;
  const lengthMs = figures.endMs - figures.shownMs;
  const isPicture = kind === 'video';
  const size = isPicture ? shownSize(track.configs) : { width: 0, height: 0 };
  const media = [
    timedBox(
      'mdhd',
      0,
      [u32(timeline.unitsPerMs * 1000)],
      units(figures.decodedLastMs - figures.decodedMs + figures.lastMs),
      u16(UNDETERMINED, 0),
    ),
    handlerBox(kind),
    box(
      'minf',
      isPicture ? fullBox('vmhd', 0, 1, Buffer.alloc(8)) : fullBox('smhd', 0, 0, Buffer.alloc(4)),
      // The frames are in this file.
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box('stbl', ...sampleTables(track, figures, timeline)),
    ),
  ];
  const header = timedBox(
    'tkhd',
    SHOWN,
    [u32(id, 0)],
    units(shownMs) + units(lengthMs),
    Buffer.alloc(8),
    u16(0, 0, isPicture ? 0 : FULL_VOLUME, 0),
    MATRIX,
    u32(size.width * 65_536, size.height * 65_536),
  );
  const mediaMs = figures.shownMs - figures.decodedMs - figures.leastCompositionMs;
  return box('trak', header, ...editBox(units(shownMs), units(lengthMs), units(mediaMs)), box('mdia', ...media));
}

/** Describes a track that is shown later than 0, or begins with something that is decoded and not shown. */
function editBox(shown: number, length: number, media: number): Box[] {
  if (shown === 0 && media === 0) return [];
  const edits = [...(shown > 0 ? [{ length: shown, media: EMPTY_EDIT }] : []), { length, media }];
  const isLong = edits.some((edit) => edit.length >= LONG_TIME || edit.media >= LONG_TIME / 2);
  const entries = edits.map((edit) => {
    const bytes = Buffer.alloc(isLong ? 20 : 12);
    if (isLong) {
      bytes.writeBigUInt64BE(BigInt(edit.length), 0);
      bytes.writeBigInt64BE(BigInt(edit.media), 8);
    } else {
      bytes.writeUInt32BE(edit.length, 0);
      bytes.writeInt32BE(edit.media, 4);
    }
    bytes.writeUInt32BE(NORMAL_RATE, bytes.length - 4);
    return bytes;
  });
  return [box('edts', fullBox('elst', isLong ? 1 : 0, 0, u32(edits.length), ...entries))];
}

/** A header with a length: 32 bits where they hold it. Times of making are not known. */
export function timedBox(type: string, flags: number, before: Buffer[], length: number, ...after: Buffer[]): Box {
  return length < LONG_TIME
    ? fullBox(type, 0, flags, u32(0, 0), ...before, u32(length), ...after)
    : fullBox(type, 1, flags, u64(0), u64(0), ...before, u64(length), ...after);
}

function handlerBox(kind: Track['kind']): Box {
  const [type, name] = kind === 'video' ? ['vide', 'Picture'] : ['soun', 'Sound'];
  return fullBox('hdlr', 0, 0, Buffer.from(`\0\0\0\0${type}${'\0'.repeat(12)}${name}\0`, 'latin1'));
}

/** Size of the first picture. */
function shownSize([first = Buffer.alloc(0)]: Buffer[]): { width: number; height: number } {
  const { width, height, sampleAspect } = avcConfig(first);
  return { width: Math.min(0xffff, Math.round((width * sampleAspect[0]) / sampleAspect[1])), height };
}
