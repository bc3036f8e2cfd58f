/**
 * Finds the tracks of a segment from its first bytes and the heads of its packets, so that only those are decoded.
 * Pure.
 */

import { atOnce } from './in-slices.ts';

export type Container = 'ts' | 'mp4' | 'adts';

export interface SegmentTracks {
  container: Container;
  /** `other`: a coding that this box does not decode. Null: there is none. */
  video: 'h264' | 'other' | null;
  audio: 'aac' | 'other' | null;
  /** Name of the form that cannot be judged at all; null: none. */
  foreign: string | null;
}

const PACKET = 188;
const SYNC = 0x47;
/** Bytes between two steps: each packet may name 34 streams. */
const STEP_BYTES = 64 * PACKET;
/** Stream types of ISO 13818-1. */
const VIDEO_TYPES = new Map([
  [0x01, 'MPEG-1'],
  [0x02, 'MPEG-2'],
  [0x10, 'MPEG-4 Visual'],
  [0x1b, 'H.264'],
  [0x24, 'H.265'],
  [0x33, 'H.266'],
  [0xd1, 'Dirac'],
  [0xdb, 'SAMPLE-AES'],
]);
const AUDIO_TYPES = new Map([
  [0x03, 'MPEG audio'],
  [0x04, 'MPEG audio'],
  [0x0f, 'AAC'],
  [0x11, 'AAC-LATM'],
  [0x81, 'AC-3'],
  [0x87, 'E-AC-3'],
  [0xc1, 'SAMPLE-AES'],
  [0xc2, 'SAMPLE-AES'],
  [0xcf, 'SAMPLE-AES'],
]);

/** Reads a small segment at once; see `tracksOf`. */
export function segmentTracks(bytes: Buffer): SegmentTracks | null {
  return atOnce(tracksOf(bytes));
}

/** Reads a segment in steps. Null: no known form. */
export function* tracksOf(bytes: Buffer): Generator<void, SegmentTracks | null> {
  if (bytes[0] === SYNC && bytes.length >= PACKET && (bytes[PACKET] ?? SYNC) === SYNC) return yield* tsTracks(bytes);
  if (/^(ftyp|styp|moof|sidx|moov)$/.test(bytes.toString('latin1', 4, 8))) return mp4Tracks(bytes);
  if (bytes.toString('latin1', 0, 6) === 'WEBVTT') return { ...tracksWith('adts', [], []), foreign: 'WebVTT' };
  return packedSound(bytes);
}

/** Counts the pictures and sounds that begin, since nginx-rtmp announces both whatever comes. */
function* tsTracks(bytes: Buffer): Generator<void, SegmentTracks> {
  let programPid = -1;
  const types = new Map<number, number>();
  const begun = new Set<number>();
  for (let at = 0; at + PACKET <= bytes.length; at += PACKET) {
    if (at % STEP_BYTES === 0) yield;
    if (bytes[at] !== SYNC) break;
    const head = bytes.readUInt16BE(at + 1);
    if ((head & 0x4000) === 0) continue;
    const pid = head & 0x1fff;
    const adaptation = (bytes[at + 3] ?? 0) & 0x20 ? 1 + (bytes[at + 4] ?? 0) : 0;
    const packet = bytes.subarray(at + 4 + adaptation, at + PACKET);
    // The table follows a pointer to its beginning.
    const table = packet.subarray(1 + (packet[0] ?? 0));
    if (pid === 0 && table[0] === 0) programPid = programPidOf(table);
    else if (pid === programPid && table[0] === 2)
      for (const [stream, type] of streamsOf(table)) types.set(stream, type);
    else begun.add(pid);
  }
  const there = [...begun].map((pid) => types.get(pid) ?? -1);
  return tracksWith(
    'ts',
    there.flatMap((type) => VIDEO_TYPES.get(type) ?? []),
    there.flatMap((type) => AUDIO_TYPES.get(type) ?? []),
  );
}

