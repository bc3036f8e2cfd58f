/** The trial of devices that one socket of `WS /api/live` asked for. */

import type { TrialListener, TrialState } from '../../media/trial/trials.ts';
import { because, type Language, type Reason, spoken } from '../../reason.ts';
import type { ClientMessage, ServerMessage, TrialDevice } from '../contract/live.ts';
import type { Trials } from '../ports.ts';

type TrialMessage = Extract<ClientMessage, { type: 'trial' }>;

export interface SocketTrialOptions {
  trials: Trials;
  language(): Language;
  /** True while the page that opened the socket is logged in. */
  accepts(): boolean;
  say(message: ServerMessage): void;
  show(jpeg: Buffer): void;
  /** Called before the trial's devices are released. */
  onEnded(): void;
}

export class SocketTrial {
  readonly #options: SocketTrialOptions;
  readonly #listener: TrialListener;
  #isOn = false;

  constructor(options: SocketTrialOptions) {
    this.#options = options;
    this.#listener = {
      onState: (state) => this.#hear(state),
      onPicture: (jpeg) => {
        if (this.#mayGoOn()) options.show(jpeg);
      },
      onLevels: ({ rmsDb, peakDb }) => {
        if (this.#mayGoOn()) options.say({ type: 'trialLevels', rmsDb: tenths(rmsDb), peakDb: tenths(peakDb) });
      },
    };
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Resolves when the devices are chosen. */
  async begin({ camera, microphone }: Extract<TrialMessage, { on: true }>): Promise<void> {
    this.#isOn = true;
    await this.#options.trials.begin(
      { ...(camera === undefined ? {} : { camera }), ...(microphone === undefined ? {} : { microphone }) },
      this.#listener,
    );
  }

  end(reason: Reason | null = null): void {
    this.#options.trials.end(this.#listener, reason);
  }

  #mayGoOn(): boolean {
    if (this.#options.accepts()) return true;
    this.end(because('passwordNeeded', 'logged out'));
    return false;
  }

  #hear(state: TrialState): void {
    const language = this.#options.language();
    const device = ({ phase, name, reason }: TrialState['camera']): TrialDevice => ({
      phase,
      name,
      reason: spoken(reason, language),
    });
    this.#options.say({
      type: 'trial',
      phase: state.phase,
      reason: spoken(state.reason, language),
      camera: device(state.camera),
      microphone: device(state.microphone),
    });
    if (state.phase !== 'ended') return;
    this.#isOn = false;
    this.#options.onEnded();
  }
}

function tenths(db: number): number {
  return Math.round(db * 10) / 10;
}
