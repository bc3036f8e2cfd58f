/** The work of a one-shot worker: the FLV parts of a recording into one MP4 with its index in front, and a poster. */
import { rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { syncFile } from '../../platform/durable-file.ts';
import { type FlvTag, isPicture } from '../flv/flv-tag.ts';
import { CodedFeed, feedOf, frameIn, type Tracks } from './coded-feed.ts';
import { FramePlaces } from './frame-places.ts';
import type { JoinOrder, JoinResult, PacketCounts } from './join-order.ts';
import { boxIn } from './mp4-box.ts';
import { mp4Front } from './mp4-front.ts';
import { mp4PacketCounts } from './mp4-packet-counts.ts';
import { emptyReport, partTags } from './part-tags.ts';
import { placeFront } from './place-front.ts';

/** Below everything that is on air. */
const LOWEST_PRIORITY = 19;
/** The decoder gives its first picture only after some more have come (openh264dec gives none for a single one). */
const POSTER_PICTURES = 8;
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

async function join({ parts, output, poster, spareBytes }: JoinOrder): Promise<JoinResult> {
  const report = emptyReport();
  const journal: PacketCounts = { video: 0, audio: 0 };
  const places = { video: new FramePlaces(), audio: new FramePlaces() };
  const tracks = await tracksOf(parts);
  const feed = new CodedFeed(
    [
      ...(tracks.video ? [`${feedOf('video')} ! h264parse ! mux.video_0`] : []),
      // By way of ADTS: only a parser that cuts the frames itself knows how long the last one is, and players end an
      // MP4 before a last frame without length.
      ...(tracks.audio
        ? [`${feedOf('audio')} ! aacparse ! audio/mpeg,stream-format=adts ! aacparse ! mux.audio_0`]
        : []),
      // Only the index is wanted, which comes last. A muxer that cannot seek in what it writes keeps all of it in memory.
      'mp4mux name=mux ! tee name=made  made. ! queue ! filesink location=/dev/null',
      'made. ! queue ! appsink name=index sync=false max-buffers=8 drop=true wait-on-eos=false',
    ].join('  '),
    [],
    tracks,
  );
  let config: FlvTag | null = null;
  let still: FlvTag[] = [];
  for await (const { tag, timestampMs, position } of partTags(parts, report)) {
    if (tag.kind === 'script') continue;
    if (tag.kind === 'video' && tag.sequenceHeader) config = tag;
    if (tag.keyframe && (still.length === 0 || timestampMs <= POSTER_AFTER_MS)) still = [tag];
    else if (isPicture(tag) && still.length > 0 && still.length < POSTER_PICTURES) still.push(tag);
    if (!tag.sequenceHeader) {
      if (isPicture(tag)) journal.video++;
      else if (tag.kind === 'audio') journal.audio++;
    }
    if (!tracks[tag.kind] || !(await feed.push({ ...tag, kind: tag.kind }, timestampMs))) continue;
    const frame = frameIn(tag);
    places[tag.kind].add(position + frame.offset, frame.bytes);
  }
  const { bytes: mediaBytes } = report;
  if (journal.video + journal.audio === 0)
    return { how: 'joined', path: output, journal, file: journal, seconds: 0, ...report };
  const { end, last } = await feed.finish('index');
  if (end.how === 'failed') return { how: 'failed', message: `${end.element}: ${end.message} ${end.debug}`.trim() };
  const movie = last.map((bytes) => movieIn(bytes)).find((found) => found !== null);
  if (!movie) return { how: 'failed', message: 'the muxer made no index' };
  const frontOf = (blockBytes: number) => mp4Front({ movie, places, mediaBytes, blockBytes });
  const placed = await placeFront({ frontOf, parts, output, mediaBytes, spareBytes });
  if (placed.how === 'noRoom') return placed;
  const { seconds, ...file } = await mp4PacketCounts(placed.path);
  if (poster && config && still.length > 0) await drawPoster([config, ...still], poster);
  return { how: 'joined', path: placed.path, journal, file, seconds, ...report };
}

/** The muxer gives each of its own boxes in a buffer of its own. */
function movieIn(bytes: Buffer): Buffer | null {
  const isBox = bytes.length >= 8 && bytes.readUInt32BE(0) === bytes.length;
  return isBox ? boxIn(bytes, 'moov') : null;
}

/**
 * What there are frames of: a track without any would keep the muxer waiting for ever. Read until both were found: a camera
 * may begin long after the sound, and a recording of voice alone is small.
 */
async function tracksOf(parts: string[]): Promise<Tracks> {
  const tracks = { video: false, audio: false };
  for await (const { tag } of partTags(parts, emptyReport())) {
    if (tag.kind === 'script' || tag.sequenceHeader) continue;
    tracks[tag.kind] = true;
    if (tracks.video && tracks.audio) break;
  }
  return tracks;
}

async function drawPoster(tags: FlvTag[], poster: string): Promise<void> {
  const feed = new CodedFeed(
    `${feedOf('video')} ! h264parse ! openh264dec ! videoconvert ! videoscale ` +
      '! video/x-raw,width=640,pixel-aspect-ratio=1/1 ! jpegenc quality=80 snapshot=true ! filesink name=out',
    [['out', 'location', poster]],
    { video: true, audio: false },
  );
  // A poster is nice to have: without one the page shows none.
  try {
    for (const tag of tags) await feed.push({ ...tag, kind: 'video' }, tag.timestampMs);
    await feed.finish();
    await syncFile(poster);
  } catch {
    await rm(poster, { force: true });
  }
}
