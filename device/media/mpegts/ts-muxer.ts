/**
 * Makes MPEG-TS of a stream of FLV tags, packet by packet in the order in which they come. `mpegtsmux` waits with each
 * sound for the picture beside it, as any muxer does that has only the times; here pictures may be held back or
 * missing, and the voice passes them.
 */
import { type FlvTag, payloadOf } from '../flv/flv-tag.ts';
import { adtsFrame, annexB, type PictureForm, pictureForm, type SoundForm, soundForm } from './coded-units.ts';
import { nullPacket, PacketStream, TS_PAYLOAD_BYTES } from './ts-packets.ts';
import { type MappedStream, programAssociation, programMap } from './ts-tables.ts';

const MAP_PID = 0x1000;
const PIDS = { video: 0x100, audio: 0x101 } as const;
const STREAM_IDS = { video: 0xe0, audio: 0xc0 } as const;
/** Lead of the time of display over the clock: a picture that was held back is still ahead of the clock. */
const LEAD_MS = 1000;
/** TR 101 290 takes a table as lost after half a second; each keyframe has them too. */
const TABLES_EVERY_MS = 450;
/** ISO 13818-1, 2.7.2 wants a clock each 100 ms; a sound comes that often, other packets only fill in for it. */
const CLOCK_EVERY_MS = 90;
/**
 * Sounds travel together: one of 48 kb/s in packets of its own costs 79 kb/s with all heads, five of them in four packets 60.
 * No longer than this, which viewers seconds behind do not notice.
 */
const BUNDLE_PACKETS = 4;
const BUNDLE_MS = 110;
/**
 * Only the first of those together has a time: a sound that is not right behind it begins another packet. Stamps are
 * whole milliseconds.
 */
const OUT_OF_STEP_MS = 3;
const PES_HEAD_BYTES = 14;
/** Bytes of FLV's own head before a coded picture, and a coded sound. */
const FLV_PICTURE_HEAD_BYTES = 5;
const FLV_SOUND_HEAD_BYTES = 2;
const CODED_PICTURE = 1;

export class TsMuxer {
  readonly #streams = { video: new PacketStream(PIDS.video), audio: new PacketStream(PIDS.audio) };
  readonly #tables = { association: new PacketStream(0), map: new PacketStream(MAP_PID) };
  #pictures: PictureForm | null = null;
  #sounds: SoundForm | null = null;
  #mapVersion = 0;
  #mapped: MappedStream[] = [];
  #bundle: { frames: Buffer[]; bytes: number; fromMs: number } = { frames: [], bytes: 0, fromMs: 0 };
  /** Time of the last sound written. */
  #soundMs = Number.NEGATIVE_INFINITY;
  /** The latest time seen: the clock never goes back. */
  #nowMs = 0;
  #clockMs = Number.NEGATIVE_INFINITY;
  #tablesMs = Number.NEGATIVE_INFINITY;

  /** A packet without content: a sink has something to send, and so checks its connection, before there is media. */
  begin(): Buffer {
    return nullPacket();
  }

  /** Packets that are due with this tag; empty where it waits for others, or holds no media. @param stampMs to decode at */
  push(tag: FlvTag, stampMs: number): Buffer {
    if (tag.kind === 'script') return Buffer.alloc(0);
    const payload = payloadOf(tag);
    if (tag.sequenceHeader) return this.#configure(tag.kind, payload);
    this.#nowMs = Math.max(this.#nowMs, stampMs);
    return tag.kind === 'audio' ? this.#sound(payload, stampMs) : this.#picture(payload, stampMs, tag.keyframe);
  }

  /** Sound that still waits for more. */
  end(): Buffer {
    return this.#flush();
  }

