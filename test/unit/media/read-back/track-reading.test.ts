import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePlaylist } from '../../../../device/media/read-back/playlist.ts';
import type { SegmentCheck } from '../../../../device/media/read-back/segment-check.ts';
import { TrackReading } from '../../../../device/media/read-back/track-reading.ts';
import { because } from '../../../../device/reason.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';

test('one long piece in the list does not make viewers late: those who watch stay where they are', async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  /** What a segment check finds: its end was sent 0.5 s ago. */
  const check = { check: async () => ({ is: 'ours', endMs: clock.monotonicMs() - 500 }) } as unknown as SegmentCheck;
  const values = { name: 'n', host: 'h' };
  const reasonOf = () => because('readBackFault', '');
  const track = new TrackReading({
    clock,
    check,
    values: () => values,
    reasonOf,
    sinceMs: clock.monotonicMs(),
    onProved: () => {},
  });
  const delays: number[] = [];
  for (let second = 0; second < 120; second++) {
    // Segments of 1 s; for the 20 s that it stays in the list, one of 6 s.
    const target = second >= 60 && second < 80 ? 6 : 1;
    const lines = Array.from({ length: 6 }, (_, at) => `#EXTINF:1,\n${second + at}.ts\n`).join('');
    const text = `#EXTM3U\n#EXT-X-TARGETDURATION:${target}\n#EXT-X-MEDIA-SEQUENCE:${second}\n${lines}`;
    const playlist = parsePlaylist(text, 'https://h/p.m3u8');
    assert.ok(playlist);
    track.take({ how: 'read', playlist, url: '', carriedBytes: 0 }, clock.monotonicMs());
    await track.check(signal);
    if (track.delaySeconds !== null) delays.push(track.delaySeconds);
    clock.advance(1000);
  }
  assert.ok(delays.length > 100);
  assert.deepEqual([Math.min(...delays), Math.max(...delays)], [3.5, 3.5]);
});
