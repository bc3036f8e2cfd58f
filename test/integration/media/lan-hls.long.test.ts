/** HLS for the room with real workers: made on demand, gone afterwards, back after a crash. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { LanHls } from '../../../device/media/lan-hls/lan-hls.ts';
import type { WorkerLink } from '../../../device/media/worker/worker-link.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { isAlive } from '../../tools/box/workers.ts';
import { eventually } from '../../tools/eventually.ts';
import { decodingErrors, streamsOf } from '../../tools/measures/ffprobe.ts';
import { liveHub } from '../../tools/streams/live-hub.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

/** Listed, kept for late players as long as the list and one more, and the one being written. */
const MOST_FILES = 6 + 7 + 1;

async function room(t: TestContext, { hasPicture = true } = {}) {
  const parent = await mkdtemp(join(tmpdir(), 'pupitre-lan-'));
  t.after(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'lan');
  const workers = mediaWorkers(t);
  // Keyframes each half second: twenty segments in ten seconds.
  const hub = liveHub(t, workers, { hasPicture, gopFrames: 8 });
  const taken: WorkerLink[] = [];
  const time = { aheadMs: 0 };
  const lan = new LanHls({
    clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + time.aheadMs },
    logger: createLog(() => {}).logger,
    hub,
    folder,
    stream: () => ({ hasPicture, keyframeSeconds: 0.5 }),
    workers: {
      spawn: () => {
        const worker = workers.spawn();
        taken.push(worker);
        return worker;
      },
    },
  });
  await lan.open();
  t.after(() => lan.close());
  const text = async () => {
    const playlist = await lan.playlist({ start: true });
    return typeof playlist === 'string' ? '' : playlist.text;
  };
  const namesIn = (playlist: string) => playlist.split('\n').filter((line) => line.endsWith('.ts'));
  return {
    folder,
    lan,
    taken,
    text,
    /** As players do: the playlist, again and again, and each segment in it. Asserts that what is announced is there. */
    watch: async (until: (text: string, names: string[]) => boolean) => {
      const seen = new Set<string>();
      let last = '';
      await eventually('the playlist to have what is waited for', async () => {
        last = await text();
        for (const name of namesIn(last)) {
          assert.ok(lan.segment(name), `${name} is announced and known`);
          seen.add(name);
        }
        const files = await readdir(folder);
        for (const name of namesIn(await text())) assert.ok((await readdir(folder)).includes(name), `${name} is there`);
        assert.ok(files.length <= MOST_FILES + 1, `${files.length} files`);
        return until(last, [...seen]);
      });
      return { text: last, names: [...seen] };
    },
    pass: (ms: number) => {
      time.aheadMs += ms;
    },
  };
}

test('made for the first who asks, while somebody watches, and only while there is something to watch', async (t) => {
  const { lan, taken, folder, text, watch, pass } = await room(t);
  assert.equal(await lan.playlist({ start: true }), 'offAir');
  lan.setOnAir(true);
  assert.equal(await lan.playlist({ start: false }), 'notReady');
  assert.equal(taken.length, 0, 'a look starts nothing');

  const [first, second] = await Promise.all([text(), text()]);
  assert.equal(first, second);
  assert.match(first, /\.ts\n/, 'the first who ask get their first segment with the first answer');
  assert.equal(taken.length, 1);

  await t.test('the folder stays small, names go up, times are those of the media', async () => {
    const { names } = await watch((_text, seen) => seen.length > 12);
    const numbers = names.map((name) => Number.parseInt(name, 10));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => (numbers[0] ?? 0) + index),
    );
    const streams = await streamsOf(lan.segment(names.at(-1) ?? '') ?? '');
    assert.deepEqual(streams.map(({ codec_name }) => codec_name).sort(), ['aac', 'h264']);
    const durations = [...(await text()).matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
    for (const seconds of durations) assert.ok(Math.abs(seconds - 8 / 15) < 0.1, `${seconds} s`);
  });

  await t.test('only names of segments lead to files', async () => {
    await writeFile(join(folder, 'secret.ts'), 'secret');
    for (const name of ['secret.ts', '../lan/1.ts', '1.ts', '%31.ts', '', 'index.m3u8', '999999999999.ts']) {
      assert.equal(lan.segment(name), null, name);
    }
    await rm(join(folder, 'secret.ts'));
  });

  await t.test('half a minute after the last who asked, nothing is left', async () => {
    pass(30_000);
    await taken[0]?.ended;
    await eventually('an empty folder', async () => (await readdir(folder)).length === 0);
    assert.equal(await lan.playlist({ start: false }), 'notReady');
    assert.equal(taken.length, 1);
  });

  await t.test('one who comes back starts it again, with names never used before', async () => {
    const [again = ''] = (await text()).split('\n').filter((line) => line.endsWith('.ts'));
    assert.equal(taken.length, 2);
    assert.ok(Number.parseInt(again, 10) > Number.parseInt(first.split('\n').find((l) => l.endsWith('.ts')) ?? '', 10));
  });

  await t.test('the end of the session ends it at once, and one who waits is told', async () => {
    lan.setOnAir(false);
    await taken[1]?.ended;
    await eventually('an empty folder', async () => (await readdir(folder)).length === 0);
    assert.equal(await lan.playlist({ start: true }), 'offAir');
    lan.setOnAir(true);
    const waiting = lan.playlist({ start: true });
    lan.setOnAir(false);
    assert.equal(await waiting, 'offAir');
  });
});

test('a worker that is killed or hangs is replaced; the playlist goes on and marks the change', async (t) => {
  const { lan, taken, watch } = await room(t);
  lan.setOnAir(true);
  const { names } = await watch((_text, seen) => seen.length > 3);
  taken[0]?.kill();
  const after = await watch((text) => text.includes('#EXT-X-DISCONTINUITY\n'));
  assert.equal(taken.length, 2);
  const numbers = [...new Set([...names, ...after.names])].map((name) => Number.parseInt(name, 10));
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index),
  );
  for (const name of after.names.slice(-2)) assert.equal(await decodingErrors(lan.segment(name) ?? ''), '');

  const pid = taken[1]?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  await watch(() => taken.length === 3);
  assert.equal(await isAlive(pid), false);
  await watch((text) => /#EXT-X-DISCONTINUITY\n#EXTINF[^\n]*\n\d+\.ts\n#EXTINF/.test(text));
});

test('a voice without a picture is cut into segments too', async (t) => {
  const { lan, watch } = await room(t, { hasPicture: false });
  lan.setOnAir(true);
  const { names } = await watch((_text, seen) => seen.length > 2);
  const file = lan.segment(names.at(-1) ?? '') ?? '';
  assert.deepEqual(
    (await streamsOf(file)).map(({ codec_name }) => codec_name),
    ['aac'],
  );
  assert.equal(await decodingErrors(file), '');
});
