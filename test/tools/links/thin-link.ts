/** A box whose way to its server is as thin as a test wants it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../../../image/server/local-server.ts';
import { startDevice } from '../box/device.ts';
import type { Ending } from '../ending.ts';
import { makeNoise } from '../samples/make-noise.ts';
import { type ShapedRelay, startShapedRelay } from './shaped-relay.ts';

/** Carries the full picture with room to spare. */
export const WHOLE_KBPS = 4000;
const LIVE_KBPS = 2000;

/** The service on air to the shipped server, with a picture that is hard to code and a relay between the two. */
export async function onAirThroughThinLink(t: Ending) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-thin-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { thinlinksecret00: 'room' } });
  const relay = await startShapedRelay({ port: Number(/:(\d+)\//.exec(server.rtmpUrl)?.[1]) }, WHOLE_KBPS);
  t.after(async () => {
    await relay.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const noise = join(folder, 'noise.mp4');
  makeNoise(noise);
  const device = await startDevice(t, {
    settings: {
      camera: { device: `replay:${noise}`, width: 640, height: 360, framesPerSecond: 30 },
      encoder: { liveKbps: LIVE_KBPS },
      destinations: [
        { id: 'main', name: 'Server', url: `rtmp://127.0.0.1:${relay.port}/live`, streamKey: server.streamKey('room') },
      ],
    },
  });
  device.press('short');
  const { session } = await device.waitFor('live', ({ destinations }) => destinations[0]?.phase === 'live');
  return { device, relay, server, folder, id: session.id as string };
}

/** Resolves with the time in which the link was so thin, on `performance.now()`. */
export async function carryOnly(
  relay: ShapedRelay,
  kbps: number,
  forMs: number,
): Promise<[fromMs: number, toMs: number]> {
  const fromMs = performance.now();
  relay.setKbps(kbps);
  await sleep(forMs);
  return [fromMs, performance.now()];
}
