import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseCameraModes } from '../../../../device/media/source/parse-camera-modes.ts';
import { H264_ONLY, LOOPBACK, MS2109, PI_CODEC, RANGES, VIVID, WEBCAM } from './camera-texts.ts';

test('a webcam: every format, size and rate in the order it is printed', () => {
  assert.deepEqual(
    parseCameraModes(WEBCAM).map((mode) => Object.values(mode).join(' ')),
    [
      'raw YUYV 640 480 30',
      'raw YUYV 640 480 7.5',
      'raw YUYV 1280 720 7.5',
      'raw YUYV 1280 720 5',
      'jpeg MJPG 640 480 30',
      'jpeg MJPG 640 480 25',
      'jpeg MJPG 1280 720 30',
      'jpeg MJPG 1280 720 25',
      'jpeg MJPG 1280 720 15',
    ],
  );
});

test('an HDMI grabber: MJPEG at 60 and 30, raw slow', () => {
  const modes = parseCameraModes(MS2109);
  assert.equal(modes.length, 23 + 5);
  assert.ok(modes.some((mode) => mode.format === 'jpeg' && mode.width === 1280 && mode.framesPerSecond === 60));
  assert.deepEqual(
    modes.filter((mode) => mode.format === 'raw' && mode.width === 1920).map((mode) => mode.framesPerSecond),
    [5],
  );
});

test('vivid: what GStreamer can take is raw, the rest is other', () => {
  const modes = parseCameraModes(VIVID);
  assert.equal(modes.length, 4 * 42);
  assert.deepEqual(
    [...new Set(modes.map(({ format, pixelFormat }) => `${format} ${pixelFormat}`))],
    ['raw YUYV', 'raw NV12', 'other Y16', 'other Y16 -BE'],
  );
  assert.ok(modes.some((mode) => mode.framesPerSecond === 12.5));
});

test('a format the box does not decode is listed as other', () => {
  assert.deepEqual(parseCameraModes(H264_ONLY), [
    { format: 'other', pixelFormat: 'H264', width: 1920, height: 1080, framesPerSecond: 30 },
  ]);
});

test('a range of rates becomes the usual rates within it', () => {
  assert.deepEqual(
    parseCameraModes(LOOPBACK).map((mode) => mode.framesPerSecond),
    [5, 10, 15, 20, 25, 30, 50, 60],
  );
});

test('codecs, ranges of sizes, sizes without a rate and other texts give no mode', () => {
  for (const text of [
    PI_CODEC,
    RANGES,
    '',
    'ioctl: VIDIOC_ENUM_FMT\n\tType: Video Capture\n\n',
    'Cannot open device',
  ]) {
    assert.deepEqual(parseCameraModes(text), []);
  }
});

test('numbers beyond belief are left out', () => {
  const text = (size: string, rate: string) =>
    `\tType: Video Capture\n\t[0]: 'MJPG' (x)\n\t\tSize: Discrete ${size}\n\t\t\tInterval: Discrete 0.1s (${rate} fps)\n`;
  assert.equal(parseCameraModes(text('640x480', '30.000')).length, 1);
  for (const size of ['0x480', '640x0', '99999x480', '9999999x480', '-640x480', '640x', '6e2x480']) {
    assert.deepEqual(parseCameraModes(text(size, '30.000')), [], size);
  }
  for (const rate of ['0.000', '1001.000', '-30.000', 'inf', 'nan', '']) {
    assert.deepEqual(parseCameraModes(text('640x480', rate)), [], rate);
  }
});

test('hostile text: never an error, never a mode out of bounds, never more than the limit', () => {
  // Lines of the real form in any order with any words between, so that the parser's inside is reached.
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '\tType: Video Capture',
      '\tType: Video Output',
      "\t[0]: 'MJPG' (x)",
      "\t[1]: '' (x)",
      "\t[2]: 'YUYV'",
    ),
    fc.tuple(fc.integer(), fc.integer()).map(([width, height]) => `\t\tSize: Discrete ${width}x${height}`),
    fc.double().map((rate) => `\t\t\tInterval: Discrete 0.1s (${rate.toFixed(3)} fps)`),
    fc.tuple(fc.double(), fc.double()).map(([low, high]) => `\t\t\tInterval: Stepwise 1s (${low}-${high} fps)`),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      for (const mode of parseCameraModes(lines.join('\n'))) {
        assert.ok(['jpeg', 'raw', 'other'].includes(mode.format));
        assert.ok(mode.pixelFormat.length > 0 && mode.pixelFormat.length <= 8);
        assert.ok(Number.isInteger(mode.width) && mode.width > 0 && mode.width <= 16_384);
        assert.ok(Number.isInteger(mode.height) && mode.height > 0 && mode.height <= 16_384);
        assert.ok(mode.framesPerSecond > 0 && mode.framesPerSecond <= 1000);
      }
    }),
    { numRuns: 500 },
  );
  const endless = `${WEBCAM}${'\t\t\tInterval: Discrete 0.033s (30.000 fps)\n'.repeat(20_000)}`;
  assert.equal(parseCameraModes(endless).length, 5000);
});

test('a megabyte that makes careless patterns crawl is read at once', { timeout: 20_000 }, () => {
  for (const text of [
    `Type: x${' '.repeat(1e6)}y`,
    ' '.repeat(1e6),
    `\t\tInterval: Discrete ${'('.repeat(1e6)}`,
    `Size: Discrete ${'1'.repeat(1e6)}`,
  ]) {
    assert.deepEqual(parseCameraModes(text), []);
  }
});
