/** Polls the session about every second for its observers, and knows whether media arrives as promised. */
import { MediaProgress } from '../../health/media-progress.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SessionController } from './session-controller.ts';
import type { SessionObserver } from './session-observer.ts';
import { isLive } from './session-state.ts';

/** Period of the seconds on lamps and page, and of the check for media. */
const TICK_MS = 1000;

export interface PulseOptions {
  clock: Clock;
  session: Pick<SessionController, 'state' | 'seconds' | 'notice'>;
  /** True while frames arrive where they are wanted. */
  isFlowing(): boolean;
  observers: readonly SessionObserver[];
  /** The seconds that the status shows have changed. */
  onChange(): void;
}

export class Pulse {
  readonly #options: PulseOptions;
  readonly #progress: MediaProgress;
  #cancel = () => {};

  constructor(options: PulseOptions) {
    this.#options = options;
    this.#progress = new MediaProgress(options.clock);
  }

  /** True while media makes progress as the session promises. */
  get isHealthy(): boolean {
    return !isLive(this.#options.session.state) || !this.#progress.isStuck;
  }

  start(): void {
    const { clock, session, observers, onChange } = this.#options;
    this.#cancel = clock.after(TICK_MS, () => {
      this.look();
      const { state } = session;
      if (state.phase !== 'ready') {
        for (const observer of observers) observer.goesOn?.(state, session.seconds());
        onChange();
      }
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** Call after every change too: a session that waits for its media then goes on at once. */
  look(): void {
    const { session, isFlowing } = this.#options;
    const { phase } = session.state;
    this.#progress.look(phase === 'ready' || isFlowing());
    if (phase === 'starting' && isFlowing()) session.notice({ type: 'mediaArrived' });
  }
}