/** @param video codings that are there, by name */
function tracksWith(container: Container, video: string[], audio: string[]): SegmentTracks {
  const isOneOf = (names: string[], name: string) => names.includes(name);
  const coded = { video: isOneOf(video, 'H.264'), audio: isOneOf(audio, 'AAC') };
  const foreignVideo = coded.video ? undefined : video[0];
  // A known picture is enough to recognise a stream; sound alone has to be a known coding.
  const foreignAudio = coded.audio || video.length > 0 ? undefined : audio[0];
  return {
    container,
    video: coded.video ? 'h264' : foreignVideo ? 'other' : null,
    audio: coded.audio ? 'aac' : audio.length > 0 ? 'other' : null,
    foreign: foreignVideo ?? foreignAudio ?? null,
  };
}

function programPidOf(table: Buffer): number {
  for (let at = 8; at + 4 <= sectionEnd(table); at += 4)
    if (table.readUInt16BE(at) !== 0) return table.readUInt16BE(at + 2) & 0x1fff;
  return -1;
}

function* streamsOf(table: Buffer): Generator<[pid: number, type: number]> {
  if (table.length < 12) return;
  let at = 12 + (table.readUInt16BE(10) & 0x0fff);
  while (at + 5 <= sectionEnd(table)) {
    yield [table.readUInt16BE(at + 1) & 0x1fff, table[at] ?? 0];
    at += 5 + (table.readUInt16BE(at + 3) & 0x0fff);
  }
}

/** End of the section before its checksum, and never behind the packet. */
function sectionEnd(table: Buffer): number {
  if (table.length < 3) return 0;
  return Math.min(table.length, 3 + (table.readUInt16BE(1) & 0x0fff) - 4);
}

const MP4_VIDEO: [name: string, ...entries: string[]][] = [
  ['H.264', 'avc1', 'avc3'],
  ['H.265', 'hvc1', 'hev1', 'dvh1', 'dvhe'],
  ['AV1', 'av01'],
  ['VP9', 'vp09'],
  ['CENC', 'encv'],
];
const MP4_AUDIO: [name: string, ...entries: string[]][] = [
  ['AAC', 'mp4a'],
  ['Opus', 'Opus'],
  ['AC-3', 'ac-3'],
  ['E-AC-3', 'ec-3'],
  ['FLAC', 'fLaC'],
  ['CENC', 'enca'],
];

/** Reads the codings from the part for the decoder, which comes first. */
function mp4Tracks(bytes: Buffer): SegmentTracks {
  const start = bytes.subarray(0, 65_536);
  const there = (table: typeof MP4_VIDEO) =>
    table.flatMap(([name, ...entries]) => (entries.some((entry) => start.includes(entry, 0, 'latin1')) ? [name] : []));
  return tracksWith('mp4', there(MP4_VIDEO), there(MP4_AUDIO));
}

/** Recognises sound without a container, behind tags that hold its time (RFC 8216, 3.4); null: it is none. */
function packedSound(bytes: Buffer): SegmentTracks | null {
  const at = tagBytes(bytes);
  const [first = 0, second = 0] = bytes.subarray(at, at + 2);
  if (first === 0x0b && second === 0x77) return tracksWith('adts', [], ['AC-3']);
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  // The layer: none is AAC, others are MPEG audio.
  return tracksWith('adts', [], [(second & 0xf6) === 0xf0 ? 'AAC' : 'MPEG audio']);
}

/** One tag holds the sound's time, others a station's additions; a segment full of them is none. */
const MOST_TAGS = 16;

/** Bytes of the ID3 tags before the sound. */
export function tagBytes(bytes: Buffer): number {
  let at = 0;
  for (let tags = 0; tags < MOST_TAGS && bytes.toString('latin1', at, at + 3) === 'ID3'; tags++) {
    if (at + 10 > bytes.length) break;
    const size = [6, 7, 8, 9].reduce((sum, place) => (sum << 7) | ((bytes[at + place] ?? 0) & 0x7f), 0);
    at += 10 + size;
  }
  return Math.min(at, bytes.length);
}
