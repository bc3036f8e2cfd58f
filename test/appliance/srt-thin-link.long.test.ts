/** Over SRT too the voice comes before the picture: a UDP link that becomes thin, and whole again. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDevice } from '../tools/box/device.ts';
import { watchLevels } from '../tools/box/level-watch.ts';
import { startUdpLink } from '../tools/links/udp-link.ts';
import { makeNoise } from '../tools/samples/make-noise.ts';
import { startSrtServer } from '../tools/servers/srt-server.ts';
import { TsArrivals } from '../tools/viewers/ts-arrivals.ts';

const WHOLE_KBPS = 4000;
const LIVE_KBPS = 2000;
/** Two busy cores are several times slower than a box that has nothing else to do. */
const VOICE_LATE_MS = 5000;
/** Sounds travel together for 110 ms and a frame. */
const VOICE_STEP_MS = 160;

test('4 Mb/s, 300 kb/s, 4 Mb/s over SRT', { timeout: 240_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-srt-thin-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const noise = join(folder, 'noise.mp4');
  makeNoise(noise);
  const arrivals = new TsArrivals();
  const server = await startSrtServer(t, { onBytes: (bytes) => arrivals.push(bytes) });
  const link = await startUdpLink(t, server.port, { kbps: WHOLE_KBPS, delayMs: 10 });
  const device = await startDevice(t, {
    settings: {
      camera: { device: `replay:${noise}`, width: 640, height: 360, framesPerSecond: 30 },
      encoder: { liveKbps: LIVE_KBPS },
      destinations: [{ id: 'main', name: 'Server', url: `srt://127.0.0.1:${link.port}`, streamKey: 'room' }],
    },
  });
  device.press('short');
  await device.waitFor('live', ({ destinations }) => destinations[0]?.phase === 'live');
  const { seen, stop } = watchLevels(t, device);
  const onAirMs = performance.now();
  await sleep(12_000);
  const thinMs = performance.now();
  link.set({ kbps: 300 });
  await sleep(15_000);
  const backMs = performance.now();
  link.set({ kbps: WHOLE_KBPS });
  await device.waitFor('all again', ({ destinations }) => destinations[0]?.level === 'full', 60_000);
  const fullMs = performance.now();
  await sleep(4000);
  await stop();
  const endMs = performance.now();
  const levels = seen.map(({ atMs, destination }) => `${((atMs - onAirMs) / 1000).toFixed(1)} ${destination.level}`);
  t.diagnostic(`levels: ${levels.join(', ')}; full again ${Math.round(fullMs - backMs)} ms after the link`);
  const delays = arrivals.of('audio', onAirMs + 4000, thinMs).map(({ atMs, ptsMs }) => atMs - ptsMs);
  const usualMs = delays.sort((one, other) => one - other)[Math.floor(delays.length / 2)] ?? Number.NaN;
  for (const [name, fromMs, toMs] of [
    ['whole', onAirMs + 4000, thinMs],
    ['300 kb/s', thinMs, backMs],
    ['whole again', backMs, endMs],
  ] as const) {
    const sounds = arrivals.of('audio', fromMs, toMs);
    const steps = sounds.slice(1).map(({ ptsMs }, index) => ptsMs - (sounds[index]?.ptsMs ?? 0));
    const late = Math.max(...sounds.map(({ atMs, ptsMs }) => atMs - ptsMs - usualMs));
    const pictures = arrivals.of('video', fromMs, toMs).length;
    assert.ok(sounds.length > 20 && late < VOICE_LATE_MS, `${name}: ${Math.round(late)} ms late`);
    assert.ok(Math.max(...steps) < VOICE_STEP_MS, `${name}: ${Math.round(Math.max(...steps))} ms of voice are missing`);
    t.diagnostic(
      `${name}: ${sounds.length} pieces of voice, at most ${Math.round(late)} ms late, longest missing ${Math.round(Math.max(...steps))} ms; ${pictures} pictures`,
    );
  }
  t.diagnostic(JSON.stringify(link.counts));
  const state = await device.state();
  assert.equal(state.destinations[0]?.reconnects, 0);
  const thin = seen.filter(({ atMs }) => atMs > thinMs && atMs < backMs).map(({ destination }) => destination.level);
  assert.ok(thin.includes('voice') || thin.includes('stills'), thin.join());
  assert.equal(seen[0]?.destination.level, 'full');
});
