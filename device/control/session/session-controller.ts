/**
 * Owns the session: moves its state and tells the data path its target at once, so that lamps, page and viewers see a press
 * at once; what is written follows one at a time and in order.
 */
import { bootMoment, wallTimeOf } from '../../platform/boot-moment.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import { because, type Language, type Reason, type ReasonCode } from '../../reason.ts';
import { assertNever } from '../assert-never.ts';
import { fromFile, toFile } from './desired-state.ts';
import { initialState, step } from './session-machine.ts';
import type { SessionObserver } from './session-observer.ts';
import type {
  Mark,
  MediaTarget,
  Session,
  SessionEffect,
  SessionEvent,
  SessionState,
  StartedBy,
} from './session-state.ts';
import { isLive, sessionSeconds } from './session-state.ts';
import { WriteGate } from './write-gate.ts';

/** As long as viewers see the end slate and a press still resumes (the table of buttons in `web-ui/README.md`). */
export const ENDING_MS = 20_000;

/**
 * The seconds run so far are at most this old after a power cut, and so long waits what could not be saved. Each time writes
 * 60 kB: the file, its name, twice a journal.
 */
export const REFRESH_MS = 30_000;

/** A command makes at most four effects, a person one command a second; only a program gone wild fills this. */
export const EFFECTS_WAITING_MAX = 64;

/** Longer labels are cut: `MARKS_MAX` of them are written with every save. */
const LABEL_MAX = 120;

const MARK_LABELS: Record<Language, { off: string; on: string }> = {
  en: { off: 'Off the record', on: 'On the record' },
  fr: { off: 'Hors antenne', on: "Retour à l'antenne" },
};

/** Null when done, else why it makes no sense now. */
export type Refusal = Reason | null;

export interface StartRequest {
  title: string | null;
  startedBy: StartedBy;
}

/** What is written, and so what can fail to be. */
export type WrittenPart = 'desiredState' | 'sessionFile';

const NOT_WRITTEN: Record<WrittenPart, ReasonCode> = {
  desiredState: 'desiredStateNotSaved',
  sessionFile: 'sessionFileNotSaved',
};

export interface SessionControllerOptions {
  clock: Clock;
  /** Of the room, for the marks that the box makes itself. */
  language(): Language;
  /** A session that has not run yet, with an id of its own and `startedMonotonicMs` now. */
  newSession(request: StartRequest): Session;
  /** The text last given to `saveDesired`, null where there is none. */
  readDesired(): Promise<string | null>;
  saveDesired(text: string): Promise<void>;
  saveSession(session: Session): Promise<void>;
  /** Hands the target to the data path and returns at once; the data path retries by itself. */
  applyTarget(target: MediaTarget): void;
  /** Told at once when a session is over. */
  observers: readonly SessionObserver[];
  /** Begins the dry run. */
  dryRun(): void;
  /** After each change of `state`. */
  onChange(): void;
  /** The outcome of each write: why it failed, or null. The session goes on in either case. */
  onTrouble(part: WrittenPart, reason: Reason | null): void;
}

export class SessionController {
  readonly #options: SessionControllerOptions;
  readonly #gates: Record<WrittenPart, WriteGate>;
  #state: SessionState = initialState;
  readonly #waiting: (() => Promise<void> | void)[] = [];
  #isDraining = false;
  /** The file does not hold the present state. */
  #isDesiredStale = false;
  #cancelEnding = () => {};
  #endsMs = 0;
  #endedMs: number | null = null;
  #cancelRefresh = () => {};

