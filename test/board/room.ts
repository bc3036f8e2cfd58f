/** A room for the checks: the board with the product on it, a camera, a microphone with a tone, and a real server. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Devices } from '../../device/api/contract/devices.ts';
import type { Status } from '../../device/api/contract/status.ts';
import { checkRecording } from '../../image/demo/check-recording.ts';
import { type LocalServer, startServer } from '../../image/server/local-server.ts';
import { Device } from '../tools/device.ts';
import { packetCounts } from '../tools/ffprobe.ts';
import { flvCounts } from '../tools/flv-counts.ts';
import { install } from './install.ts';
import { HOST_FROM_BOARD, PATIENCE_MS, VirtualBoard } from './virtual-board.ts';

const KEY = '5d41f0b2a97c4e368d15c07be2f6a934';
export const ROOM = 'board';
export const TONE_HERTZ = 1000;
export const PICTURE = { width: 320, height: 180, framesPerSecond: 10 };
const RECORDINGS = '/var/lib/pupitre/recordings';
const KEPT = '/var/lib/kept';

export interface Talk {
  mp4: string;
  /** The journal's parts as they were before they were joined. */
  parts: string[];
  counts: { video: number; audio: number };
}

export class Room {
  readonly board: VirtualBoard;
  readonly server: LocalServer;
  readonly folder: string;
  /** The service, through the forwarded port of its page. */
  box: Device;

  private constructor(board: VirtualBoard, server: LocalServer, folder: string) {
    this.board = board;
    this.server = server;
    this.folder = folder;
    this.box = new Device('', board.pagePort);
  }

  /** Boots and installs; the service does not run yet. `image`: what `build/build.sh` made. */
  static async open(image: string): Promise<{ room: Room; bootSeconds: number }> {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-board-'));
    const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: ROOM } });
    const board = await VirtualBoard.make(image, folder);
    const room = new Room(board, server, folder);
    try {
      const bootSeconds = await board.boot();
      const url = server.rtmpUrl.replace('127.0.0.1', HOST_FROM_BOARD);
      await install(board, image, folder, {
        room: { name: 'Board', language: 'en' },
        // Small: two emulated cores encode it in time.
        camera: PICTURE,
        destinations: [{ id: 'main', name: 'Server', url, streamKey: server.streamKey(ROOM) }],
      });
      return { room, bootSeconds };
    } catch (error) {
      await room.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.board.cutPower();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** After the plug was pulled or the board switched off. Resolves once the page answers, with the seconds it took. */
  async bootAgain(): Promise<number> {
    const startedMs = performance.now();
    await this.board.boot();
    this.box = new Device('', this.board.pagePort);
    await this.waitFor('the page answers', () => true);
    return secondsSince(startedMs);
  }

  /** Plays into the loop that the microphone records, until it is stopped or the board is off. */
  async playTone(): Promise<void> {
    const player = `speaker-test -D plughw:CARD=Mic,DEV=1 -c 1 -r 48000 -t sine -f ${TONE_HERTZ} -l 0`;
    await this.board.sh(`systemctl is-active -q tone || systemd-run -q --collect --unit=tone ${player}`);
  }

  waitFor(what: string, fits: (status: Status) => boolean): Promise<Status> {
    return this.box.waitFor(what, fits, PATIENCE_MS);
  }

  async devices(): Promise<Devices> {
    const { status, body } = await this.box.ask('GET', '/api/devices');
    assert.equal(status, 200);
    return body as Devices;
  }

  async change(settings: object): Promise<void> {
    const { status, body } = await this.box.ask('PATCH', '/api/settings', settings);
    assert.equal(status, 200, JSON.stringify(body));
  }

  /** Everything plugged in and no talk, whatever an earlier check left. */
  async settle(): Promise<void> {
    const drivers = '/sys/bus/platform/drivers';
    await this.board.sh(`for device in vivid/vivid.0 snd_aloop/snd_aloop.0; do
      [ -e ${drivers}/$device ] || echo \${device#*/} >${drivers}/\${device%/*}/bind
    done; systemctl start pupitre`);
    await this.playTone();
    await this.waitFor('the page answers', () => true);
    if ((await this.box.state()).session.phase !== 'ready')
      await this.box.ask('POST', '/api/session/stop', { now: true });
    await this.waitFor(
      'ready, with camera and microphone',
      ({ session, camera, microphone }) =>
        session.phase === 'ready' && camera.phase !== 'missing' && microphone.phase !== 'missing',
    );
  }

  /** Presses on the page and resolves with the session's id once it is recorded and on air. */
  async startTalk(): Promise<string> {
    assert.equal((await this.box.ask('POST', '/api/session/start', {})).status, 200);
    const { session } = await this.waitFor(
      'recorded and on air',
      ({ recording, destinations }) => recording.seconds >= 2 && destinations[0]?.phase === 'live',
    );
    return session.id as string;
  }

  /** Sees that the disk and the server go on getting media. */
  async goesOn(): Promise<Status> {
    const [before, bytes] = [await this.box.state(), (await this.server.stat()).bytesIn];
    const after = await this.waitFor(
      'two more seconds recorded',
      ({ recording }) => recording.phase === 'recording' && recording.seconds >= before.recording.seconds + 2,
    );
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(200)) {
      if ((await this.server.stat()).bytesIn > bytes + 10_000) break;
      assert.ok(performance.now() < deadline, 'the server gets media');
    }
    assert.equal(after.session.phase, 'running');
    return after;
  }

  /** A second name on the board for each part there is now: it stays when the parts have been joined. */
  async keepParts(id: string): Promise<void> {
    await this.board.sh(`mkdir -p ${KEPT}/${id}; ln -f ${RECORDINGS}/${id}/part-*.flv ${KEPT}/${id}/`);
  }

  async stopTalk(id: string): Promise<Talk> {
    await this.keepParts(id);
    assert.equal((await this.box.ask('POST', '/api/session/stop', { now: true })).status, 200);
    return this.finished(id);
  }

  /** Waits for the MP4, and sees that it holds every frame of the journal, plays, and is all that is left. */
  async finished(id: string): Promise<Talk> {
    for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(300)) {
      const { body } = await this.box.ask('GET', `/api/recordings/${id}`);
      if ((body as { state: string }).state === 'ready') break;
      assert.ok(performance.now() < deadline, `no MP4: ${JSON.stringify(body)}`);
    }
    const [ready, kept] = [join(this.folder, id), join(this.folder, `${id}-parts`)];
    for (const made of [ready, kept]) await mkdir(made, { recursive: true });
    await this.board.get(`${RECORDINGS}/${id}`, ready);
    await this.board.get(`${KEPT}/${id}`, kept);
    assert.deepEqual((await readdir(ready)).sort(), ['poster.jpg', 'recording.mp4', 'session.json']);
    const mp4 = join(ready, 'recording.mp4');
    const parts = (await readdir(kept)).sort().map((name) => join(kept, name));
    const counts = await packetCounts(mp4);
    assert.deepEqual(counts, await flvCounts(parts), 'every frame of the journal is in the MP4');
    const { plays, description } = await checkRecording(mp4);
    assert.ok(plays, description);
    return { mp4, parts, counts };
  }
}

export function secondsSince(startedMs: number): number {
  return (performance.now() - startedMs) / 1000;
}
