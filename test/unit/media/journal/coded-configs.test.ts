import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { avcConfig } from '../../../../device/media/flv/avc-config.ts';
import { FlvParser } from '../../../../device/media/flv/flv-parser.ts';
import { payloadOf } from '../../../../device/media/flv/flv-tag.ts';
import { aacConfig } from '../../../../device/media/journal/aac-config.ts';

/** As x264 makes it. */
function record(size: string, options: string[]): Buffer {
  const input = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=5`, '-frames:v', '2'];
  const flv = execFileSync('ffmpeg', ['-v', 'error', ...input, '-c:v', 'libx264', ...options, '-f', 'flv', '-']);
  const header = new FlvParser().push(flv).find(({ kind, sequenceHeader }) => kind === 'video' && sequenceHeader);
  assert.ok(header);
  return payloadOf(header).subarray(5);
}

for (const [size, options, aspect] of [
  ['1280x720', ['-pix_fmt', 'yuv420p'], [1, 1]],
  ['1920x1080', ['-pix_fmt', 'yuv420p', '-profile:v', 'baseline'], [1, 1]],
  ['322x182', ['-pix_fmt', 'yuv420p', '-vf', 'setsar=16/11'], [16, 11]],
  ['720x576', ['-pix_fmt', 'yuv420p', '-flags', '+ilme+ildct', '-vf', 'setsar=7/5'], [7, 5]],
  ['321x181', ['-vf', 'scale=322:182,format=yuv444p,crop=321:181,setsar=1'], [1, 1]],
  ['324x182', ['-pix_fmt', 'yuv422p', '-x264-params', 'cqm=jvt'], [1, 1]],
  ['320x180', ['-pix_fmt', 'yuv420p10le', '-bf', '3'], [1, 1]],
] as const) {
  test(`H.264 of ${size} ${options.join(' ')}`, () => {
    const config = avcConfig(record(size, [...options]));
    assert.equal(`${config.width}x${config.height}`, size);
    assert.deepEqual([...config.sampleAspect], aspect);
    assert.equal(config.lengthBytes, 4);
    assert.deepEqual(
      config.parameters.map((unit) => (unit[0] ?? 0) & 0x1f),
      [7, 8],
    );
  });
}

test('what is no H.264 configuration is refused in words, wherever it is cut', () => {
  const whole = record('320x180', ['-pix_fmt', 'yuv420p']);
  const sequenceEnd = 8 + whole.readUInt16BE(6);
  for (let bytes = 0; bytes < sequenceEnd; bytes++) assert.throws(() => avcConfig(whole.subarray(0, bytes)), Error);
  for (const content of [
    [],
    [1, 2, 3],
    [0, ...whole.subarray(1)],
    Array<number>(40).fill(255),
    Array<number>(40).fill(0),
  ])
    assert.throws(() => avcConfig(Buffer.from(content)), /configuration|pictures of/);
});

test('AAC: rate, channels, and how long a frame lasts', () => {
  const of = (hex: string) => {
    const { rate, channels, frameSeconds } = aacConfig(Buffer.from(hex, 'hex'));
    return [rate, channels, Math.round(frameSeconds * rate)];
  };
  assert.deepEqual(of('1188'), [48_000, 1, 1024]);
  assert.deepEqual(of('1190'), [48_000, 2, 1024]);
  assert.deepEqual(of('1210'), [44_100, 2, 1024]);
  assert.deepEqual(of('118c'), [48_000, 1, 960]);
  // High efficiency, told outright: the core at half the rate. Version 2 with parametric stereo.
  assert.deepEqual(of('2b118800'), [48_000, 2, 2048]);
  assert.deepEqual(of('eb098800'), [48_000, 1, 2048]);
  // A rate that is spelled out: 24 bits.
  assert.deepEqual(of('17803e8008'), [32_000, 1, 1024]);
  for (const hex of ['', '11', '0000', '1690', '16f8'])
    assert.throws(() => aacConfig(Buffer.from(hex, 'hex')), /AAC configuration/, hex);
});
