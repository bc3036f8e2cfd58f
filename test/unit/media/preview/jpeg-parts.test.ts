import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import fc from 'fast-check';
import { JpegParts } from '../../../../device/media/preview/jpeg-parts.ts';

const part = (picture: Buffer) =>
  Buffer.concat([
    Buffer.from(`--preview\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`),
    picture,
    Buffer.from('\r\n'),
  ]);

/** Bytes that look like heads and ends on purpose. */
const picture = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('\r\n\r\n', '--preview\r\n', 'Content-Length: 3').map(Buffer.from),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...pieces]));

function split(bytes: Buffer, cuts: number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

test('every picture comes out whole, whatever the split', () => {
  fc.assert(
    fc.property(fc.array(picture, { maxLength: 6 }), fc.array(fc.nat()), (pictures, cuts) => {
      const parts = new JpegParts();
      const out = split(Buffer.concat(pictures.map(part)), cuts).flatMap((chunk) => parts.push(chunk));
      assert.deepEqual(
        out.map((one) => Buffer.from(one)),
        pictures,
      );
    }),
  );
});

test('what is no multipart stream is thrown away and does not grow', () => {
  const parts = new JpegParts();
  for (let i = 0; i < 100; i++) assert.deepEqual(parts.push(Buffer.alloc(50_000, 0x41)), []);
  const wanted = Buffer.from([0xff, 0xd8, 1, 2, 3]);
  // The end of a head in the midst of the rubbish ends it.
  parts.push(Buffer.from('AAAA\r\n\r\n'));
  assert.deepEqual(parts.push(part(wanted)), [wanted]);
});

test('a length that no preview has is not believed', () => {
  const parts = new JpegParts();
  const wanted = Buffer.from([0xff, 0xd8, 9]);
  const huge = Buffer.from('--preview\r\nContent-Length: 99999999999\r\n\r\n');
  assert.deepEqual(parts.push(Buffer.concat([huge, part(wanted)])), [wanted]);
});

test('pictures of the real multipartmux', { timeout: 60_000 }, async () => {
  const text =
    'videotestsrc num-buffers=12 ! video/x-raw,width=160,height=90,framerate=30/1 ! jpegenc ! multipartmux boundary=preview ! fdsink';
  const gst = spawn('gst-launch-1.0', ['-q', ...text.split(' ')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts = new JpegParts();
  const pictures: Buffer[] = [];
  for await (const chunk of gst.stdout) pictures.push(...parts.push(chunk));
  assert.equal(pictures.length, 12);
  for (const one of pictures) {
    assert.deepEqual([...one.subarray(0, 2), ...one.subarray(-2)], [0xff, 0xd8, 0xff, 0xd9]);
  }
});
