import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { FlvParser, MAX_TAG_BYTES } from '../../../../device/media/flv/flv-parser.ts';
import { type FlvTag, payloadOf } from '../../../../device/media/flv/flv-tag.ts';
import { flvFileHeader } from '../../../../device/media/flv/flv-writer.ts';
import * as samples from '../../../tools/samples/flv-samples.ts';

const FILE_HEADER = flvFileHeader({ audio: true, video: true });

/** Cuts `bytes` at the given places (any order, any repeats). */
function split(bytes: Buffer, cuts: number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

function parsed(chunks: Buffer[]) {
  const parser = new FlvParser();
  const tags = chunks.flatMap((chunk) => [...parser.push(chunk)]);
  const { tags: late, pendingBytes } = parser.end();
  return { tags: [...tags, ...late], late, pendingBytes, skippedBytes: parser.skippedBytes };
}

const wholeOf = (tags: FlvTag[]) => tags.map((tag) => tag.bytes.toString('hex'));

/** Sound tags of random content, some large enough to span several chunks. */
const anyTag = fc
  .tuple(
    fc.constantFrom('audio', 'video', 'script'),
    fc.nat(0xffffffff),
    fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.uint8Array({ minLength: 300, maxLength: 2000 })),
  )
  .map(([kind, timestampMs, payload]) => samples.tag(kind as FlvTag['kind'], timestampMs, payload));
const anyCuts = fc.array(fc.nat(1_000_000), { maxLength: 60 });

test('a tag says its kind, its time over 32 bits, and whether decoding can start there', () => {
  const { tags } = parsed([
    Buffer.concat([
      FILE_HEADER,
      samples.metadata(0),
      samples.videoHeader(0),
      samples.soundHeader(4),
      samples.keyframe(0x01020304),
      samples.interFrame(0xffffffff),
      samples.sound(0x00ffffff),
      samples.endOfSequence(5),
      samples.tag('video', 6, Buffer.from([0x17])),
      samples.tag('audio', 7, Buffer.from([0xaf])),
      samples.tag('audio', 8, Buffer.from([0x2f, 0])),
    ]),
  ]);
  assert.deepEqual(
    tags.map(({ kind, timestampMs, keyframe, sequenceHeader }) => [kind, timestampMs, keyframe, sequenceHeader]),
    [
      ['script', 0, false, false],
      ['video', 0, false, true],
      ['audio', 4, false, true],
      ['video', 0x01020304, true, false],
      ['video', 0xffffffff, false, false],
      ['audio', 0x00ffffff, false, false],
      ['video', 5, false, false],
      ['video', 6, false, false],
      ['audio', 7, false, false],
      ['audio', 8, false, false],
    ],
  );
  assert.deepEqual([...payloadOf(tags[2] as FlvTag)], [0xaf, 0, 0x12, 0x90]);
});

test('a tag inside one chunk is a view of it', () => {
  const chunk = Buffer.concat([samples.sound(1), samples.keyframe(2)]);
  const tags = new FlvParser().push(chunk);
  assert.equal(tags.length, 2);
  for (const tag of tags) assert.equal(tag.bytes.buffer, chunk.buffer);
  assert.equal(tags[1]?.bytes.byteOffset, chunk.byteOffset + samples.sound(1).length);
});

test('any split of a stream gives the same tags, with or without a file header', () => {
  fc.assert(
    fc.property(fc.array(anyTag, { maxLength: 20 }), fc.boolean(), anyCuts, (tags, headed, cuts) => {
      const bytes = Buffer.concat([headed ? FILE_HEADER : Buffer.alloc(0), ...tags]);
      const result = parsed(split(bytes, cuts));
      assert.deepEqual(
        wholeOf(result.tags),
        tags.map((tag) => tag.toString('hex')),
      );
      assert.equal(result.pendingBytes, 0);
      assert.equal(result.skippedBytes, 0);
    }),
    { numRuns: 300 },
  );
});

