/**
 * What stands in front of the parts of a recording and makes an MP4 of them. An FLV tag holds a coded frame byte for byte as
 * an MP4 does, so the index need only say where each lies: the media is not written a second time. Pure.
 */
import type { FramePlaces } from './frame-places.ts';
import { boxBytes, boxesIn, boxIn, descend, handlerOf } from './mp4-box.ts';

/** The media's own head, with a size of 64 bits. */
const MEDIA_HEAD_BYTES = 16;
const BOX_HEAD_BYTES = 8;
/** What a player has to know: H.264 in MP4, as of the base format. */
const FILE_TYPE = boxBytes('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1'));
/** A position that 32 bits hold, also behind the index of ten hours, which is 40 MB. */
const SHORT_POSITION = 2 ** 32 - 256 * 1024 * 1024;

export interface Mp4Parts {
  /** As a muxer made it for the same frames: the payload of `moov`. */
  movie: Buffer;
  /** Of each track, in its order; positions in the bytes that follow. */
  places: Record<'video' | 'audio', FramePlaces>;
  /** Of all that follows. */
  mediaBytes: number;
  /** What the front's own length is to be a multiple of. */
  blockBytes: number;
}

/** @throws when the index is not of these frames: another count, or one of another size. */
export function mp4Front({ movie, places, mediaBytes, blockBytes }: Mp4Parts): Buffer {
  // As long wherever the frames are.
  const indexBytes = placedMovie(movie, { places, shift: 0, mediaBytes }).length;
  const least = FILE_TYPE.length + indexBytes + 2 * BOX_HEAD_BYTES + MEDIA_HEAD_BYTES;
  const bytes = Math.ceil(least / blockBytes) * blockBytes;
  const mediaHead = Buffer.alloc(MEDIA_HEAD_BYTES);
  mediaHead.writeUInt32BE(1, 0);
  mediaHead.write('mdat', 4, 'latin1');
  mediaHead.writeBigUInt64BE(BigInt(MEDIA_HEAD_BYTES + mediaBytes), BOX_HEAD_BYTES);
  const shifted = placedMovie(movie, { places, shift: bytes, mediaBytes });
  return Buffer.concat([
    FILE_TYPE,
    boxBytes('moov', shifted),
    boxBytes('free', Buffer.alloc(bytes - least)),
    mediaHead,
  ]);
}

interface Placing {
  places: Mp4Parts['places'];
  shift: number;
  mediaBytes: number;
}

function placedMovie(movie: Buffer, placing: Placing): Buffer {
  const boxes = [...boxesIn(movie)].map(({ type, payload }) =>
    boxBytes(type, type === 'trak' ? placedTrack(payload, placing) : payload),
  );
  return Buffer.concat(boxes);
}

function placedTrack(track: Buffer, { places, shift, mediaBytes }: Placing): Buffer {
  const handler = handlerOf(track);
  const frames = handler === 'vide' ? places.video : handler === 'soun' ? places.audio : null;
  const table = descend(track, ['mdia', 'minf', 'stbl']);
  if (!frames || !table) throw new Error(`a track of ${handler} without frames of ours`);
  requireSameFrames(table, frames);
  const runs = descriptionRuns(table);
  const chunks = chunkBoxes(frames, { runs, shift, isLong: mediaBytes > SHORT_POSITION });
  const inside = (payload: Buffer, path: string[]): Buffer =>
    Buffer.concat(
      [...boxesIn(payload)].flatMap(({ type, payload: inner }) => {
        if (type === path[0]) return [boxBytes(type, inside(inner, path.slice(1)))];
        if (path.length === 0 && ['stsc', 'stco', 'co64'].includes(type)) return type === 'stsc' ? chunks : [];
        return [boxBytes(type, inner)];
      }),
    );
  return inside(track, ['mdia', 'minf', 'stbl']);
}

/** `stsz`: one size for all, or a count and a size for each. */
function requireSameFrames(table: Buffer, frames: FramePlaces): void {
  const sizes = boxIn(table, 'stsz');
  const count = sizes?.readUInt32BE(8) ?? 0;
  if (!sizes || count !== frames.count) throw new Error(`an index of ${count} frames for ${frames.count}`);
  const common = sizes.readUInt32BE(4);
  for (let frame = 0; frame < count; frame++) {
    const bytes = common || sizes.readUInt32BE(12 + 4 * frame);
    if (bytes !== frames.at(frame).bytes)
      throw new Error(`frame ${frame} has ${bytes} bytes in the index, ${frames.at(frame).bytes} in the journal`);
  }
}

/** Which description (codec configuration) holds from which frame on: the muxer says it chunk by chunk. */
function descriptionRuns(table: Buffer): { fromFrame: number; description: number }[] {
  const [toChunk, short, long] = [boxIn(table, 'stsc'), boxIn(table, 'stco'), boxIn(table, 'co64')];
  const chunks = (short ?? long)?.readUInt32BE(4) ?? 0;
  const entries = toChunk?.readUInt32BE(4) ?? 0;
  const runs: { fromFrame: number; description: number }[] = [];
  let frame = 0;
  for (let entry = 0; toChunk && entry < entries; entry++) {
    const at = 8 + 12 * entry;
    const [first, perChunk, description] = [0, 4, 8].map((offset) => toChunk.readUInt32BE(at + offset)) as [
      number,
      number,
      number,
    ];
    if (runs.at(-1)?.description !== description) runs.push({ fromFrame: frame, description });
    const next = entry + 1 < entries ? toChunk.readUInt32BE(at + 12) : chunks + 1;
    frame += (next - first) * perChunk;
  }
  return runs;
}

/** Each frame is a chunk of its own: between two of them stands what FLV says of the second. */
function chunkBoxes(
  frames: FramePlaces,
  { runs, shift, isLong }: { runs: { fromFrame: number; description: number }[]; shift: number; isLong: boolean },
): Buffer[] {
  const toChunk = Buffer.alloc(8 + 12 * runs.length);
  toChunk.writeUInt32BE(runs.length, 4);
  for (const [run, { fromFrame, description }] of runs.entries()) {
    for (const [field, value] of [fromFrame + 1, 1, description].entries())
      toChunk.writeUInt32BE(value, 8 + 12 * run + 4 * field);
  }
  const offsets = Buffer.alloc(8 + (isLong ? 8 : 4) * frames.count);
  offsets.writeUInt32BE(frames.count, 4);
  for (let frame = 0; frame < frames.count; frame++) {
    const position = frames.at(frame).position + shift;
    if (isLong) offsets.writeBigUInt64BE(BigInt(position), 8 + 8 * frame);
    else offsets.writeUInt32BE(position, 8 + 4 * frame);
  }
  return [boxBytes('stsc', toChunk), boxBytes(isLong ? 'co64' : 'stco', offsets)];
}
