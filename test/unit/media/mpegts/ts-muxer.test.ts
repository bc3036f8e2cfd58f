/** Packets of MPEG-TS, taken apart again. That players read them is shown by `integration/media/srt.long.test.ts`. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { pictureHeaderTag, pictureTag, soundHeaderTag, soundTag } from '../../../../device/media/flv/coded-tags.ts';
import { TsMuxer } from '../../../../device/media/mpegts/ts-muxer.ts';
import { TS_PACKET_BYTES } from '../../../../device/media/mpegts/ts-packets.ts';
import { crc32 } from '../../../../device/media/mpegts/ts-tables.ts';

/** Of x264, 64x48. */
const SPS = Buffer.from('674d400aeca13f4dc04040405000000300100000030320f122596000', 'hex').subarray(0, 24);
const PPS = Buffer.from('68ebe3cb20', 'hex');
const AVCC = Buffer.concat([
  Buffer.from([1, 0x4d, 0x40, 0x0a, 0xff, 0xe1, 0, SPS.length]),
  SPS,
  Buffer.from([1, 0, PPS.length]),
  PPS,
]);
/** AAC-LC, 48 kHz, mono. */
const AAC = Buffer.from([0x11, 0x88]);

const nal = (type: number, bytes: number) => Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.alloc(bytes, type)]);
function unit(type: number, bytes: number): Buffer {
  const one = nal(type, bytes);
  one.writeUInt32BE(bytes, 0);
  return one;
}

interface Packet {
  pid: number;
  isStart: boolean;
  continuity: number;
  clock90: number | null;
  payload: Buffer;
}

function packetsIn(bytes: Buffer): Packet[] {
  assert.equal(bytes.length % TS_PACKET_BYTES, 0);
  return Array.from({ length: bytes.length / TS_PACKET_BYTES }, (_, index) => {
    const packet = bytes.subarray(index * TS_PACKET_BYTES, (index + 1) * TS_PACKET_BYTES);
    assert.equal(packet[0], 0x47);
    const field = packet.readUInt8(3) & 0x20 ? packet.readUInt8(4) + 1 : 0;
    const hasClock = field > 1 && (packet.readUInt8(5) & 0x10) !== 0;
    return {
      pid: packet.readUInt16BE(1) & 0x1fff,
      isStart: (packet.readUInt8(1) & 0x40) !== 0,
      continuity: packet.readUInt8(3) & 15,
      clock90: hasClock ? packet.readUInt32BE(6) * 2 + (packet.readUInt8(10) >> 7) : null,
      payload: packet.readUInt8(3) & 0x10 ? packet.subarray(4 + field) : Buffer.alloc(0),
    };
  });
}

/** PES packets of one PID, as whole buffers. */
function pesOf(packets: Packet[], pid: number): Buffer[] {
  const all: Buffer[] = [];
  for (const { isStart, payload } of packets.filter((one) => one.pid === pid && one.payload.length > 0)) {
    if (isStart) all.push(payload);
    else all.push(Buffer.concat([all.pop() as Buffer, payload]));
  }
  return all;
}

const timeIn = (pes: Buffer, at = 9) =>
  ((pes.readUInt8(at) >> 1) & 7) * 2 ** 30 +
  (pes.readUInt16BE(at + 1) >> 1) * 2 ** 15 +
  (pes.readUInt16BE(at + 3) >> 1);

function sections(packets: Packet[], pid: number): Buffer[] {
  return packets
    .filter((one) => one.pid === pid)
    .map(({ payload }) => payload.subarray(1, 4 + (payload.readUInt16BE(2) & 0xfff)));
}

