/** The box and its peers on one server, over one link, under the same faults at the same moments. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending } from '../tools/ending.ts';
import { Arrivals } from './arrivals.ts';
import type { ContenderName, Outcomes } from './contest-figures.ts';
import { type Audience, joinHls } from './hls-audience.ts';
import { PEERS, type Peer, startPeer } from './peer.ts';
import { type Lag, lost, RecordedMedia } from './recorded-media.ts';
import { ROOMS, type Talk } from './talk.ts';

/** On air for so long before a fault, a player has what it keeps. */
const STEADY_MS = 9000;
/** Who is not back so long after the repair is started by hand: the next fault is to find all of them on air. */
const BACK_LIMIT_MS = 60_000;
const READY_LIMIT_MS = 90_000;

interface Contender {
  name: ContenderName;
  room: string;
  recorded: RecordedMedia;
  /** Null: the box, which is left alone. */
  peer: Peer | null;
}

export class Contest {
  readonly #talk: Talk;
  readonly #contenders: Contender[];
  readonly #arrivals: Arrivals;

  private constructor(talk: Talk, contenders: Contender[], arrivals: Arrivals) {
    this.#talk = talk;
    this.#contenders = contenders;
    this.#arrivals = arrivals;
  }

  /** The peers go on air beside a talk. */
  static async begin(t: Ending, talk: Talk): Promise<Contest> {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-peers-'));
    const recorded = new RecordedMedia(talk.device.recordingFolder(talk.id));
    const contenders: Contender[] = [{ name: 'box', room: ROOMS.box, recorded, peer: null }];
    for (const name of PEERS) {
      const address = `${talk.url}/${talk.server.streamKey(ROOMS[name])}`;
      const peer = await startPeer(t, name, address, join(folder, name));
      contenders.push({ name, room: ROOMS[name], recorded: new RecordedMedia(peer.folder), peer });
    }
    t.after(() => rm(folder, { recursive: true, force: true }));
    return new Contest(talk, contenders, Arrivals.watch(t, talk.server, Object.values(ROOMS)));
  }

  /** All of them on air, each with somebody who has just begun to watch. @param t the test of one fault */
  async round(t: Ending): Promise<Round> {
    await this.#until(READY_LIMIT_MS, ({ room }) => this.steadyMs(room) > STEADY_MS);
    for (const { name, room } of this.#contenders)
      assert.ok(this.steadyMs(room) > STEADY_MS, `${name} is on air before the fault`);
    const before = await Promise.all(
      this.#contenders.map(async (contender) => ({ ...contender, lag: await contender.recorded.lag() })),
    );
    const entrants = before.map((each) => ({ ...each, audience: joinHls(this.#talk.server.hlsUrl(each.room)) }));
    for (const { audience } of entrants) t.after(() => audience.leave());
    const deadline = performance.now() + READY_LIMIT_MS;
    while (!entrants.every(({ audience }) => audience.isPlaying) && performance.now() < deadline) await sleep(50);
    for (const { name, audience } of entrants) assert.ok(audience.isPlaying, `${name} can be watched before the fault`);
    return new Round(this, entrants);
  }

  /** How long the server has been getting its media with no pause; 0: it gets none. */
  steadyMs(room: string): number {
    const sinceMs = this.#arrivals.sinceMs(room);
    return sinceMs === null ? 0 : performance.now() - sinceMs;
  }

  /** Until all are steadily back, or it is too late. */
  async settled(mendedMs: number): Promise<void> {
    await this.#until(BACK_LIMIT_MS - (performance.now() - mendedMs), ({ room }) => this.steadyMs(room) > STEADY_MS);
  }

  async #until(limitMs: number, isDone: (contender: Contender) => boolean): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (!this.#contenders.every(isDone) && performance.now() < deadline) await sleep(100);
  }
}

/** One fault. */
export class Round {
  readonly #contest: Contest;
  readonly #entrants: (Contender & { lag: Lag; audience: Audience })[];
  #mendedMs = 0;

  constructor(contest: Contest, entrants: (Contender & { lag: Lag; audience: Audience })[]) {
    this.#contest = contest;
    this.#entrants = entrants;
  }

  mended(): void {
    this.#mendedMs = performance.now();
  }

  /** Waits for those that are not back yet. */
  async outcome(): Promise<Outcomes> {
    await this.#contest.settled(this.#mendedMs);
    const outcomes = this.#entrants.map(async ({ name, room, peer, recorded, lag, audience }) => {
      const steadyMs = this.#contest.steadyMs(room);
      const backMs = Math.max(0, performance.now() - steadyMs - this.#mendedMs);
      const viewerStoodSeconds = audience.stood();
      await audience.leave();
      const recordingLostSeconds = lost(lag, await recorded.lag());
      if (steadyMs === 0) peer?.startAnew();
      const backSeconds = steadyMs > 0 ? backMs / 1000 : null;
      return [name, { backSeconds, recordingLostSeconds, viewerStoodSeconds }] as const;
    });
    return new Map(await Promise.all(outcomes));
  }
}