  #configure(kind: 'video' | 'audio', payload: Buffer): Buffer {
    // The waiting sound has the earlier coding.
    const waiting = kind === 'audio' ? this.#flush() : Buffer.alloc(0);
    const isKnown = kind === 'video' ? this.#readPictures(payload) : this.#readSounds(payload);
    if (!isKnown) return waiting;
    if (!this.#mapped.some((one) => one.kind === kind)) {
      this.#mapped = [...this.#mapped, { kind, pid: PIDS[kind] }].sort((one, other) => one.pid - other.pid);
      this.#mapVersion++;
      this.#tablesMs = Number.NEGATIVE_INFINITY;
    }
    return waiting;
  }

  /** False: it cannot be read, and media of this coding is left out. */
  #readPictures(payload: Buffer): boolean {
    try {
      this.#pictures = pictureForm(payload.subarray(FLV_PICTURE_HEAD_BYTES));
    } catch {
      this.#pictures = null;
    }
    return this.#pictures !== null;
  }

  #readSounds(payload: Buffer): boolean {
    try {
      this.#sounds = soundForm(payload.subarray(FLV_SOUND_HEAD_BYTES));
    } catch {
      this.#sounds = null;
    }
    return this.#sounds !== null;
  }

  #picture(payload: Buffer, stampMs: number, isKeyframe: boolean): Buffer {
    if (!this.#pictures || payload.length <= FLV_PICTURE_HEAD_BYTES || payload[1] !== CODED_PICTURE)
      return Buffer.alloc(0);
    const unit = annexB(payload.subarray(FLV_PICTURE_HEAD_BYTES), this.#pictures, isKeyframe);
    if (!unit) return Buffer.alloc(0);
    const head = pesHead('video', unit.length, stampMs + payload.readIntBE(2, 3), stampMs);
    const first = { clock90: this.#clockFor('video'), isRandomAccess: isKeyframe };
    const parts = [this.#due(isKeyframe), this.#streams.video.packets(Buffer.concat([head, unit]), first)];
    return Buffer.concat(parts);
  }

  #sound(payload: Buffer, stampMs: number): Buffer {
    const frame = this.#sounds && adtsFrame(payload.subarray(FLV_SOUND_HEAD_BYTES), this.#sounds);
    if (!frame) return Buffer.alloc(0);
    const { frames, bytes, fromMs } = this.#bundle;
    const expectedMs = fromMs + frames.length * (this.#sounds?.frameMs ?? 0);
    const isFull =
      frames.length > 0 &&
      (PES_HEAD_BYTES + bytes + frame.length > BUNDLE_PACKETS * TS_PAYLOAD_BYTES ||
        stampMs - fromMs >= BUNDLE_MS ||
        Math.abs(stampMs - expectedMs) > OUT_OF_STEP_MS);
    const due = isFull ? this.#flush() : Buffer.alloc(0);
    if (this.#bundle.frames.length === 0) this.#bundle.fromMs = stampMs;
    this.#bundle.frames.push(frame);
    this.#bundle.bytes += frame.length;
    return due;
  }

  #flush(): Buffer {
    const { frames, bytes, fromMs } = this.#bundle;
    if (frames.length === 0) return Buffer.alloc(0);
    this.#bundle = { frames: [], bytes: 0, fromMs: 0 };
    // Sounds from before the first picture all have its time: two frames at one time are an error to players.
    const startMs = Math.max(fromMs, this.#soundMs + 1);
    this.#soundMs = startMs + Math.floor((frames.length - 1) * (this.#sounds?.frameMs ?? 0));
    const head = pesHead('audio', bytes, startMs, startMs);
    const first = { clock90: this.#clockFor('audio'), isRandomAccess: false };
    return Buffer.concat([this.#due(false), this.#streams.audio.packets(Buffer.concat([head, ...frames]), first)]);
  }

  /** Tables, and a clock where the stream that carries it has been silent. */
  #due(isKeyframe: boolean): Buffer {
    const parts: Buffer[] = [];
    if (isKeyframe || this.#nowMs - this.#tablesMs >= TABLES_EVERY_MS) parts.push(this.#writeTables());
    if (this.#nowMs - this.#clockMs >= CLOCK_EVERY_MS) {
      this.#clockMs = this.#nowMs;
      parts.push(this.#streams[this.#clockKind].clockOnly(this.#nowMs * 90));
    }
    return Buffer.concat(parts);
  }

  #writeTables(): Buffer {
    this.#tablesMs = this.#nowMs;
    const map = programMap(this.#mapped, PIDS[this.#clockKind], this.#mapVersion);
    return Buffer.concat([
      this.#tables.association.packets(stuffed(programAssociation(MAP_PID))),
      this.#tables.map.packets(stuffed(map)),
    ]);
  }

  /** The kind that carries the clock: sound where there is some, since it continues whatever happens to the picture. */
  get #clockKind(): 'video' | 'audio' {
    return this.#mapped.some(({ kind }) => kind === 'audio') ? 'audio' : 'video';
  }

  #clockFor(kind: 'video' | 'audio'): number | null {
    if (kind !== this.#clockKind) return null;
    this.#clockMs = this.#nowMs;
    return this.#nowMs * 90;
  }
}

/** Fills a packet behind a table with bytes, since a receiver reads sections to the end. */
function stuffed(table: Buffer): Buffer {
  return Buffer.concat([table, Buffer.alloc(Math.max(0, TS_PAYLOAD_BYTES - table.length), 0xff)]);
}

/** Head with both times, as decoders of any age read it; the length of pictures is left open, as ISO 13818-1 allows. */
function pesHead(kind: 'video' | 'audio', bytes: number, showMs: number, decodeMs: number): Buffer {
  const hasDecodeTime = showMs !== decodeMs;
  const times = hasDecodeTime ? [...time(3, showMs), ...time(1, decodeMs)] : time(2, showMs);
  const length = kind === 'video' ? 0 : 3 + times.length + bytes;
  return Buffer.from([
    ...[0, 0, 1, STREAM_IDS[kind], length >> 8, length & 0xff],
    ...[0x84, hasDecodeTime ? 0xc0 : 0x80, times.length],
    ...times,
  ]);
}

function time(mark: number, ms: number): number[] {
  const ticks = ((ms + LEAD_MS) * 90) % 2 ** 33;
  const top = Math.floor(ticks / 2 ** 30);
  const middle = Math.floor(ticks / 2 ** 15) % 2 ** 15;
  const low = ticks % 2 ** 15;
  return [(mark << 4) | (top << 1) | 1, middle >> 7, ((middle & 0x7f) << 1) | 1, low >> 7, ((low & 0x7f) << 1) | 1];
}
