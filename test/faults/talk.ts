/** A talk on air: the real service, the real server, a link between them that can be hurt, and somebody who watches. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../device/api/contract/status.ts';
import { type LocalServer, startServer } from '../../image/server/local-server.ts';
import { type Device, type DeviceOptions, startDevice } from '../tools/box/device.ts';
import type { Ending } from '../tools/ending.ts';
import { type Audience, joinHls } from './hls-audience.ts';
import { isVoice, recordedFrames, recordedGaps, VOICE_SECONDS } from './recorded-gaps.ts';
import { startTcpRelay, type TcpRelay } from './tcp-relay.ts';

export const ROOM = 'faults';
/** Of the box, and of those that it is compared with. */
export const ROOMS = {
  box: ROOM,
  ffmpeg: 'faults-ffmpeg',
  'ffmpeg-fifo': 'faults-ffmpeg-fifo',
  'gst-launch': 'faults-gst-launch',
} as const;
/** Secret to room, as the server knows them. */
export const KEYS = {
  faults0key0000000000: ROOMS.box,
  faults0ffmpeg0000000: ROOMS.ffmpeg,
  faults0fifo000000000: ROOMS['ffmpeg-fifo'],
  faults0gst0000000000: ROOMS['gst-launch'],
};
/** The name that the box knows the server by; the suite's own name table has it. */
export const HOST = 'stream.faults';
/** Pictures a second, as `startDevice` sets the test camera; sound comes 47 times a second. */
export const PICTURES = 15;
const PATIENCE_MS = 60_000;

export interface TalkOptions {
  /** With no relay on the way, which would answer for the server. */
  direct?: boolean;
  /** Of the box, beside where it publishes. */
  box?: Omit<DeviceOptions, 'settings'> & { settings?: Record<string, unknown> };
}

export class Talk {
  readonly server: LocalServer;
  readonly relay: TcpRelay;
  /** Where the box publishes, without its stream key. */
  readonly url: string;
  readonly device: Device;
  readonly audience: Audience;
  readonly id: string;

  private constructor(parts: Pick<Talk, 'server' | 'relay' | 'url' | 'device' | 'audience' | 'id'>) {
    this.server = parts.server;
    this.relay = parts.relay;
    this.url = parts.url;
    this.device = parts.device;
    this.audience = parts.audience;
    this.id = parts.id;
  }

  /** On air for long enough that a player plays. */
  static async begin(t: Ending, { direct = false, box = {} }: TalkOptions = {}): Promise<Talk> {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-faults-'));
    const server = await startServer({ folder: join(folder, 'server'), keys: KEYS });
    const serverPort = Number(new URL(server.rtmpUrl.replace('rtmp', 'http')).port);
    const relay = await startTcpRelay(serverPort);
    t.after(async () => {
      await relay.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });
    const url = `rtmp://${HOST}:${direct ? serverPort : relay.port}/live`;
    const device = await startDevice(t, {
      ...box,
      settings: {
        destinations: [{ id: 'main', name: 'Server', url, streamKey: server.streamKey(ROOM) }],
        ...box.settings,
      },
    });
    device.press('short');
    const { session } = await device.waitFor('on air', isWell, PATIENCE_MS);
    const audience = joinHls(server.hlsUrl(ROOM));
    t.after(() => audience.leave());
    const talk = new Talk({ server, relay, url, device, audience, id: session.id as string });
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
    let before = await this.#bytesIn();
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(20)) {
      const bytes = await this.#bytesIn();
      if (bytes > before) return (performance.now() - startedMs) / 1000;
      // A connection that ended meanwhile is followed by one that counts from 0 again.
      before = bytes;
      assert.ok(performance.now() < deadline, 'the server gets media again');
    }
  }

  /** Of all parts, from a time of the recording on: the longest pauses, and the media that is missing in them. */
  async recordedSince(fromMs: number): Promise<{ voiceGapMs: number; pictureGapMs: number; lostSeconds: number }> {
    const { voiceGapMs, pictureGapMs } = await recordedGaps(this.device.recordingFolder(this.id), fromMs);
    const lostMs = Math.max(voiceGapMs - 43, pictureGapMs - (3 * 1000) / PICTURES, 0);
    return { voiceGapMs, pictureGapMs, lostSeconds: lostMs / 1000 };
  }

  /** Of voice, in all parts. */
  async recordedSeconds(): Promise<number> {
    const frames = await recordedFrames(this.device.recordingFolder(this.id));
    return frames.filter(({ tag }) => isVoice(tag)).length * VOICE_SECONDS;
  }

  /** The time of the newest frame on the disk. */
  async recordedMs(): Promise<number> {
    return (await recordedFrames(this.device.recordingFolder(this.id))).at(-1)?.timestampMs ?? 0;
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
