import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { FlvParser } from '../../../../device/media/flv/flv-parser.ts';
import { type FlvTag, isPicture } from '../../../../device/media/flv/flv-tag.ts';

const PIPELINE = [
  'videotestsrc num-buffers=90 is-live=false ! video/x-raw,width=320,height=240,framerate=30/1',
  '! x264enc tune=zerolatency key-int-max=30 ! h264parse ! flvmux name=m streamable=true ! fdsink',
  'audiotestsrc num-buffers=150 ! voaacenc ! aacparse ! m.',
].join(' ');

test('every frame that GStreamer muxed comes out, in order', { timeout: 120_000 }, async () => {
  const gst = spawn('gst-launch-1.0', ['-q', ...PIPELINE.split(' ')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(gst, 'close');
  const parser = new FlvParser();
  const tags: FlvTag[] = [];
  let bytes = 0;
  for await (const chunk of gst.stdout) {
    bytes += chunk.length;
    tags.push(...parser.push(chunk));
  }
  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(parser.end(), { tags: [], pendingBytes: 0 });
  assert.equal(parser.skippedBytes, 0);
  assert.equal(
    tags.reduce((sum, tag) => sum + tag.bytes.length, 13),
    bytes,
  );

  const pictures = tags.filter(isPicture);
  assert.equal(pictures.length, 90);
  assert.deepEqual(
    pictures.flatMap((picture, index) => (picture.keyframe ? [index] : [])),
    [0, 30, 60],
  );
  assert.deepEqual(
    pictures.map((picture) => picture.timestampMs),
    Array.from({ length: 90 }, (_, index) => Math.floor((index * 1000) / 30)),
  );

  const sounds = tags.filter((tag) => tag.kind === 'audio' && !tag.sequenceHeader);
  assert.ok(sounds.length >= 150, `${sounds.length} audio frames`);
  assert.ok(sounds.every((tag, index) => tag.timestampMs >= (sounds[index - 1]?.timestampMs ?? 0)));

  // Before the first frame: metadata and both sequence headers, once each.
  const firstFrame = tags.findIndex((tag) => isPicture(tag) || tag === sounds[0]);
  const kindsOfHeaders = tags.filter((tag) => tag.sequenceHeader).map((tag) => tag.kind);
  assert.deepEqual(kindsOfHeaders.sort(), ['audio', 'video']);
  assert.equal(tags[0]?.kind, 'script');
  assert.ok(tags.slice(0, firstFrame).filter((tag) => tag.sequenceHeader).length === 2);
});