  constructor(options: SessionControllerOptions) {
    this.#options = options;
    this.#gates = { desiredState: new WriteGate(options.clock), sessionFile: new WriteGate(options.clock) };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** How long the session has run, 0 when there is none. */
  seconds(): number {
    return sessionSeconds(this.#state, this.#options.clock.monotonicMs());
  }

  /** The session that is on, ending included. */
  get running(): { id: string; seconds: number } | null {
    return this.#state.phase === 'ready' ? null : { id: this.#state.session.id, seconds: this.seconds() };
  }

  /** Seconds in which a press still takes the stop back; null when there is no stop to take back. */
  undoSeconds(): number | null {
    if (this.#state.phase !== 'ending') return null;
    return Math.max(0, this.#endsMs - this.#options.clock.monotonicMs()) / 1000;
  }

  /** Since the last session ended; null where none has since the start, or one is on. */
  endedSeconds(): number | null {
    if (this.#state.phase !== 'ready' || this.#endedMs === null) return null;
    return (this.#options.clock.monotonicMs() - this.#endedMs) / 1000;
  }

  times() {
    return { seconds: this.seconds(), undoSeconds: this.undoSeconds(), endedSeconds: this.endedSeconds() };
  }

  /** Goes on with the session that was running before the restart. Once, before any command. Never fails. */
  async restore(): Promise<void> {
    const { session, damage } = fromFile(await this.#readDesired(), this.#options.clock.monotonicMs());
    if (damage) this.#options.onTrouble('desiredState', damage);
    if (session) this.#dispatch({ type: 'startRequested', session });
    this.#refreshLater();
  }

  /** The service ends: the last seconds are noted and what is waiting is carried out. A running session stays desired. */
  async close(): Promise<void> {
    this.#cancelEnding();
    this.#cancelRefresh();
    this.#saveDesired();
    await this.settled();
  }

  /** Resolves when everything decided so far has been carried out and written. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#enqueue(resolve));
  }

  start(request: StartRequest): Refusal {
    const state = this.#state;
    // Only a session that begins takes a name: one that is ending goes on, one that is live refuses.
    const session =
      state.phase === 'ready'
        ? this.#options.newSession(request)
        : { ...state.session, startedMonotonicMs: this.#options.clock.monotonicMs() };
    return this.#command({ type: 'startRequested', session });
  }

  stop(options: { now: boolean }): Refusal {
    return this.#command({ type: 'stopRequested', now: options.now, atSeconds: this.seconds() });
  }

  /** Without a label the mark is a plain chapter, which its reader numbers. */
  mark(label: string | null): Refusal {
    return this.#command({ type: 'markRequested', mark: this.#markHere(label ?? '') });
  }

  offTheRecord(on: boolean): Refusal {
    const labels = MARK_LABELS[this.#options.language()];
    const mark = this.#markHere(on ? labels.off : labels.on);
    return this.#command({ type: 'offTheRecordRequested', on, mark });
  }

  /** The one button (the table of buttons in `web-ui/README.md`). */
  press(gesture: 'short' | 'double' | 'hold'): Refusal {
    const state = this.#state;
    switch (gesture) {
      case 'short':
        // An impatient second press must not leave a chapter mark at its first second.
        if (state.phase === 'starting') return because('sessionStarting', 'short press while starting');
        return isLive(state) ? this.mark(null) : this.start({ title: null, startedBy: 'button' });
      case 'double':
        return this.offTheRecord(!(isLive(state) && state.session.offTheRecord));
      case 'hold':
        if (state.phase !== 'ready') return this.stop({ now: false });
        this.#options.dryRun();
        return null;
      default:
        return assertNever(gesture);
    }
  }

  /** What the data path tells. */
  notice(event: Extract<SessionEvent, { type: 'mediaArrived' }>): void {
    this.#dispatch(event);
  }

  /** The time of a session that began before can be told from now on. */
  clockIsSet(): void {
    const state = this.#state;
    const startedOn = state.phase === 'ready' ? null : state.session.startedOn;
    const startedWallMs =
      startedOn === null || startedOn === 'clock' ? null : wallTimeOf(startedOn, this.#options.clock);
    if (startedWallMs !== null) this.#dispatch({ type: 'clockSet', startedWallMs });
  }

  #markHere(label: string): Mark {
    return { atSeconds: this.seconds(), label: label.slice(0, LABEL_MAX), moment: bootMoment(this.#options.clock) };
  }

  #command(event: SessionEvent): Refusal {
    const waiting = this.#waiting.length;
    if (waiting >= EFFECTS_WAITING_MAX) return because('tooManyCommands', `${event.type}: ${waiting} effects waiting`);
    return this.#dispatch(event);
  }

  #dispatch(event: SessionEvent): Refusal {
    const before = this.#state;
    const { state, effects } = step(before, event);
    this.#state = state;
    if (state.phase === 'ready' && before.phase !== 'ready') this.#endedMs = this.#options.clock.monotonicMs();
    let refusal: Refusal = null;
    if (state !== before) this.#options.onChange();
    for (const effect of effects) {
      if (effect.type === 'refuse') refusal = effect.reason;
      else this.#carryOut(effect);
    }
    return refusal;
  }

  #carryOut(effect: Exclude<SessionEffect, { type: 'refuse' }>): void {
    switch (effect.type) {
      // Timers are set at once, not in their turn, so that they always belong to the present state.
      case 'armEnding':
        this.#endsMs = this.#options.clock.monotonicMs() + ENDING_MS;
        this.#cancelEnding = this.#options.clock.after(ENDING_MS, () => this.#dispatch({ type: 'endingElapsed' }));
        break;
      case 'disarmEnding':
        this.#cancelEnding();
        break;
      case 'saveDesired':
        this.#saveDesired();
        break;
      case 'saveSession':
        this.#enqueue(async () => {
          await this.#write('sessionFile', () => this.#options.saveSession(effect.session));
        });
        break;
      case 'target':
        // Never behind a slow card: going off the record is a promise to the speaker.
        this.#options.applyTarget(effect.target);
        break;
      case 'sessionEnded': {
        // From the moment nothing records it, it waits to be joined: nobody may take it for given up.
        const written = this.settled();
        for (const observer of this.#options.observers) observer.ended?.(effect.session, written);
        break;
      }
      default:
        assertNever(effect);
    }
  }

  async #readDesired(): Promise<string | null> {
    try {
      return await this.#options.readDesired();
    } catch (error) {
      this.#options.onTrouble('desiredState', because('desiredStateDamaged', String(error)));
      return null;
    }
  }

  #saveDesired(): void {
    const text = toFile(this.#state, this.#options.clock.monotonicMs());
    this.#enqueue(async () => {
      this.#isDesiredStale = !(await this.#write('desiredState', () => this.#options.saveDesired(text)));
    });
  }

  /** Keeps the seconds in the file young, and tries again what could not be saved. */
  #refreshLater(): void {
    this.#cancelRefresh = this.#options.clock.after(REFRESH_MS, () => {
      if ((isLive(this.#state) || this.#isDesiredStale) && this.#waiting.length === 0) this.#saveDesired();
      this.#refreshLater();
    });
  }

  #enqueue(effect: () => Promise<void> | void): void {
    this.#waiting.push(effect);
    // An effect that fails costs none behind it.
    inBackground(this.#drain(), () => this.#enqueue(() => {}));
  }

  async #drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let effect = this.#waiting.shift(); effect; effect = this.#waiting.shift()) await effect();
    } finally {
      this.#isDraining = false;
    }
  }

  /** True when written; says how it went and never throws. */
  async #write(part: WrittenPart, write: () => Promise<void>): Promise<boolean> {
    try {
      await this.#gates[part].run(write);
      this.#options.onTrouble(part, null);
      return true;
    } catch (error) {
      this.#options.onTrouble(part, because(NOT_WRITTEN[part], String(error)));
      return false;
    }
  }
}