test('one byte at a time gives the same tags', () => {
  const bytes = Buffer.concat([
    FILE_HEADER,
    samples.metadata(0),
    samples.keyframe(0, { size: 500 }),
    samples.sound(20),
  ]);
  const result = parsed(Array.from(bytes, (byte) => Buffer.from([byte])));
  assert.equal(result.tags.length, 3);
  assert.equal(result.skippedBytes, 0);
});

test('tags stay what they were while later bytes arrive', () => {
  fc.assert(
    fc.property(fc.array(anyTag, { minLength: 1, maxLength: 20 }), anyCuts, (tags, cuts) => {
      const parser = new FlvParser();
      const kept: { tag: FlvTag; asGiven: string }[] = [];
      for (const chunk of split(Buffer.concat(tags), cuts)) {
        for (const tag of parser.push(chunk)) kept.push({ tag, asGiven: tag.bytes.toString('hex') });
      }
      for (const { tag, asGiven } of kept) assert.equal(tag.bytes.toString('hex'), asGiven);
    }),
  );
});

test('a stream cut anywhere loses the tag it was cut in and no other', () => {
  fc.assert(
    fc.property(fc.array(anyTag, { minLength: 1, maxLength: 12 }), fc.nat(), anyCuts, (tags, where, cuts) => {
      const bytes = Buffer.concat([FILE_HEADER, ...tags]);
      const cut = FILE_HEADER.length + (where % (bytes.length - FILE_HEADER.length));
      let whole = 0;
      for (let end = FILE_HEADER.length; whole < tags.length; whole += 1) {
        end += tags[whole]?.length ?? 0;
        if (end > cut) break;
      }
      const result = parsed(split(bytes.subarray(0, cut), cuts));
      assert.deepEqual(
        wholeOf(result.tags),
        tags.slice(0, whole).map((tag) => tag.toString('hex')),
      );
      assert.equal(result.pendingBytes, cut - FILE_HEADER.length - Buffer.concat(tags.slice(0, whole)).length);
      assert.equal(result.skippedBytes, 0);
    }),
    { numRuns: 300 },
  );
});

// A box that lost power mid-write and went on into the same file: torn tag, perhaps zeros, then a whole part.
test('a part torn by a power loss and the part after it keep every whole tag', () => {
  const before = [samples.keyframe(0, { size: 400 }), samples.sound(20)];
  const torn = samples.keyframe(40, { size: 900 });
  const after = [samples.metadata(0), samples.keyframe(0, { size: 300 }), samples.sound(21), samples.interFrame(33)];
  for (const zeros of [0, 1, 4096]) {
    for (let kept = 0; kept < torn.length; kept += 7) {
      const bytes = Buffer.concat([
        FILE_HEADER,
        ...before,
        torn.subarray(0, kept),
        Buffer.alloc(zeros),
        FILE_HEADER,
        ...after,
      ]);
      for (const chunks of [[bytes], split(bytes, [100, 600, 601, 700, 1500])]) {
        const result = parsed(chunks);
        assert.deepEqual(
          wholeOf(result.tags),
          [...before, ...after].map((tag) => tag.toString('hex')),
          `torn after ${kept} bytes, then ${zeros} zeros`,
        );
        assert.equal(result.pendingBytes, 0);
      }
    }
  }
});

test('damage costs the tags it touches: all others come, and no byte goes uncounted', () => {
  fc.assert(
    fc.property(
      fc.array(anyTag, { minLength: 1, maxLength: 15 }),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
      anyCuts,
      (tags, flips, cuts) => {
        const bytes = Buffer.concat(tags);
        const touched = new Set<number>();
        for (const [place, mask] of flips) {
          const at = place % bytes.length;
          bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
          touched.add(at);
        }
        const result = parsed(split(bytes, cuts));
        const seen = new Set(wholeOf(result.tags));
        let start = 0;
        for (const tag of tags) {
          const hit = [...touched].some((at) => at >= start && at < start + tag.length);
          if (!hit) assert.ok(seen.has(tag.toString('hex')), `tag at ${start} was lost`);
          start += tag.length;
        }
        const given = result.tags.reduce((sum, tag) => sum + tag.bytes.length, 0);
        assert.equal(given + result.skippedBytes + result.pendingBytes, bytes.length);
      },
    ),
    { numRuns: 300 },
  );
});