test('both tracks: tables, start codes, parameters with each keyframe, ADTS, and times in order', () => {
  const muxer = new TsMuxer();
  const out = [muxer.begin(), muxer.push(pictureHeaderTag(AVCC, 0), 0), muxer.push(soundHeaderTag(AAC, 0), 0)];
  for (let ms = 0, n = 0; ms < 4000; ms += 20, n++) {
    out.push(muxer.push(soundTag(Buffer.alloc(128, n), ms), ms));
    if (n % 2 === 0)
      out.push(muxer.push(pictureTag(unit(n % 100 === 0 ? 0x65 : 0x41, 100 + 37 * n), n % 100 === 0, ms, 0), ms));
  }
  const packets = packetsIn(Buffer.concat(out));
  for (const pid of [0, 0x1000, 0x100, 0x101]) {
    const counted = packets.filter((one) => one.pid === pid && one.payload.length > 0);
    assert.ok(counted.length > 4, `${pid}`);
    assert.deepEqual(
      counted.map(({ continuity }) => continuity),
      counted.map((_, index) => index % 16),
    );
  }
  for (const pid of [0, 0x1000]) for (const one of sections(packets, pid)) assert.equal(crc32(one), 0);

  const pictures = pesOf(packets, 0x100);
  assert.equal(pictures.length, 100);
  assert.deepEqual(
    pictures.map((pes) => timeIn(pes)),
    pictures.map((_, index) => (1000 + index * 40) * 90),
  );
  const parameters = Buffer.concat([
    Buffer.from([0, 0, 0, 1]),
    SPS,
    Buffer.from([0, 0, 0, 1]),
    PPS,
    Buffer.from([0, 0, 0, 1, 0x65]),
  ]);
  assert.deepEqual(
    pictures.map((pes) => pes.includes(parameters)),
    pictures.map((_, index) => index % 50 === 0),
  );
  assert.equal(pictures[3]?.length, 14 + 6 + 4 + 100 + 37 * 6);

  const frames = pesOf(packets, 0x101).flatMap((pes) => {
    assert.equal(pes.readUInt16BE(4), pes.length - 6);
    const found: number[] = [];
    for (let at = 14; at < pes.length; at += 135) {
      assert.equal(pes.readUInt16BE(at) >> 4, 0xfff);
      assert.equal(((pes.readUInt8(at + 3) & 3) << 11) | (pes.readUInt16BE(at + 4) >> 5), 135);
      found.push(pes.readUInt8(at + 7));
    }
    return found;
  });
  assert.deepEqual(
    frames,
    Array.from({ length: frames.length }, (_, index) => index),
  );
  assert.ok(frames.length >= 190, `${frames.length}`);

  const clocks = packets.flatMap(({ pid, clock90 }) => (clock90 === null ? [] : [[pid, clock90]]));
  assert.deepEqual([...new Set(clocks.map(([pid]) => pid))], [0x101]);
  clocks.forEach(([, at = 0], index) => {
    const step = at - (clocks[index - 1]?.[1] ?? 0);
    assert.ok(step >= 0 && step <= 120 * 90, `${step / 90} ms`);
  });
});

test('the voice alone; a picture that comes later changes the map', () => {
  const muxer = new TsMuxer();
  const alone = [muxer.push(soundHeaderTag(AAC, 0), 0)];
  for (let ms = 0; ms < 2000; ms += 20) alone.push(muxer.push(soundTag(Buffer.alloc(128), ms), ms));
  const before = packetsIn(Buffer.concat(alone));
  const later = [
    muxer.push(pictureHeaderTag(AVCC, 0), 2000),
    muxer.push(pictureTag(unit(0x65, 500), true, 2000, 0), 2000),
  ];
  const after = packetsIn(Buffer.concat(later));
  const [first, second] = [sections(before, 0x1000), sections(after, 0x1000)].map(
    (all) => new Set(all.map((one) => one.toString('hex'))),
  ) as [Set<string>, Set<string>];
  assert.deepEqual([first.size, second.size], [1, 1]);
  const [map1, map2] = [...first, ...second].map((hex) => Buffer.from(hex, 'hex')) as [Buffer, Buffer];
  assert.equal(map1.length + 5, map2.length, 'one stream more');
  assert.notEqual(map1.readUInt8(5), map2.readUInt8(5), 'another version');
  assert.deepEqual(
    [map1, map2].map((map) => map.readUInt16BE(8) & 0x1fff),
    [0x101, 0x101],
    'the clock stays with the voice',
  );
});

