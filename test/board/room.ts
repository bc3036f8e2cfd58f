/** A room for the checks: the board with the product on it, a camera, a microphone with a tone, and a real server. */
import assert from 'node:assert/strict';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Devices } from '../../device/api/contract/devices.ts';
import type { Status } from '../../device/api/contract/status.ts';
import type { LocalServer } from '../../image/server/local-server.ts';
import { Device } from '../tools/box/device.ts';
import { decodingErrors, packetCounts } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { type Board, PATIENCE_MS } from './board.ts';
import { lampLevels, litOf, REC } from './lamps.ts';

const LAMP_TRIES = 10;

/** Of the room at the server. */
export const ROOM = 'board';

/** What is there. */
export interface Place {
  board: Board;
  server: LocalServer;
  /** For what is fetched from the board. */
  folder: string;
  /** What the settings ask for. */
  picture: { width: number; height: number; framesPerSecond: number };
  /** What the microphone hears all the time; null where nobody plays anything. */
  toneHertz: number | null;
  /** A script that plugs in what an earlier check left unplugged, and plays the tone. */
  atRest: string;
}

export interface Talk {
  mp4: string;
  /** The journal's parts as they were before they were joined. */
  parts: string[];
  counts: { video: number; audio: number };
}

export class Room {
  readonly board: Board;
  readonly server: LocalServer;
  readonly folder: string;
  readonly picture: Place['picture'];
  readonly toneHertz: number | null;
  readonly #atRest: string;
  /** The service, through the forwarded port of its page. */
  box: Device;

  constructor({ board, server, folder, picture, toneHertz, atRest }: Place) {
    this.board = board;
    this.server = server;
    this.folder = folder;
    this.picture = picture;
    this.toneHertz = toneHertz;
    this.#atRest = atRest;
    this.box = new Device('', board.pagePort);
  }

  async close(): Promise<void> {
    await this.board.close();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** After the plug was pulled or the board switched off. Resolves once the page answers, with the seconds it took. */
  async bootAgain(boot = () => this.board.boot()): Promise<number> {
    const startedMs = performance.now();
    await boot();
    this.visitAgain();
    await this.waitFor('the page answers', () => true);
    return secondsSince(startedMs);
  }

  /** With the password and no cookie yet. */
  visitAgain(): void {
    this.box = new Device('', this.board.pagePort);
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

  /** Everything that belongs to the room, the tone too. */
  async plugIn(): Promise<void> {
    await this.board.sh(this.#atRest);
  }

  /** Everything plugged in and no talk, whatever an earlier check left. */
  async settle(): Promise<void> {
    await this.plugIn();
    await this.board.sh('systemctl start pupitre');
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
    const { session } = await this.onAir();
    return session.id as string;
  }

  onAir(): Promise<Status> {
    return this.waitFor(
      'recorded and on air',
      // With a picture, if only the slate: what follows is about losing it.
      ({ recording, destinations, camera }) =>
        recording.seconds >= 2 && destinations[0]?.phase === 'live' && camera.framesPerSecond > 0,
    );
  }

  /**
   * REC is lit without a break while the box says so. A board that is held up for seconds writes nothing for as long, says so, and
   * is looked at again.
   */
  async showsRecording(looks = 10): Promise<void> {
    const isSolid = async () => (await this.box.state()).lamps.rec === 'solid';
    for (let tries = 0; tries < LAMP_TRIES; tries++) {
      await this.goesOn();
      const wasSolid = await isSolid();
      const levels = await lampLevels(this.board, REC, looks);
      if (!levels.includes(false)) return;
      if (wasSolid && (await isSolid())) assert.fail(`REC is solid, says the box; lit in ${litOf(levels)} looks`);
    }
    assert.fail(`REC was never solid in ${LAMP_TRIES} tries`);
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

  /** Sees that pictures go on reaching the disk, whatever they show: the status counts them before they are coded. */
  async recordsPictures(id: string): Promise<void> {
    const copy = join(this.folder, `${id}-now`);
    await mkdir(copy, { recursive: true });
    const count = async () => {
      // Of a file that grows, no archive can be made.
      await this.board.sh(`rm -rf /run/${id}; cp -r ${this.#recording(id)} /run/${id}`);
      await this.board.get(`/run/${id}`, copy);
      const parts = (await readdir(copy)).filter((name) => name.endsWith('.flv')).map((name) => join(copy, name));
      return (await flvCounts(parts)).video;
    };
    const before = await count();
    for (const deadline = performance.now() + PATIENCE_MS; (await count()) < before + 3; await sleep(200))
      assert.ok(performance.now() < deadline, 'pictures reach the disk');
  }

  /** Sees that the disk goes on getting media. */
  async recordsMore(seconds: number): Promise<void> {
    const { recording } = await this.box.state();
    await this.waitFor(
      `${seconds} s more recorded`,
      (status) => status.recording.seconds >= recording.seconds + seconds,
    );
  }

  /** A second name on the board for each part there is, and for those that follow until they are joined: it stays. */
  async keepParts(id: string): Promise<void> {
    const [parts, kept] = [this.#recording(id), this.#kept(id)];
    const keep = `ln -f ${parts}/part-*.flv ${kept}/`;
    const watch = `until [ -e ${parts}/recording.mp4 ]; do ${keep}; sleep 0.3; done 2>/dev/null`;
    await this.board.sh(`
      mkdir -p ${kept}; ${keep}
      systemctl -q is-active keep-${id} || systemd-run -q --collect --unit=keep-${id} -p RuntimeMaxSec=300 sh -c '${watch}'`);
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
    await this.board.get(this.#recording(id), ready);
    await this.board.get(this.#kept(id), kept);
    // The receipt follows when the recording has been measured.
    const names = (await readdir(ready)).filter((name) => name !== 'receipt.json').sort();
    assert.deepEqual(names, ['poster.jpg', 'recording.mp4', 'session.json']);
    const mp4 = join(ready, 'recording.mp4');
    const parts = (await readdir(kept)).sort().map((name) => join(kept, name));
    const counts = await packetCounts(mp4);
    assert.deepEqual(counts, await flvCounts(parts), 'every frame of the journal is in the MP4');
    // Not by GStreamer, which waits for ever for a picture that begins after four fifths of the talk.
    assert.equal(await decodingErrors(mp4), '', 'all of it decodes');
    return { mp4, parts, counts };
  }

  #recording(id: string): string {
    return `${this.board.stateFolder}/recordings/${id}`;
  }

  #kept(id: string): string {
    return `${this.board.stateFolder}/kept/${id}`;
  }
}

export function secondsSince(startedMs: number): number {
  return (performance.now() - startedMs) / 1000;
}
