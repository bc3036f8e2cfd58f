/** The work of a one-shot worker: the FLV parts of a recording into one MP4 with its index in front, and a poster. */
import { rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { type FlvTag, isPicture } from '../flv/flv-tag.ts';
import { CodedFeed, feedOf, type Tracks } from './coded-feed.ts';
import type { JoinOrder, JoinResult, PacketCounts } from './join-order.ts';
import { mp4PacketCounts } from './mp4-packet-counts.ts';
import { emptyReport, partTags } from './part-tags.ts';

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

async function join({ parts, output, poster }: JoinOrder): Promise<JoinResult> {
  const report = emptyReport();
  const media = `${output}.media`;
  const journal: PacketCounts = { video: 0, audio: 0 };
  const tracks = await tracksOf(parts);
  // Bounded by bytes alone: with a limit in time, a hole in one track would keep the other waiting for ever.
  const queue = 'queue max-size-buffers=0 max-size-time=0 max-size-bytes=60000000';
  const feed = new CodedFeed(
    [
      ...(tracks.video ? [`${feedOf('video')} ! ${queue} ! h264parse ! mux.video_0`] : []),
      // By way of ADTS: only a parser that cuts the frames itself knows how long the last one is, and players end an
      // MP4 before a last frame without length.
      ...(tracks.audio
        ? [`${feedOf('audio')} ! ${queue} ! aacparse ! audio/mpeg,stream-format=adts ! aacparse ! mux.audio_0`]
        : []),
      'mp4mux name=mux faststart=true ! filesink name=out',
    ].join('  '),
    [
      ['out', 'location', output],
      // In the folder of the recording: the default is /tmp, which is memory on a board.
      ['mux', 'faststart-file', media],
    ],
    tracks,
  );
  let config: FlvTag | null = null;
  let still: FlvTag[] = [];
  for await (const { tag, timestampMs } of partTags(parts, report)) {
    if (tag.kind === 'script') continue;
    if (tag.kind === 'video' && tag.sequenceHeader) config = tag;
    if (tag.keyframe && (still.length === 0 || timestampMs <= POSTER_AFTER_MS)) still = [tag];
    else if (isPicture(tag) && still.length > 0 && still.length < POSTER_PICTURES) still.push(tag);
    if (!tag.sequenceHeader) {
      if (isPicture(tag)) journal.video++;
      else if (tag.kind === 'audio') journal.audio++;
    }
    if (tracks[tag.kind]) await feed.push({ ...tag, kind: tag.kind }, timestampMs);
  }
  if (journal.video + journal.audio === 0) return { how: 'joined', journal, file: journal, seconds: 0, ...report };
  const end = await feed.finish();
  if (end.how === 'failed') return { how: 'failed', message: `${end.element}: ${end.message} ${end.debug}`.trim() };
  await rm(media, { force: true });
  const { seconds, ...file } = await mp4PacketCounts(output);
  if (poster && config && still.length > 0) await drawPoster([config, ...still], poster);
  return { how: 'joined', journal, file, seconds, ...report };
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
  } catch {
    await rm(poster, { force: true });
  }
}
