import assert from 'node:assert/strict';
import test from 'node:test';
import { soundTag } from '../../../../device/media/flv/coded-tags.ts';
import { FlvParser } from '../../../../device/media/flv/flv-parser.ts';
import { flvFileHeader } from '../../../../device/media/flv/flv-writer.ts';
import { metadataOf, metadataTag } from '../../../../device/media/flv/metadata-tag.ts';
import { partStart, partStartOf, partStartTag } from '../../../../device/media/journal/part-start.ts';
import { bootId } from '../../../../device/platform/boot-moment.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';
import { metadata } from '../../../tools/samples/flv-samples.ts';

const WRAP_MS = 2 ** 32;

test('what a part says of its beginning is read again, beside what else is said of the stream', () => {
  const start = {
    boot: 'b',
    monotonicMs: 5e9 + 17,
    wallMs: 1.8e12 + 0.5,
    clockTrusted: true,
    lostPictures: 42,
    afterStop: false,
  };
  const tag = partStartTag(metadataTag({ width: 1280, encoder: 'Pupitre' }), start);
  const [read] = new FlvParser().push(Buffer.concat([flvFileHeader({ audio: true, video: true }), tag.bytes]));
  assert.ok(read);
  assert.deepEqual(partStartOf(read), start);
  const { width, encoder } = metadataOf(read);
  assert.deepEqual([width, encoder], [1280, 'Pupitre']);
  assert.deepEqual(partStartOf(partStartTag(undefined, { ...start, clockTrusted: false })), {
    ...start,
    clockTrusted: false,
  });
});

test('metadata that says nothing of it, of another kind, or cut anywhere, is none', () => {
  assert.equal(partStartOf(metadataTag({ width: 1280, encoder: 'Pupitre' })), null);
  const [foreign] = new FlvParser().push(
    Buffer.concat([flvFileHeader({ audio: true, video: true }), metadata(0, 'x')]),
  );
  assert.ok(foreign);
  assert.equal(partStartOf(foreign), null);
  const whole = metadataTag({ one: 1, two: 'two', three: 3 });
  for (let cut = 12; cut < whole.bytes.length; cut++) {
    const read = metadataOf({ ...whole, bytes: whole.bytes.subarray(0, cut) });
    assert.ok(Object.entries(read).every(([name, value]) => ({ one: 1, two: 'two', three: 3 })[name] === value));
  }
});

test('the moment is that of the first frame, also after 49.7 days, when its 32 bits have begun anew', () => {
  const clock = new FakeClock();
  clock.advance(WRAP_MS - clock.monotonicMs() + 500);
  const at = (timestampMs: number) =>
    partStart(soundTag(Buffer.from('sound'), timestampMs), {
      clock,
      clockTrusted: false,
      lostPictures: 0,
      afterStop: false,
    });
  assert.deepEqual(at(200), {
    boot: bootId(),
    monotonicMs: WRAP_MS + 200,
    wallMs: clock.wallMs() - 300,
    clockTrusted: false,
    lostPictures: 0,
    afterStop: false,
  });
  assert.equal(at(WRAP_MS - 1000).monotonicMs, WRAP_MS - 1000, 'it waited in memory');
  assert.equal(at(501).monotonicMs, WRAP_MS + 501, 'clocks that are read at different moments');
});
