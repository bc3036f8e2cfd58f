import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { payloadOf } from '../../../../device/media/flv/flv-tag.ts';
import { type HubReader, type HubTag, TagHub } from '../../../../device/media/hub/tag-hub.ts';
import * as flv from '../../../tools/samples/flv-samples.ts';
import { flvSource } from '../../../tools/samples/flv-source.ts';
import { ManualClock } from './manual-clock.ts';

/** What can happen to a hub. Readers 0..2 are small and slow; reader 3 takes all at once and is never closed. */
const move = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('picture' as const), amount: fc.integer({ min: 8, max: 120 }) }),
  },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('sound' as const), amount: fc.integer({ min: 4, max: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('keyframe' as const), amount: fc.integer({ min: 8, max: 300 }) }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('take' as const), amount: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('config', 'sameConfig', 'metadata', 'source'), amount: fc.nat(1) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('rejoin', 'wait', 'jump'), amount: fc.nat(2000) }) },
);
type Move = { does: string; amount: number };

/** Every frame carries its serial number in its last 4 bytes, so that what comes out can be traced to what went in. */
interface Sent {
  kind: 'audio' | 'video';
  keyframe: boolean;
  config: number;
  /** Serial of the picture before it in the same source; what an inter frame is coded against. */
  after: number | null;
  /** Run of source time without restart or jump. */
  run: number;
  sourceMs: number;
}

function play(moves: Move[], slowReaders: boolean) {
  const clock = new ManualClock();
  const hub = new TagHub({ clock });
  const join = (maxQueuedBytes: number, maxQueuedMs: number) => {
    const reader = hub.addReader({ name: 'r', maxQueuedBytes, maxQueuedMs, onReadable() {} });
    return { reader, maxQueuedBytes, maxQueuedMs, got: [] as HubTag[] };
  };
  const newSlow = () => [join(300, 1e9), join(1e9, 200), join(500, 400)];
  const slow = slowReaders ? newSlow() : [];
  const fast = join(1e9, 1e9);
  const finished: typeof slow = [];
  const sent: Sent[] = [];
  let source = flvSource(hub);
  let config = 1;
  let run = 0;
  let sourceMs = 0;
  let lastPicture: number | null = null;
  const send = (kind: Sent['kind'], keyframe: boolean, size: number) => {
    sourceMs += 10;
    clock.advance(10);
    const serial = sent.length;
    sent.push({ kind, keyframe, config, after: lastPicture, run, sourceMs });
    if (kind === 'video') lastPicture = serial;
    const bytes = (kind === 'audio' ? flv.sound : keyframe ? flv.keyframe : flv.interFrame)(sourceMs, {
      size: size + 10,
    });
    bytes.writeUInt32BE(serial, bytes.length - 8);
    source.push(bytes);
  };
  const begin = () => source.push(Buffer.concat([flv.metadata(0), flv.videoHeader(0, config), flv.soundHeader(0)]));
  begin();
  for (const { does, amount } of moves) {
    if (does === 'picture') send('video', false, amount);
    if (does === 'keyframe') send('video', true, amount);
    if (does === 'sound') send('audio', false, amount);
    if (does === 'metadata') source.push(flv.metadata(sourceMs, 'again'));
    if (does === 'sameConfig') source.push(flv.videoHeader(sourceMs, config));
    if (does === 'wait') clock.advance(amount);
    if (does === 'config') {
      config += 1;
      source.push(flv.videoHeader(sourceMs, config % 256));
    }
    if (does === 'jump') {
      sourceMs += 2 ** 31;
      sourceMs %= 2 ** 32;
      run += 1;
    }
    if (does === 'source') {
      source = flvSource(hub);
      run += 1;
      sourceMs = 0;
      lastPicture = null;
      begin();
    }
    if (does === 'take') {
      for (const one of slow) one.got.push(...taken(one.reader, amount));
    }
    if (does === 'rejoin' && slowReaders) {
      for (const one of slow) one.reader.close();
      finished.push(...slow.splice(0, slow.length, ...newSlow()));
    }
    fast.got.push(...taken(fast.reader, 1e9));
    for (const { reader, maxQueuedBytes, maxQueuedMs } of slow) {
      assert.ok(reader.queuedBytes <= maxQueuedBytes && reader.queuedMs <= maxQueuedMs);
    }
  }
  for (const one of slow) one.got.push(...taken(one.reader, 1e9));
  return { sent, fast, slow: [...finished, ...slow] };
}

