/** A camera that opens long after the microphone: what the server tells its viewers stays sound. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import type { FlvTag } from '../../../device/media/flv/flv-tag.ts';
import { TagHub } from '../../../device/media/hub/tag-hub.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { startServer } from '../../../image/server/local-server.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';
import { destinationAt, publisherTo } from '../../tools/streams/publisher-to.ts';
import { flv } from './recording-box.ts';

/** Sound waits 2 s for a picture. */
const PICTURE_FROM_MS = 4000;
/** What a slow camera and its encoder hold; a server's fragment of sound alone has 1 s. */
const PICTURE_BEHIND_MS = 900;
const TALK_MS = 14_000;
const LONGEST_SECONDS = 10;

test('no fragment is longer than the talk', { timeout: 90_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-late-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const server = await startServer({ folder, keys: { secret: 'room' } });
  t.after(() => server.stop());
  const hub = new TagHub({ clock: systemClock });
  const destination = destinationAt({ url: server.rtmpUrl, streamKey: server.streamKey('room') });
  const publisher = publisherTo(t, destination, { hub, workers: mediaWorkers(t) });

  const tags = new FlvParser().push(await flv(t, { seconds: 16 }));
  const sounds = tags.filter(({ kind }) => kind === 'audio');
  const isEarly = ({ sequenceHeader, timestampMs }: FlvTag) => !sequenceHeader && timestampMs < PICTURE_FROM_MS;
  const pictures = tags.filter((tag) => tag.kind === 'video' && !isEarly(tag));
  hub.begin({}, { hasPicture: true });
  const [sound, picture] = [hub.openSource('audio'), hub.openSource('video')];
  publisher.ensureStarted();
  const startMs = performance.now();
  for (let nowMs = 0; nowMs < TALK_MS; nowMs = performance.now() - startMs) {
    sound.push(dueOf(sounds, nowMs), false);
    if (nowMs > PICTURE_FROM_MS + PICTURE_BEHIND_MS) picture.push(dueOf(pictures, nowMs - PICTURE_BEHIND_MS), false);
    await sleep(20);
  }

  const playlist = await (await fetch(server.hlsUrl('room'))).text();
  const lengths = [...playlist.matchAll(/^#(?:EXTINF|EXT-X-TARGETDURATION):([\d.]+)/gm)].map(([, text]) =>
    Number(text),
  );
  assert.ok(lengths.length > 4, playlist);
  assert.ok(Math.max(...lengths) < LONGEST_SECONDS, playlist);
});

/** Takes from the front what is not later than this. */
function dueOf(tags: FlvTag[], untilMs: number): FlvTag[] {
  const later = tags.findIndex(({ timestampMs }) => timestampMs > untilMs);
  return tags.splice(0, later === -1 ? tags.length : later);
}
