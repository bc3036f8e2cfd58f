/** The FLV parts of a recording into one MP4 with its index in front. */
import { closeSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { lockFile } from '../../platform/file-lock.ts';
import { isPicture, payloadOf, TAG_HEAD_BYTES } from '../flv/flv-tag.ts';
import { type Frame, FrameSpool, MOST_DESCRIPTIONS, readWhole } from './frame-spool.ts';
import type { JoinOrder, JoinResult } from './join-order.ts';
import { mp4Movie } from './mp4-front.ts';
import { mp4PacketCounts } from './mp4-packet-counts.ts';
import { emptyReport, type PlacedTag, partTags } from './part-tags.ts';
import { placeFront } from './place-front.ts';
import { Stills } from './stills.ts';
import type { Track } from './track-figures.ts';

/** Bytes read or written before the process hears the service again. */
const TURN_BYTES = 1024 * 1024;
/** `FLV`, version 1; nine bytes in all, and the trailer of no tag. */
const FILE_HEADER_BYTES = 13;
const FILE_SIGNATURE = 0x464c5601;
/** FLV's own bytes before the frame: one and the packet type; for pictures, the composition time too. */
const PICTURE_HEAD = 5;
const SOUND_HEAD = 2;
const AAC = 10;
/** Frames checked of each track, evenly spread: a front that is wrong is wrong for all that follows. */
const FRAMES_CHECKED = 100;

export type OnProgress = (doneBytes: number, totalBytes: number) => void;

/** Fault of parts that cannot be joined, however often it is tried. */
class Broken extends Error {}

export async function joinParts(order: JoinOrder, onProgress: OnProgress): Promise<JoinResult> {
  const tracks: TrackIndex[] = [];
  let lock: number | null = null;
  try {
    const folder = dirname(order.output);
    lock = openSync(folder, 'r');
    // One that was left alone may be at it still, or what it has started.
    await lockFile(lock);
    for (const kind of ['video', 'audio'] as const) tracks.push(new TrackIndex(kind, `${order.output}.${kind}`));
    return await join(order, tracks, { lock, onProgress });
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return error instanceof Broken ? { how: 'broken', message } : { how: 'failed', code: code ?? null, message };
  } finally {
    for (const { frames } of tracks) frames.close();
    if (lock !== null) closeSync(lock);
  }
}

async function join(
  { parts, output, stills, spareBytes }: JoinOrder,
  indexes: TrackIndex[],
  { lock, onProgress }: { lock: number; onProgress: OnProgress },
): Promise<JoinResult> {
  const report = emptyReport();
  const poster = new Stills();
  // Several are read twice: to know of their frames, and to be copied.
  const totalBytes = parts.reduce((sum, part) => sum + statSync(part).size, 0) * (parts.length > 1 ? 2 : 1);
  let firstPosition: number | null = null;
  let turnAt = 0;
  for (const placed of partTags(parts, report)) {
    const { tag, timestampMs, position } = placed;
    firstPosition ??= position;
    poster.push(tag, timestampMs);
    for (const index of indexes) if (index.kind === tag.kind) index.push(placed);
    if (report.bytes < turnAt) continue;
    turnAt = report.bytes + TURN_BYTES;
    onProgress(report.bytes, totalBytes);
    await turn();
  }
  const tracks = indexes.filter(({ frames }) => frames.count > 0);
  if (tracks.length === 0) return { how: 'empty' };
  const { front, seconds } = describable(() => mp4Movie(tracks));
  let doneBytes = report.bytes;
  const placed = await placeFront({
    front: (media) => describable(() => front(media)),
    parts,
    leadBytes: leadOf(parts[0] as string, firstPosition),
    bytes: report.bytes,
    output,
    spareBytes,
    lock,
    onCopied: async (bytes) => {
      doneBytes += bytes;
      onProgress(doneBytes, Math.max(doneBytes, totalBytes));
      await turn();
    },
  });
  if (placed.how === 'noRoom') return placed;
  const { video, audio } = await mp4PacketCounts(placed.path);
  const frames = { video: indexes[0]?.frames.count ?? 0, audio: indexes[1]?.frames.count ?? 0 };
  if (video !== frames.video || audio !== frames.audio)
    throw new Error(`counts differ: ${JSON.stringify({ frames, file: { video, audio } })}`);
  for (const track of tracks) requireInPlace(placed.path, track, placed.shift);
  drawable(() => poster.write(stills));
  return { how: 'joined', path: placed.path, frames, seconds, ...report };
}

/** Gathers what an MP4 has to know of a track. */
class TrackIndex implements Track {
  readonly kind: Track['kind'];
  readonly frames: FrameSpool;
  readonly configs: Buffer[] = [];
  #config: Buffer | null = null;
  /** Number of the configuration that holds; null while no frame has needed it. */
  #description: number | null = null;

  constructor(kind: Track['kind'], path: string) {
    this.kind = kind;
    this.frames = new FrameSpool(path);
  }

  push({ tag, timestampMs, position }: PlacedTag): void {
    const payload = payloadOf(tag);
    const head = this.kind === 'video' ? PICTURE_HEAD : SOUND_HEAD;
    if (tag.sequenceHeader) {
      this.#configure(payload.subarray(head));
      return;
    }
    if (!this.#isFrame(tag, payload) || payload.length <= head) return;
    this.frames.add({
      position: position + TAG_HEAD_BYTES + head,
      bytes: payload.length - head,
      decodedMs: timestampMs,
      // Signed, of 24 bits.
      compositionMs: this.kind === 'video' ? payload.readIntBE(2, 3) : 0,
      isKeyframe: tag.keyframe,
      description: this.#describe(),
    });
  }

  /** @throws Broken for what an MP4 of ours cannot hold: it must not go with the parts. */
  #isFrame(tag: PlacedTag['tag'], payload: Buffer): boolean {
    if (this.kind === 'audio') {
      if ((payload[0] ?? 0) >> 4 !== AAC) throw new Broken(`sound of kind ${(payload[0] ?? 0) >> 4}`);
      return payload[1] === 1;
    }
    if (isPicture(tag)) return true;
    const [first = 0] = payload;
    // A command to the player, or the mark of an end.
    const isMark = (first & 0x0f) === 7 && (first >> 4 === 5 || payload[1] === 2);
    if (!isMark) throw new Broken(`a picture of kind ${first}`);
    return false;
  }

  #configure(config: Buffer): void {
    if (this.#config?.equals(config)) return;
    this.#config = Buffer.from(config);
    this.#description = null;
    // Frames before the first configuration, as at the beginning of a torn part, are from the same encoder.
    if (this.frames.count > 0 && this.configs.length === 0) this.#describe();
  }

  #describe(): number {
    const config = this.#config;
    if (!config) return 0;
    if (this.#description !== null) return this.#description;
    const known = this.configs.findIndex((one) => one.equals(config));
    this.#description = known >= 0 ? known : this.configs.push(config) - 1;
    if (this.#description > MOST_DESCRIPTIONS) throw new Broken(`${this.configs.length} ${this.kind} configurations`);
    return this.#description;
  }
}

/** Bytes that an interrupted join left in front of a part: room, or a front. 0 where the part begins with its first byte. */
function leadOf(part: string, firstPosition: number | null): number {
  if (firstPosition === null || firstPosition <= FILE_HEADER_BYTES || firstPosition > statSync(part).size) return 0;
  const position = firstPosition - FILE_HEADER_BYTES;
  const header = Buffer.alloc(4);
  const file = openSync(part, 'r');
  try {
    readWhole(file, header, position);
  } finally {
    closeSync(file);
  }
  return header.readUInt32BE(0) === FILE_SIGNATURE ? position : 0;
}

/** @throws where something else is in the place of a frame of the journal */
function requireInPlace(path: string, { kind, frames }: Track, shift: number): void {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(TAG_HEAD_BYTES);
  const flvBytes = kind === 'video' ? PICTURE_HEAD : SOUND_HEAD;
  const step = Math.max(1, Math.floor(frames.count / FRAMES_CHECKED));
  const requireTag = ({ position, bytes }: Frame) => {
    readWhole(file, head, position + shift - flvBytes - TAG_HEAD_BYTES);
    const isThere = head.readUInt8(0) === (kind === 'video' ? 9 : 8) && head.readUIntBE(1, 3) === bytes + flvBytes;
    if (!isThere) throw new Error(`a ${kind} frame is not where the index says`);
  };
  try {
    let number = 0;
    for (const frame of frames.frames()) if (++number % step === 0 || number === frames.count) requireTag(frame);
  } finally {
    closeSync(file);
  }
}

/** @throws Broken for what is wrong with the frames, and not with the disk */
function describable<T>(describe: () => T): T {
  try {
    return describe();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    throw code === undefined ? new Broken(message) : error;
  }
}

/** A poster is nice to have: without one the page shows none. */
function drawable(draw: () => void): void {
  try {
    draw();
  } catch {}
}