function taken(reader: HubReader, most: number): HubTag[] {
  const tags: HubTag[] = [];
  while (tags.length < most) {
    const tag = reader.take();
    if (!tag) break;
    tags.push(tag);
  }
  return tags;
}

function checkReader(got: HubTag[], sent: Sent[]): void {
  let config: number | null = null;
  let picture: number | null = null;
  const newestMs = { audio: 0, video: 0 };
  const offsets = new Map<number, number>();
  let frames = 0;
  for (const tag of got) {
    assert.ok(Number.isInteger(tag.readerMs) && tag.readerMs >= 0);
    if (tag.kind === 'script') {
      assert.equal(tag, got[0]);
      continue;
    }
    const payload = payloadOf(tag);
    if (tag.sequenceHeader) {
      if (tag.kind === 'audio') continue;
      assert.notEqual(payload.at(-1), config, 'an identical header came again');
      config = payload.at(-1) ?? null;
      continue;
    }
    frames += 1;
    if (frames === 1) assert.equal(tag.readerMs, 0);
    const serial = payload.readUInt32BE(payload.length - 4);
    const origin = sent[serial] as Sent;
    if (tag.kind === 'video') {
      assert.equal(config, origin.config % 256, 'a picture came under another configuration');
      if (!origin.keyframe) assert.equal(picture, origin.after, 'an inter frame came without the picture before it');
      picture = serial;
    }
    assert.ok(tag.readerMs >= newestMs[tag.kind], 'time went back');
    newestMs[tag.kind] = tag.readerMs;
    // Sound and picture of one run keep the distance that the source gave them.
    const offset = tag.readerMs - origin.sourceMs;
    assert.equal(offsets.get(origin.run) ?? offset, offset, 'the A/V distance changed');
    offsets.set(origin.run, offset);
  }
}

test('whatever happens, each reader gets a stream that can be decoded and that goes on in time', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
      const { sent, fast, slow } = play(moves, true);
      for (const { got } of [fast, ...slow]) checkReader(got, sent);
      for (const { got, reader } of slow) {
        const sounds = got.filter((tag) => tag.kind === 'audio' && !tag.sequenceHeader).length;
        assert.ok(sounds + reader.lostAudioFrames <= sent.filter((one) => one.kind === 'audio').length);
      }
    }),
    { numRuns: 400 },
  );
});

test('slow readers that come, lose and go change nothing for another', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 150 }), (moves) => {
      const [alone, among] = [play(moves, false).fast, play(moves, true).fast];
      assert.deepEqual(among.got, alone.got);
      assert.equal(among.reader.lostVideoFrames + among.reader.lostAudioFrames, 0);
    }),
    { numRuns: 150 },
  );
});

test('a reader that keeps up gets every sound and every picture that can be decoded', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
      const { sent, fast } = play(moves, true);
      let follows = false;
      const wanted = sent.filter((one, serial) => {
        if (one.kind === 'audio') return true;
        const before = one.after === null ? undefined : sent[one.after];
        follows = one.keyframe || (follows && before?.config === one.config && serial > 0);
        return follows;
      });
      const got = fast.got.filter((tag) => tag.kind !== 'script' && !tag.sequenceHeader);
      assert.deepEqual(
        got.map((tag) => sent[payloadOf(tag).readUInt32BE(payloadOf(tag).length - 4)]),
        wanted,
      );
    }),
    { numRuns: 200 },
  );
});

test('hostile bytes in the source neither stop the hub nor outgrow the queues', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(flv.videoHeader(0), flv.keyframe(0), flv.sound(9))),
      ),
      (pieces) => {
        const hub = new TagHub({ clock: new ManualClock() });
        const reader = hub.addReader({ name: 'r', maxQueuedBytes: 400, maxQueuedMs: 500, onReadable() {} });
        const source = flvSource(hub);
        for (const piece of pieces) {
          source.push(Buffer.from(piece));
          assert.ok(reader.queuedBytes <= 400 && reader.queuedMs <= 500);
        }
        taken(reader, 1e9);
        assert.equal(reader.queuedBytes, 0);
      },
    ),
  );
});
