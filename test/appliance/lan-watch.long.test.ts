/** Viewers in the room: what they get from the service, and that the recording and the publication do not notice them. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cpuSeconds, processTree, pssMegabytes } from '../bench/process-tree.ts';
import { type Device, startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { packetCounts, packetsOf, streamsOf } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { likeness, loudest } from '../tools/measures/likeness.ts';
import { startRtmpServer } from '../tools/servers/rtmp-server.ts';
import { watchHls } from '../tools/viewers/hls-viewer.ts';

const run = promisify(execFile);
const VIEWERS = 20;
const WATCHED_MS = 30_000;

const isOnAir: Parameters<Device['waitFor']>[1] = ({ session, recording }) =>
  session.phase === 'running' && recording.phase === 'recording';

test('what the room sees: picture and sound together, and no more than the viewers outside', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-room-'));
  t.after(() => rm(folder, { recursive: true }));
  const device = await startDevice(t, { env: { RUNTIME_DIRECTORY: folder } });
  const playlist = `${device.url}/live/index.m3u8`;

  await t.test('before the talk there is nothing, said in a sentence', async () => {
    const answer = await fetch(playlist);
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'lanOffAir');
  });

  device.press('short');
  await device.waitFor('on air', isOnAir);

  await t.test('a look at the header starts nothing; the first who asks gets a segment', async () => {
    await fetch(playlist, { method: 'HEAD' });
    assert.equal((await device.workers()).filter(({ role }) => role === 'lan').length, 0);
    const answer = await fetch(playlist);
    assert.equal(answer.headers.get('content-type'), 'application/vnd.apple.mpegurl');
    assert.match(await answer.text(), /^#EXTM3U\n(.*\n)*\d+\.ts\n/);
  });

  await t.test('nothing but segments can be had there', async () => {
    for (const path of ['/live/', '/live/1.ts', '/live/..%2f..%2fetc%2fpasswd', '/live/%2e%2e/settings.json']) {
      const { status } = await fetch(`${device.url}${path}`);
      assert.ok(status === 404 || status === 403, `${path}: ${status}`);
    }
    const page = await fetch(`${device.url}/watch`);
    assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self';.*media-src 'self' blob:/);
    const control = await fetch(device.url);
    assert.doesNotMatch(control.headers.get('content-security-policy') ?? '', /media-src 'self' blob:/);
  });

  await t.test('ffprobe plays it: H.264 and AAC, in step, times going up', async () => {
    const [name = ''] = /^\d+\.ts$/m.exec(await (await fetch(playlist)).text()) ?? [];
    const streams = await streamsOf(`${device.url}/live/${name}`);
    assert.deepEqual(streams.map(({ codec_name }) => codec_name).sort(), ['aac', 'h264']);
    const packets = await packetsOf(playlist, { seconds: 6 });
    for (const kind of ['video', 'audio'] as const) {
      const times = packets.filter((packet) => packet.kind === kind).map(({ dts }) => dts);
      assert.ok(times.length > 30, `${times.length} packets of ${kind}`);
      assert.ok(
        times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)),
        `${kind} goes up`,
      );
    }
    const first = (kind: string) => packets.find((packet) => packet.kind === kind)?.pts ?? 0;
    const offsetMs = (first('audio') - first('video')) * 1000;
    t.diagnostic(`sound begins ${offsetMs.toFixed(0)} ms after the picture`);
    assert.ok(Math.abs(offsetMs) < 80, `${offsetMs} ms`);
  });

  await t.test('off the record: the slate and silence, and the talk again', async () => {
    const viewer = watchHls(playlist);
    t.after(() => viewer.leave());
    const file = join(folder, 'newest.ts');
    const sees = (what: string, isSlate: boolean) =>
      device
        .waitFor(what, () => true)
        .then(async () => {
          for (let tries = 0; tries < 120; tries++) {
            await sleep(500);
            if (viewer.newest.length === 0) continue;
            await writeFile(file, viewer.newest);
            const alike = await likeness(file, 0, 'privacy-en.png');
            const loud = await loudest(file, 0.5);
            if (isSlate ? alike > 25 && loud < -80 : alike < 25 && loud > -20) return;
          }
          assert.fail(`not seen in the stream: ${what}`);
        });
    await sees('the talk', false);
    device.press('double');
    await sees('the slate and silence', true);
    device.press('double');
    await sees('the talk again', false);
    await viewer.leave();
    assert.deepEqual(viewer.refusals, []);
  });

  await t.test('after the talk nothing is left', async () => {
    device.press('end');
    await device.waitFor('over', ({ session }) => session.phase === 'ready');
    assert.equal((await fetch(playlist)).status, 404);
    await device.waitFor('no worker', () => true);
    for (let tries = 0; tries < 100 && (await readdir(join(folder, 'lan'))).length > 0; tries++) await sleep(50);
    assert.deepEqual(await readdir(join(folder, 'lan')), []);
  });
});

test('what a killed service left is gone at the next start', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-room-'));
  t.after(() => rm(folder, { recursive: true }));
  const device = await startDevice(t, { env: { RUNTIME_DIRECTORY: folder } });
  device.press('short');
  await device.waitFor('on air', isOnAir);
  await (await fetch(`${device.url}/live/index.m3u8`)).text();
  await device.kill();
  const left = await readdir(join(folder, 'lan'));
  assert.ok(left.length > 0);
  await device.start();
  await device.waitForPage();
  assert.deepEqual(await readdir(join(folder, 'lan')), []);
});

test(`${VIEWERS} viewers in the room cost the session no frame`, { timeout: 240_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-room-'));
  const outside = await startRtmpServer('accept');
  t.after(async () => {
    await outside.close();
    await rm(folder, { recursive: true });
  });
  const movie = join(folder, 'movie.mp4');
  await makeMovie(movie);
  const device = await startDevice(t, {
    env: { RUNTIME_DIRECTORY: folder },
    settings: {
      camera: { device: `replay:${movie}`, width: 1280, height: 720, framesPerSecond: 30 },
      encoder: { liveKbps: 2000 },
      destinations: [{ id: 'main', url: outside.url, streamKey: 'key' }],
    },
  });
  device.press('short');
  const { session } = await device.waitFor(
    'on air',
    (status) => isOnAir(status) && status.destinations[0]?.phase === 'live',
  );
  const id = session.id as string;
  const before = await load(device, 10_000);

  const startedMs = performance.now();
  const viewers = Array.from({ length: VIEWERS }, () => watchHls(`${device.url}/live/index.m3u8`));
  await device.worker('lan');
  // The first segments come in a burst.
  await sleep(4000);
  const during = await load(device, WATCHED_MS - 4000);
  const lan = await device.worker('lan');
  const files = await readdir(join(folder, 'lan'));
  const sizes = await Promise.all(
    files.map((name) =>
      stat(join(folder, 'lan', name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  t.diagnostic(`worker: ${pssMegabytes(lan).toFixed(0)} MB PSS; memory: ${sizes.reduce((a, b) => a + b) / 1e6} MB`);
  t.diagnostic(`CPU in % of a core, before and during: ${JSON.stringify({ before, during })}`);
  await eventually('each has what these seconds are made of', async () =>
    viewers.every(({ sequences }) => sequences.length >= WATCHED_MS / 2000 - 4),
  );
  const watchedMs = performance.now() - startedMs;
  await Promise.all(viewers.map((viewer) => viewer.leave()));

  for (const { sequences, refusals, bytes } of viewers) {
    assert.deepEqual(refusals, []);
    assert.deepEqual(
      sequences,
      sequences.map((_, index) => (sequences[0] ?? 0) + index),
      'every segment, in order',
    );
    assert.ok(bytes > 100_000);
  }
  // Six in the list; one that left it stays for the list's length and its own, which is seven; one is written, one on its way out.
  assert.ok(files.length <= 15, `${files.length} files`);
  const kbps = ((viewers[0]?.bytes ?? 0) * 8) / watchedMs;
  t.diagnostic(`about ${kbps.toFixed(0)} kb/s for each viewer, ${viewers[0]?.sequences.length} segments`);
  const { destinations } = await device.state();
  assert.equal(destinations[0]?.droppedFrames, 0);
  assert.equal(destinations[0]?.reconnects, 0);
  assert.deepEqual(
    device.lines.filter((line) => line.includes('lost frames')),
    [],
  );
  device.press('hold');
  await device.waitFor('closed', ({ recording }) => recording.phase === 'off');
  const parts = await device.keepParts(id);
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('recording joined'));
  const mp4 = join(device.recordingFolder(id), 'recording.mp4');
  assert.equal(parts.length, 1);
  assert.deepEqual(await packetCounts(mp4), await flvCounts(parts));
  // Pictures that a busy machine has no time to encode are lost before anybody can watch them: told, not asserted.
  const pictures = (await packetsOf(mp4)).filter(({ kind }) => kind === 'video').map(({ pts }) => pts);
  const gaps = pictures.slice(1).map((pts, index) => pts - (pictures[index] ?? 0));
  const late = pictures.filter((_, index) => (gaps[index] ?? 0) > 0.05).map((pts) => pts.toFixed(1));
  t.diagnostic(`${pictures.length} pictures recorded; not encoded in time after ${late.join(', ') || 'none'} s`);
});

/** Ten seconds that fill the bitrate: noise does not compress. */
async function makeMovie(file: string): Promise<void> {
  const picture = 'testsrc2=size=1280x720:rate=30,noise=alls=20:allf=t';
  const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=300'];
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await run('ffmpeg', ['-v', 'error', ...inputs, '-t', '10', ...coding, file], { timeout: 120_000 });
}

/** Of the service, of the room's worker and of the others, over `ms`. */
async function load(device: Device, ms: number): Promise<Record<'service' | 'lan' | 'others', number>> {
  const roles = new Map((await device.workers()).map(({ pid, role }) => [pid, role]));
  const nameOf = (pid: number) => (pid === device.pid ? 'service' : roles.get(pid) === 'lan' ? 'lan' : 'others');
  const start = processTree(device.pid);
  const startMs = performance.now();
  await sleep(ms);
  const end = processTree(device.pid);
  const seconds = (performance.now() - startMs) / 1000;
  const used = (name: string) => {
    const of = (tree: typeof start) => cpuSeconds(tree.filter(({ pid }) => nameOf(pid) === name));
    return Math.round(((of(end) - of(start)) / seconds) * 1000) / 10;
  };
  return { service: used('service'), lan: used('lan'), others: used('others') };
}
