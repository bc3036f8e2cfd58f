import assert from 'node:assert/strict';
import test from 'node:test';
import { publicPageOf } from '../../../web-ui/src/sheet/public-page.ts';

test("the playlist of the box's own kind of server has a page beside it; other addresses stay", () => {
  assert.equal(publicPageOf('https://host/live/amphi-a.m3u8'), 'https://host/watch/amphi-a');
  for (const other of ['', 'https://host/hls/amphi-a.m3u8', 'https://host/live/a.m3u8?x=1', 'https://host/a']) {
    assert.equal(publicPageOf(other), other);
  }
});
