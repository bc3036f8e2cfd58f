import assert from 'node:assert/strict';
import test from 'node:test';
import { bitrateSetting, encoderText } from '../../../../../device/media/capture/programme/encoder.ts';
import { parseGstreamerVersion } from '../../../../../device/media/gst/gstreamer-version.ts';

test('the bitrate of a running encoder is set in the unit of its element', () => {
  const options = { bitrateKbps: 750, gopFrames: 60 };
  assert.deepEqual(bitrateSetting({ kind: 'x264', ...options }), { property: 'bitrate', value: 750 });
  assert.deepEqual(bitrateSetting({ kind: 'openh264', ...options }), { property: 'bitrate', value: 750_000 });
  const { property, value } = bitrateSetting({ kind: 'v4l2h264', ...options });
  assert.equal(property, 'extra-controls');
  // All controls again: the structure as a whole is replaced.
  assert.match(String(value), /^controls,.*video_bitrate=\(int\)750000,.*h264_i_frame_period=\(int\)60/);
});

test('the driver of the Pi takes steps of 25 kb/s from 25 to 25,000', () => {
  const bits = (bitrateKbps: number) =>
    Number(
      /video_bitrate=\(int\)(\d+)/.exec(
        String(bitrateSetting({ kind: 'v4l2h264', bitrateKbps, gopFrames: 1 }).value),
      )?.[1],
    );
  assert.deepEqual([1, 37, 38, 100, 2012, 99_999].map(bits), [25_000, 25_000, 50_000, 100_000, 2_000_000, 25_000_000]);
});

test('openh264 keeps to its keyframes', () => {
  assert.match(
    encoderText({ kind: 'openh264', bitrateKbps: 500, gopFrames: 30 }, { major: 1, minor: 22 }),
    /bitrate=500000 gop-size=30 .*scene-change-detection=false/,
  );
});

test('what GStreamer calls its version is read, also in a development release', () => {
  assert.deepEqual(parseGstreamerVersion('1.22.0'), { major: 1, minor: 22 });
  assert.deepEqual(parseGstreamerVersion('1.26.2'), { major: 1, minor: 26 });
  assert.deepEqual(parseGstreamerVersion(''), { major: 0, minor: 0 });
});
