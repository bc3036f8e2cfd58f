import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { FlvParser } from '../../../../device/media/flv/flv-parser.ts';
import { flvFileHeader, restamped } from '../../../../device/media/flv/flv-writer.ts';
import { gdpBufferHeader, gdpPreamble } from '../../../../device/media/gdp/gdp-writer.ts';
import { interFrame, keyframe, metadata, sound, soundHeader, videoHeader } from '../../../tools/samples/flv-samples.ts';

const HEADER_BYTES = 62;

test('the head of a tag goes behind the packet header, whose length is that of the whole tag', () => {
  const head = Buffer.from('eleven byte');
  const packet = gdpBufferHeader(70_000, head);
  assert.equal(packet.length, HEADER_BYTES + head.length);
  assert.equal(packet.readUInt8(0), 1);
  assert.equal(packet.readUInt16BE(4), 1);
  assert.equal(packet.readUInt32BE(6), 70_000);
  assert.deepEqual(packet.subarray(HEADER_BYTES), head);
});

test('the preamble is a stream start, the format and a segment, each with its own length', () => {
  const preamble = gdpPreamble('video/x-flv');
  const packets: [number, string][] = [];
  for (let at = 0; at < preamble.length; ) {
    const bytes = preamble.readUInt32BE(at + 6);
    packets.push([
      preamble.readUInt16BE(at + 4),
      preamble.toString('latin1', at + HEADER_BYTES, at + HEADER_BYTES + bytes),
    ]);
    at += HEADER_BYTES + bytes;
  }
  assert.deepEqual(
    packets.map(([type]) => type),
    [64 + 10254, 2, 64 + 17934],
  );
  assert.equal(packets[1]?.[1], 'video/x-flv\0');
});

test("GStreamer's own gdpdepay gives back each tag as one buffer, byte for byte", { timeout: 60_000 }, async () => {
  const tags = new FlvParser().push(
    Buffer.concat([
      flvFileHeader({ audio: true, video: true }),
      metadata(0),
      videoHeader(),
      soundHeader(),
      keyframe(0, { size: 200_000 }),
      ...Array.from({ length: 40 }, (_, i) => [sound(i * 21), interFrame(i * 33 + 33, { size: 1 + i * 97 })]).flat(),
    ]),
  );
  assert.equal(tags.length, 84);

  // `identity silent=false` says the size of every buffer, as rtmp2sink would get it.
  const args = 'fdsrc fd=0 blocksize=4096 ! gdpdepay ! identity name=seen silent=false ! fdsink fd=3';
  const gst = spawn('gst-launch-1.0', ['-v', ...args.split(' ')], { stdio: ['pipe', 'pipe', 'inherit', 'pipe'] });
  const [said, out]: [Buffer[], Buffer[]] = [[], []];
  gst.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  (gst.stdio[3] as NodeJS.ReadableStream).on('data', (chunk: Buffer) => out.push(chunk));
  const { stdin } = gst;
  assert.ok(stdin);
  stdin.write(gdpPreamble('video/x-flv'));
  for (const tag of tags) {
    const [head, rest] = restamped(tag, tag.timestampMs);
    stdin.write(gdpBufferHeader(tag.bytes.length, head));
    stdin.write(rest);
  }
  stdin.end();
  assert.deepEqual(await once(gst, 'close'), [0, null]);

  const sizes = [
    ...Buffer.concat(said)
      .toString()
      .matchAll(/last-message = chain .*?\((\d+) bytes/g),
  ].map(([, n]) => Number(n));
  assert.deepEqual(
    sizes,
    tags.map((tag) => tag.bytes.length),
  );
  assert.ok(Buffer.concat(out).equals(Buffer.concat(tags.map((tag) => tag.bytes))));
});