test('the voice passes pictures that were held back, and the clock does not go back with them', () => {
  const muxer = new TsMuxer();
  const out = [muxer.push(pictureHeaderTag(AVCC, 0), 0), muxer.push(soundHeaderTag(AAC, 0), 0)];
  for (let ms = 0; ms < 1000; ms += 20) out.push(muxer.push(soundTag(Buffer.alloc(128), ms), ms));
  out.push(muxer.push(pictureTag(unit(0x65, 500), true, 100, 0), 100));
  for (let ms = 1000; ms < 1300; ms += 20) out.push(muxer.push(soundTag(Buffer.alloc(128), ms), ms));
  const packets = packetsIn(Buffer.concat(out));
  assert.equal(timeIn(pesOf(packets, 0x100)[0] as Buffer), 1100 * 90);
  const clocks = packets.flatMap(({ clock90 }) => clock90 ?? []);
  assert.deepEqual(
    clocks,
    [...clocks].sort((one, other) => one - other),
  );
  // The picture is to be shown after the time that the clock then has.
  assert.ok(Math.max(...clocks) < 1300 * 90);
});

test('a picture that is shown later than it is decoded has both times; after a day the times begin again', () => {
  const muxer = new TsMuxer();
  muxer.push(pictureHeaderTag(AVCC, 0), 0);
  const [pes] = pesOf(packetsIn(muxer.push(pictureTag(unit(0x65, 300), true, 0, 80), 40)), 0x100) as [Buffer];
  assert.deepEqual([timeIn(pes), timeIn(pes, 14)], [1120 * 90, 1040 * 90]);
  const wrapMs = Math.ceil(2 ** 33 / 90);
  const [late] = pesOf(packetsIn(muxer.push(pictureTag(unit(0x65, 300), true, 0, 0), wrapMs)), 0x100) as [Buffer];
  assert.equal(timeIn(late), ((wrapMs + 1000) * 90) % 2 ** 33);
});

test('sound that is not right behind the one before begins anew, with its own time', () => {
  const muxer = new TsMuxer();
  const out = [muxer.push(soundHeaderTag(AAC, 0), 0)];
  for (const ms of [0, 15, 36, 58, 79, 500, 521, 543, 564, 585, 607])
    out.push(muxer.push(soundTag(Buffer.alloc(128), ms), ms));
  const times = pesOf(packetsIn(Buffer.concat([...out, muxer.end()])), 0x101).map((pes) => timeIn(pes) / 90 - 1000);
  assert.deepEqual(times, [0, 15, 500, 607]);
  const early = new TsMuxer();
  early.push(soundHeaderTag(AAC, 0), 0);
  const first = [0, 0, 0, 15, 36].map((ms) => early.push(soundTag(Buffer.alloc(128), ms), ms));
  const starts = pesOf(packetsIn(Buffer.concat([...first, early.end()])), 0x101).map((pes) => timeIn(pes) / 90 - 1000);
  assert.deepEqual(starts, [0, 1, 2, 15]);
});

test('what cannot be read is left out, and costs the other track nothing', () => {
  const muxer = new TsMuxer();
  muxer.push(soundHeaderTag(AAC, 0), 0);
  assert.equal(muxer.push(pictureHeaderTag(Buffer.from([9, 9]), 0), 0).length, 0);
  assert.equal(muxer.push(pictureTag(unit(0x65, 300), true, 0, 0), 0).length, 0);
  muxer.push(pictureHeaderTag(AVCC, 0), 0);
  assert.equal(muxer.push(pictureTag(Buffer.from([0, 0, 9]), true, 0, 0), 0).length, 0);
  assert.ok(muxer.push(pictureTag(unit(0x65, 300), true, 0, 0), 0).length > 0);
});
