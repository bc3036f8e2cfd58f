/** What a segment is made of, told from its first bytes and the heads of its packets, so that only what is there is decoded. Pure. */

import { atOnce } from './in-slices.ts';

export type Container = 'ts' | 'mp4';

export interface SegmentTracks {
  container: Container;
  /** `other`: a coding that this box does not decode. Null: there is none. */
  video: 'h264' | 'other' | null;
  audio: 'aac' | 'other' | null;
}

const PACKET = 188;
const SYNC = 0x47;
/** Between two steps of a look: half a thousand packets. */
const STEP_BYTES = 512 * PACKET;
/** Stream types of ISO 13818-1. */
const VIDEO_TYPES = new Set([0x01, 0x02, 0x10, 0x1b, 0x24, 0x33, 0xd1]);
const AUDIO_TYPES = new Set([0x03, 0x04, 0x0f, 0x11, 0x81, 0x87]);
const H264 = 0x1b;
const AAC = 0x0f;

/** For what is small; see `tracksOf`. */
export function segmentTracks(bytes: Buffer): SegmentTracks | null {
  return atOnce(tracksOf(bytes));
}

/** In steps. Null: nothing that is known here. */
export function* tracksOf(bytes: Buffer): Generator<void, SegmentTracks | null> {
  if (bytes[0] === SYNC && bytes.length >= PACKET && (bytes[PACKET] ?? SYNC) === SYNC) return yield* tsTracks(bytes);
  if (/^(ftyp|styp|moof|sidx|moov)$/.test(bytes.toString('latin1', 4, 8))) return mp4Tracks(bytes);
  return null;
}

/** Announced is not there: nginx-rtmp announces picture and sound whatever comes. So what begins is counted. */
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
    // Behind a pointer to where it begins.
    const table = packet.subarray(1 + (packet[0] ?? 0));
    if (pid === 0 && table[0] === 0) programPid = programPidOf(table);
    else if (pid === programPid && table[0] === 2)
      for (const [stream, type] of streamsOf(table)) types.set(stream, type);
    else begun.add(pid);
  }
  const there = [...begun].map((pid) => types.get(pid) ?? -1);
  const has = (types: Set<number>) => there.some((type) => types.has(type));
  return {
    container: 'ts',
    video: there.includes(H264) ? 'h264' : has(VIDEO_TYPES) ? 'other' : null,
    audio: there.includes(AAC) ? 'aac' : has(AUDIO_TYPES) ? 'other' : null,
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

/** Before the checksum, and never behind the packet. */
function sectionEnd(table: Buffer): number {
  if (table.length < 3) return 0;
  return Math.min(table.length, 3 + (table.readUInt16BE(1) & 0x0fff) - 4);
}

/** Named in the part for the decoder, which comes first. */
function mp4Tracks(bytes: Buffer): SegmentTracks {
  const start = bytes.subarray(0, 65_536);
  const has = (...names: string[]) => names.some((name) => start.includes(name, 0, 'latin1'));
  return {
    container: 'mp4',
    video: has('avc1', 'avc3') ? 'h264' : has('hvc1', 'hev1', 'av01', 'vp09') ? 'other' : null,
    audio: has('mp4a') ? 'aac' : has('Opus', 'ac-3', 'ec-3') ? 'other' : null,
  };
}
