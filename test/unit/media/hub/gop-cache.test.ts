import assert from 'node:assert/strict';
import test from 'node:test';
import { GopCache, MAX_GOP_BYTES, MAX_GOP_MS, SOUND_WINDOW_MS } from '../../../../device/media/hub/gop-cache.ts';
import type { HubFrame } from '../../../../device/media/hub/hub-frame.ts';

let orders = 0;
const frame = (
  kind: 'audio' | 'video',
  hubMs: number,
  { keyframe = false, bytes = Buffer.alloc(8) } = {},
): HubFrame => ({
  kind,
  rendition: 'full',
  timestampMs: hubMs,
  keyframe,
  sequenceHeader: false,
  bytes,
  hubMs,
  sequence: orders++,
  config: null,
});
const key = (hubMs: number) => frame('video', hubMs, { keyframe: true });

test('the cache begins at the newest keyframe and keeps the order', () => {
  const cache = new GopCache();
  const frames = [key(0), frame('audio', 5), key(40), frame('audio', 30), frame('video', 73), frame('audio', 80)];
  for (const one of frames) cache.push(one);
  assert.deepEqual(cache.frames, frames.slice(2));
});

test('without a keyframe only the last second of sound is kept', () => {
  const cache = new GopCache();
  for (let ms = 0; ms < 10_000; ms += 20) {
    cache.push(frame('audio', ms));
    cache.push(frame('video', ms));
  }
  assert.ok(cache.frames.every((one) => one.kind === 'audio'));
  assert.equal(cache.frames.length, SOUND_WINDOW_MS / 20 + 1);
  assert.equal(cache.frames.at(-1)?.hubMs, 9980);
});

test('a GOP without end gives up its pictures, by time and by bytes, until the next keyframe', () => {
  const large = Buffer.alloc(1024 * 1024);
  for (const bytes of [large, Buffer.alloc(8)]) {
    const cache = new GopCache();
    cache.push(key(0));
    for (let ms = 20; ms <= MAX_GOP_MS + 40; ms += 20) {
      cache.push(frame('video', ms, { bytes }));
      cache.push(frame('audio', ms));
      assert.ok(cache.frames.reduce((sum, one) => sum + one.bytes.length, 0) <= MAX_GOP_BYTES);
    }
    assert.ok(cache.frames.every((one) => one.kind === 'audio'));
    assert.ok(cache.frames.length > 0 && cache.frames.length <= SOUND_WINDOW_MS / 20 + 1);
    cache.push(key(20_000));
    cache.push(frame('video', 20_020));
    assert.equal(cache.frames.length, 2);
  }
});
