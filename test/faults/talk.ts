/** A talk on air: the real service, the real server, a link between them that can be hurt, and somebody who watches. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../device/api/contract/status.ts';
import { type LocalServer, startServer } from '../../image/server/local-server.ts';
import { type Device, startDevice } from '../tools/device.ts';
import type { Ending } from '../tools/ending.ts';
import { flvTags } from '../tools/flv-counts.ts';
import { startTcpRelay, type TcpRelay } from '../tools/tcp-relay.ts';
import { type Audience, joinHls } from './hls-audience.ts';

const KEY = 'faults0key0000000000';
const ROOM = 'faults';
/** The name that the box knows the server by; the suite's own name table has it. */
export const HOST = 'stream.faults';
/** Pictures a second, as `startDevice` sets the test camera; sound comes 47 times a second. */
const PICTURES = 15;
const PATIENCE_MS = 60_000;

export class Talk {
  readonly server: LocalServer;
  readonly relay: TcpRelay;
  readonly device: Device;
  readonly audience: Audience;
  readonly id: string;

  private constructor(parts: Pick<Talk, 'server' | 'relay' | 'device' | 'audience' | 'id'>) {
    this.server = parts.server;
    this.relay = parts.relay;
    this.device = parts.device;
    this.audience = parts.audience;
    this.id = parts.id;
  }

  /** On air for long enough that a player plays. `direct`: with no relay on the way, which would answer for the server. */
  static async begin(t: Ending, { direct = false } = {}): Promise<Talk> {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-faults-'));
    const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: ROOM } });
    const serverPort = Number(new URL(server.rtmpUrl.replace('rtmp', 'http')).port);
    const relay = await startTcpRelay(serverPort);
    t.after(async () => {
      await relay.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });
    const url = `rtmp://${HOST}:${direct ? serverPort : relay.port}/live`;
    const device = await startDevice(t, {
      settings: { destinations: [{ id: 'main', name: 'Server', url, streamKey: server.streamKey(ROOM) }] },
    });
    device.press('short');
    const { session } = await device.waitFor('on air', isWell, PATIENCE_MS);
    const audience = joinHls(server.hlsUrl(ROOM));
    t.after(() => audience.leave());
    const talk = new Talk({ server, relay, device, audience, id: session.id as string });
    await sleep(9000);
    return talk;
  }

  /** Seconds from now until the status fits, and the status. */
  async until(what: string, fits: (status: Status) => boolean): Promise<{ seconds: number; status: Status }> {
    const startedMs = performance.now();
    const status = await this.device.waitFor(what, fits, PATIENCE_MS);
    return { seconds: (performance.now() - startedMs) / 1000, status };
  }

  /** Seconds from now until the box is on air and the server gets bytes of this very stream. */
  async untilBack(): Promise<number> {
    const startedMs = performance.now();
    await this.device.waitFor('on air again', isWell, PATIENCE_MS);
    const before = await this.#bytesIn();
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(20)) {
      if ((await this.#bytesIn()) > before) return (performance.now() - startedMs) / 1000;
      assert.ok(performance.now() < deadline, 'the server gets media again');
    }
  }

  /** Of all parts, from a time of the recording on: the longest pauses, and the media that is missing in them. */
  async recordedSince(fromMs: number): Promise<{ voiceGapMs: number; pictureGapMs: number; lostSeconds: number }> {
    const folder = this.device.recordingFolder(this.id);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.flv')).sort();
    const tags = (await Promise.all(names.map((name) => flvTags(join(folder, name))))).flat();
    const gap = (kind: 'audio' | 'video') => {
      const times = tags
        .filter((tag) => tag.kind === kind && !tag.sequenceHeader)
        .map(({ timestampMs }) => timestampMs);
      const steps = times.slice(1).map((ms, index) => [ms, ms - (times[index] ?? ms)] as const);
      // Not spread into `Math.max`: a talk of hours has more frames than a call may have arguments.
      return steps.filter(([ms]) => ms >= fromMs).reduce((most, [, step]) => Math.max(most, step), 0);
    };
    const [voiceGapMs, pictureGapMs] = [gap('audio'), gap('video')];
    const lostMs = Math.max(voiceGapMs - 43, pictureGapMs - (3 * 1000) / PICTURES, 0);
    return { voiceGapMs, pictureGapMs, lostSeconds: lostMs / 1000 };
  }

  /** The time of the newest frame on the disk. */
  async recordedMs(): Promise<number> {
    const folder = this.device.recordingFolder(this.id);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.flv')).sort();
    return (await flvTags(join(folder, names.at(-1) ?? ''))).at(-1)?.timestampMs ?? 0;
  }

  async #bytesIn(): Promise<number> {
    const { streams } = await this.server.stat();
    return streams.find(({ name, publishing }) => name === ROOM && publishing)?.bytesIn ?? 0;
  }
}

export function isWell({ session, recording, destinations, camera, microphone }: Status): boolean {
  return (
    session.phase === 'running' &&
    recording.phase === 'recording' &&
    recording.seconds >= 1 &&
    destinations[0]?.phase === 'live' &&
    camera.phase === 'ok' &&
    microphone.phase === 'ok'
  );
}

export const isOffAir = ({ destinations }: Status) => destinations[0]?.phase !== 'live';
