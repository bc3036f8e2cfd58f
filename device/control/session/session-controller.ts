/**
 * Owns the session. It moves the state and gives the data path its target at once, so lamps, page and viewers see a
 * press at once. Writes follow one at a time and in order.
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

/** Duration of the end slate, in which a press still resumes (the table of buttons in `web-ui/README.md`). */
export const ENDING_MS = 20_000;

/**
 * Largest age of the seconds on disk after a power cut, and the pause before a failed save is tried again. Each save
 * writes 60 kB: the file, its name, twice a journal.
 */
export const REFRESH_MS = 30_000;

/**
 * A command makes at most four effects, and a person gives one command a second. Only a program gone wild fills this.
 */
export const EFFECTS_WAITING_MAX = 64;

/** Longer labels are cut, because `MARKS_MAX` of them are written with every save. */
const LABEL_MAX = 120;

const MARK_LABELS: Record<Language, { off: string; on: string }> = {
  en: { off: 'Off the record', on: 'On the record' },
  fr: { off: 'Hors antenne', on: "Retour à l'antenne" },
};

/** Null when done, or else the reason why the command makes no sense now. */
export type Refusal = Reason | null;

export interface StartRequest {
  title: string | null;
  startedBy: StartedBy;
}

/** Files that are written, and whose write can fail. */
export type WrittenPart = 'desiredState' | 'sessionFile';

const NOT_WRITTEN: Record<WrittenPart, ReasonCode> = {
  desiredState: 'desiredStateNotSaved',
  sessionFile: 'sessionFileNotSaved',
};

export interface SessionControllerOptions {
  clock: Clock;
  /** The room's language, for marks that the box makes itself. */
  language(): Language;
  /** A session that has not run yet, with an id of its own and `startedMonotonicMs` at this moment. */
  newSession(request: StartRequest): Session;
  /** The last text given to `saveDesired`; null where there is none. */
  readDesired(): Promise<string | null>;
  saveDesired(text: string): Promise<void>;
  saveSession(session: Session): Promise<void>;
  /** Gives the data path its target and returns at once. The data path retries by itself. */
  applyTarget(target: MediaTarget): void;
  /** Notified at once when a session is over. */
  observers: readonly SessionObserver[];
  /** Begins the dry run. */
  dryRun(): void;
  /** Called after every change of `state`. */
  onChange(): void;
  /** The outcome of each write: the reason why it failed, or null. The session goes on in either case. */
  onTrouble(part: WrittenPart, reason: Reason | null): void;
}

export class SessionController {
  readonly #options: SessionControllerOptions;
  readonly #gates: Record<WrittenPart, WriteGate>;
  #state: SessionState = initialState;
  readonly #waiting: (() => Promise<void> | void)[] = [];
  #isDraining = false;
  /** True while the file does not hold the present state. */
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

  /** Seconds that the session has run; 0 when there is none. */
  seconds(): number {
    return sessionSeconds(this.#state, this.#options.clock.monotonicMs());
  }

  /** The session that is on, including its end slate. */
  get running(): { id: string; seconds: number } | null {
    return this.#state.phase === 'ready' ? null : { id: this.#state.session.id, seconds: this.seconds() };
  }

  /** Seconds in which a press still takes back the stop; null when there is no stop to take back. */
  undoSeconds(): number | null {
    if (this.#state.phase !== 'ending') return null;
    return Math.max(0, this.#endsMs - this.#options.clock.monotonicMs()) / 1000;
  }

  /** Seconds since the last session ended. Null where none has ended since the start, or one is on. */
  endedSeconds(): number | null {
    if (this.#state.phase !== 'ready' || this.#endedMs === null) return null;
    return (this.#options.clock.monotonicMs() - this.#endedMs) / 1000;
  }

  times() {
    return { seconds: this.seconds(), undoSeconds: this.undoSeconds(), endedSeconds: this.endedSeconds() };
  }

  /** Goes on with the session that was running before the restart. Call once, before any command. Never fails. */
  async restore(): Promise<void> {
    const { session, damage } = fromFile(await this.#readDesired(), this.#options.clock.monotonicMs());
    if (damage) this.#options.onTrouble('desiredState', damage);
    if (session) this.#dispatch({ type: 'startRequested', session });
    this.#refreshLater();
  }

  /** Ends with the service: notes the last seconds and carries out what is waiting. A running session stays desired. */
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
    // Only a session that begins takes a name. One that is ending goes on; one that is live refuses.
    const session =
      state.phase === 'ready'
        ? this.#options.newSession(request)
        : { ...state.session, startedMonotonicMs: this.#options.clock.monotonicMs() };
    return this.#command({ type: 'startRequested', session });
  }

  stop(options: { now: boolean }): Refusal {
    return this.#command({ type: 'stopRequested', now: options.now, atSeconds: this.seconds() });
  }

  /** A mark without a label is a plain chapter, which its reader numbers. */
  mark(label: string | null): Refusal {
    return this.#command({ type: 'markRequested', mark: this.#markHere(label ?? '') });
  }

  offTheRecord(on: boolean): Refusal {
    const labels = MARK_LABELS[this.#options.language()];
    const mark = this.#markHere(on ? labels.off : labels.on);
    return this.#command({ type: 'offTheRecordRequested', on, mark });
  }

  /** The start button (the table of buttons in `web-ui/README.md`). */
  press(gesture: 'short' | 'double' | 'hold'): Refusal {
    const state = this.#state;
    switch (gesture) {
      case 'short':
        // An impatient second press must not leave a chapter mark at the first second.
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

  /** An event from the data path. */
  notice(event: Extract<SessionEvent, { type: 'mediaArrived' }>): void {
    this.#dispatch(event);
  }

  /** The clock is set: the start time of a session that began before can now be computed. */
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
        // The target never waits for a slow card: off the record is a promise to the speaker.
        this.#options.applyTarget(effect.target);
        break;
      case 'sessionEnded': {
        // The recording waits to be joined as soon as nothing records it. No one may take it for abandoned.
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

  /** Refreshes the seconds in the file, and retries a save that failed. */
  #refreshLater(): void {
    this.#cancelRefresh = this.#options.clock.after(REFRESH_MS, () => {
      if ((isLive(this.#state) || this.#isDesiredStale) && this.#waiting.length === 0) this.#saveDesired();
      this.#refreshLater();
    });
  }

  #enqueue(effect: () => Promise<void> | void): void {
    this.#waiting.push(effect);
    // A failing effect does not stop those behind it.
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

  /** True when written. Reports the outcome and never throws. */
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