test('hostile bytes end, and every byte is counted once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyTag, fc.uint8Array({ maxLength: 64 }), fc.constant(FILE_HEADER)), { maxLength: 20 }),
      anyCuts,
      (pieces, cuts) => {
        const bytes = Buffer.concat(pieces);
        const result = parsed(split(bytes, cuts));
        const given = result.tags.reduce((sum, tag) => sum + tag.bytes.length, 0);
        const headers = bytes.length - given - result.skippedBytes - result.pendingBytes;
        assert.ok(headers >= 0 && headers % FILE_HEADER.length === 0, `${headers} bytes unaccounted for`);
      },
    ),
    { numRuns: 300 },
  );
});

test('the largest picture passes, a larger claim is skipped without being waited for', () => {
  const largest = samples.keyframe(0, { size: MAX_TAG_BYTES - 15 });
  assert.equal(parsed(split(largest, [1_000_000, 2_000_000])).tags.length, 1);

  const parser = new FlvParser();
  const tooLarge = samples.keyframe(0, { size: MAX_TAG_BYTES - 14 }).subarray(0, 64);
  assert.deepEqual(parser.push(tooLarge), []);
  assert.equal(parser.push(samples.sound(20)).length, 1);
  assert.equal(parser.skippedBytes, tooLarge.length);
});

// Each head claims a tag that ends a little after the one before it fails: the worst case for what is held.
test('heads that never keep their promise cost linear time and bounded memory', () => {
  const bytes = Buffer.alloc(12 * 1024 * 1024);
  for (let at = 0; at + 16 < bytes.length; at += 16) {
    bytes.writeUInt8(9, at);
    bytes.writeUIntBE(MAX_TAG_BYTES - 64, at + 1, 3);
  }
  const parser = new FlvParser();
  const before = process.memoryUsage().arrayBuffers;
  // Takes a second or two; copying all that is held for each chunk would move a terabyte.
  const deadline = performance.now() + 60_000;
  let highest = 0;
  let found = 0;
  for (let at = 0; at < bytes.length; at += 32) {
    found += parser.push(bytes.subarray(at, at + 32)).length;
    if (at % 65_536 !== 0) continue;
    assert.ok(performance.now() < deadline, `only ${at} bytes in a minute`);
    highest = Math.max(highest, process.memoryUsage().arrayBuffers - before);
  }
  const { pendingBytes } = parser.end();
  assert.equal(found, 0);
  assert.equal(parser.skippedBytes + pendingBytes, bytes.length);
  assert.ok(pendingBytes < MAX_TAG_BYTES);
  // Two tags held, and as much again that the collector has not yet taken; 12 MB were pushed 32 bytes at a time.
  assert.ok(highest < 10 * MAX_TAG_BYTES, `${highest} bytes were held`);
});

test('a tag says where it stands, whatever the split and the damage before it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyTag, fc.uint8Array({ maxLength: 60 })), { maxLength: 12 }),
      anyCuts,
      (pieces, cuts) => {
        const stream = Buffer.concat([FILE_HEADER, ...pieces]);
        for (const { position, bytes } of parsed(split(stream, cuts)).tags)
          assert.deepEqual(stream.subarray(position, position + bytes.length), bytes);
      },
    ),
  );
});

test('the end finds tags behind a torn one and is then as new', () => {
  const parser = new FlvParser();
  const torn = samples.keyframe(0, { size: 5000 }).subarray(0, 200);
  assert.deepEqual(parser.push(Buffer.concat([torn, samples.sound(1), samples.sound(2)])), []);
  const { tags, pendingBytes } = parser.end();
  assert.deepEqual(
    tags.map((tag) => tag.timestampMs),
    [1, 2],
  );
  assert.equal(pendingBytes, 0);
  assert.equal(parser.skippedBytes, torn.length);
  assert.equal(parser.push(Buffer.concat([FILE_HEADER, samples.sound(3)])).length, 1);
  assert.deepEqual(parser.end(), { tags: [], pendingBytes: 0 });
});
