/**
 * Account of a talk at each destination, from beginning to end: whether viewers saw it, how much was sent, how far behind
 * they were. It is small enough to be written down now and then, so that a restart in mid-talk does not forget it. Pure.
 */
import { Spread, type SpreadFile } from './spread.ts';

/** Status of a destination at one moment. */
export interface DestinationMoment {
  id: string;
  name: string;
  watchUrl: string;
  /** The server's page for viewers; empty where none is known. */
  watchPage: string;
  phase: 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused';
  seen: 'unknown' | 'seen' | 'notSeen';
  kbps: number;
  viewerDelaySeconds: number | null;
  /** Since the service or the destination began. */
  reconnects: number;
}

export interface DestinationAccount {
  id: string;
  name: string;
  watchUrl: string;
  reconnects: number;
  /** Viewers saw it; did not see it; it is not known. */
  seenSeconds: number;
  notSeenSeconds: number;
  unknownSeconds: number;
  /** Really sent, while on air; null where it never was for long enough. */
  kbps: { least: number; median: number } | null;
  /** Null where it is not known. */
  delaySeconds: { median: number; worst: number } | null;
}

/** A server needs some seconds until it has a playlist, and it takes 3 s to read it back: no viewer misses these. */
const START_MS = 15_000;
/** The bitrate is a mean of the last seconds: a connection's first ones are no measure of it. */
const SETTLED_MS = 6_000;
/** Checks come each second; after a longer pause nobody has watched. */
const ATTENTION_MS = 10_000;

export interface TalkAccountFile {
  destinations: Record<string, EntryFile>;
  unwatchedMs: number;
}

interface EntryFile extends Omit<Entry, 'kbps' | 'delay' | 'reconnectsSoFar' | 'liveMs'> {
  kbps?: SpreadFile | undefined;
  delay?: SpreadFile | undefined;
}

interface Entry {
  name: string;
  watchUrl: string;
  /** Until it was on air for the first time; then null. */
  beforeMs: number | null;
  seenMs: number;
  notSeenMs: number;
  unknownMs: number;
  reconnects: number;
  /** As its status counts. */
  reconnectsSoFar: number;
  /** Time on air of the present connection. */
  liveMs: number;
  kbps: Spread;
  delay: Spread;
}

export class TalkAccount {
  readonly #entries: Map<string, Entry>;
  #unwatchedMs: number;
  #checkedMs: number | null = null;

  /** @param file what `toJSON` gave before a restart */
  constructor(file?: TalkAccountFile) {
    this.#unwatchedMs = file?.unwatchedMs ?? 0;
    this.#entries = new Map(
      Object.entries(file?.destinations ?? {}).map(([id, { kbps, delay, ...entry }]) => [
        id,
        {
          ...entry,
          reconnectsSoFar: 0,
          liveMs: 0,
          kbps: new Spread(kbps),
          delay: new Spread(delay),
        },
      ]),
    );
  }

  /** The talk goes on after a restart of the service, with which its connections went. @param ms without a check */
  takenUp(ms: number): void {
    this.#unwatchedMs += ms;
    for (const entry of this.#entries.values()) if (entry.beforeMs === null) entry.reconnects++;
  }

  /** Call about each second while the talk is on. */
  check(nowMs: number, destinations: DestinationMoment[]): void {
    const passedMs = this.#checkedMs === null ? 0 : nowMs - this.#checkedMs;
    this.#checkedMs = nowMs;
    if (passedMs > ATTENTION_MS) {
      this.#unwatchedMs += passedMs;
      return;
    }
    for (const destination of destinations) if (destination.phase !== 'off') this.#check(destination, passedMs);
  }

  #check(destination: DestinationMoment, passedMs: number): void {
    const { id, name, watchUrl, watchPage, phase, seen, kbps, viewerDelaySeconds, reconnects } = destination;
    const entry = this.#entries.get(id) ?? newEntry();
    this.#entries.set(id, entry);
    Object.assign(entry, { name, watchUrl: watchPage || watchUrl });
    // One that was changed counts from 0 again.
    entry.reconnects += reconnects < entry.reconnectsSoFar ? reconnects : reconnects - entry.reconnectsSoFar;
    entry.reconnectsSoFar = reconnects;
    entry.liveMs = phase === 'live' ? entry.liveMs + passedMs : 0;
    if (entry.liveMs >= SETTLED_MS) entry.kbps.add(kbps);
    if (viewerDelaySeconds !== null && seen === 'seen') entry.delay.add(viewerDelaySeconds);

    if (phase === 'live' && seen === 'seen') entry.seenMs += passedMs;
    if (entry.beforeMs !== null) {
      const isBeginning = phase !== 'live' || (seen === 'unknown' && entry.beforeMs + passedMs <= START_MS);
      if (isBeginning) {
        entry.beforeMs += passedMs;
        return;
      }
      if (entry.beforeMs > START_MS) entry.notSeenMs += entry.beforeMs;
      entry.beforeMs = null;
    }
    if (phase !== 'live' || seen === 'notSeen') entry.notSeenMs += passedMs;
    else if (seen === 'unknown') entry.unknownMs += passedMs;
  }

  destinations(): DestinationAccount[] {
    return [...this.#entries].map(([id, entry]) => {
      const kbps = entry.kbps.figures();
      const delay = entry.delay.figures();
      return {
        id,
        name: entry.name,
        watchUrl: entry.watchUrl,
        reconnects: entry.reconnects,
        seenSeconds: toSeconds(entry.seenMs),
        // It never was on air.
        notSeenSeconds: toSeconds(entry.notSeenMs + (entry.beforeMs ?? 0)),
        unknownSeconds: toSeconds(entry.unknownMs),
        kbps: kbps && { least: Math.round(kbps.least), median: Math.round(kbps.median) },
        delaySeconds: delay && { median: toTenths(delay.median), worst: toTenths(delay.most) },
      };
    });
  }

  get unwatchedSeconds(): number {
    return toSeconds(this.#unwatchedMs);
  }

  toJSON(): TalkAccountFile {
    const destinations = Object.fromEntries(
      [...this.#entries].map(([id, { kbps, delay, reconnectsSoFar: _so, liveMs: _live, ...entry }]) => [
        id,
        { ...entry, kbps: kbps.toJSON(), delay: delay.toJSON() },
      ]),
    );
    return { destinations, unwatchedMs: this.#unwatchedMs };
  }
}

function newEntry(): Entry {
  return {
    name: '',
    watchUrl: '',
    beforeMs: 0,
    seenMs: 0,
    notSeenMs: 0,
    unknownMs: 0,
    reconnects: 0,
    reconnectsSoFar: 0,
    liveMs: 0,
    kbps: new Spread(),
    delay: new Spread(),
  };
}

const toSeconds = (ms: number) => Math.round(ms / 1000);
const toTenths = (seconds: number) => Math.round(seconds * 10) / 10;
