/** The real buttons and lamps of the box, as set and as present. Without them the box works all the same. */
import type { Clock } from '../../platform/clock.ts';
import { GpiodMissing } from '../../platform/lines/gpiod-line.ts';
import type { ButtonLine, LampLine } from '../../platform/lines/line.ts';
import { openButton, openLamp } from '../../platform/lines/open-lines.ts';
import { because, type Reason } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { assertNever } from '../assert-never.ts';
import type { Gesture } from '../button/gesture.ts';
import { type ButtonTrouble, PushButton } from '../button/push-button.ts';
import { LampDriver } from '../lamps/lamp-driver.ts';
import { DRY_RUN_RUNS, dryRunAnswer } from '../lamps/lamp-pattern.ts';
import type { LiveLamp, RecLamp } from '../lamps/lamps.ts';

/** Keys that a console and logind leave alone: KEY_RECORD and KEY_MICMUTE (linux/input-event-codes.h). */
const START_KEY = 167;
const PRIVACY_KEY = 248;
const REC_LED = 'pupitre-rec';
const LIVE_LED = 'pupitre-live';

export interface PanelOptions {
  clock: Clock;
  settings: Settings['gpio'];
  /** A gesture of the start button. `double` also comes from the privacy button. */
  press(gesture: Gesture): void;
  /** True if a double press would do something at present. */
  doubleHasMeaning(): boolean;
  /** Called after every change of `troubles`, with the new trouble; null when one is over. */
  onTrouble(reason: Reason | null): void;
  /** Replaces the functions that open this machine's lines. */
  open?: { button: typeof openButton; lamp: typeof openLamp };
}

export class Panel {
  readonly #options: PanelOptions;
  readonly #buttons: PushButton[] = [];
  readonly #troubles = new Map<number, Reason>();
  #lamps: LampDriver | null = null;
  #shown: { rec: RecLamp; live: LiveLamp } = { rec: 'off', live: 'off' };
  #isClosed = false;

  constructor(options: PanelOptions) {
    this.#options = options;
  }

  /** Present troubles, one of each kind. */
  get troubles(): Reason[] {
    return [...new Map([...this.#troubles.values()].map((reason) => [reason.code, reason])).values()];
  }

  /** Call once. Never rejects: a line that cannot be used is a trouble. */
  async open(): Promise<void> {
    const { clock, settings, open = { button: openButton, lamp: openLamp } } = this.#options;
    if (settings.enabled === false) return;
    const [rec, live, start, privacy] = await Promise.all([
      this.#attempt(settings.recLamp, (pin) => open.lamp({ pin, led: REC_LED })),
      this.#attempt(settings.liveLamp, (pin) => open.lamp({ pin, led: LIVE_LED })),
      this.#attempt(settings.startButton, (pin) => open.button({ pin, keyCode: START_KEY })),
      this.#attempt(settings.privacyButton, (pin) => open.button({ pin, keyCode: PRIVACY_KEY })),
    ]);
    if (this.#isClosed) {
      for (const line of [rec, live, start, privacy]) line?.close();
      return;
    }
    if (!rec && !live && !start && !privacy) {
      const isAsked = settings.enabled === true && this.#troubles.size === 0;
      if (isAsked) this.#trouble(settings.startButton, because('gpioMissing', 'no known GPIO chip, LED or key'));
      return;
    }
    const onFault = ({ message }: Error) => this.#trouble(settings.recLamp, failed(settings.recLamp, message));
    this.#lamps = new LampDriver({ clock, rec, live, onFault });
    this.#lamps.show(this.#shown);
    this.#addButton(settings.startButton, start, {
      onPress: () => {},
      onGesture: (gesture) => {
        if (gesture === 'hold' || gesture === 'longHold') this.#lamps?.acknowledge();
        this.#options.press(gesture);
      },
    });
    this.#addButton(settings.privacyButton, privacy, {
      // The privacy button acts on press, not on release. A nervous second press is ignored, so that it does not undo
      // the first.
      onPress: (isSecond) => {
        if (!isSecond) this.#options.press('double');
      },
      onGesture() {},
    });
  }

  /** Shows these states from now on. */
  show(lamps: { rec: RecLamp; live: LiveLamp }): void {
    this.#shown = lamps;
    this.#lamps?.show(lamps);
  }

  /** The lamps show that a dry run is going on. */
  dryRunBegins(): void {
    this.#lamps?.answer(DRY_RUN_RUNS);
  }

  /** The lamps show the outcome of a dry run. */
  answer(outcome: { checks: readonly { line: number; level: string }[] }): void {
    this.#lamps?.answer(dryRunAnswer(outcome));
  }

  /** Switches the lamps off and releases the lines, synchronously: a process can do it last of all. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lamps?.close();
    this.#lamps = null;
    for (const button of this.#buttons) button.close();
  }

  #addButton(
    pin: number,
    line: ButtonLine | null,
    { onPress, onGesture }: { onPress(isSecond: boolean): void; onGesture(gesture: Gesture): void },
  ): void {
    if (!line) return;
    const onTrouble = (trouble: ButtonTrouble | null, tech: string) =>
      this.#trouble(pin, trouble && reasonOf(trouble, pin, tech));
    try {
      const button = new PushButton({
        line,
        clock: this.#options.clock,
        doubleHasMeaning: () => this.#options.doubleHasMeaning(),
        onPress: (isSecond) => {
          this.#lamps?.acknowledge();
          onPress(isSecond);
        },
        onGesture,
        onTrouble,
      });
      this.#buttons.push(button);
    } catch (error) {
      this.#trouble(pin, failed(pin, (error as Error).message));
    }
  }

  async #attempt<Line extends LampLine | ButtonLine>(
    pin: number,
    open: (pin: number) => Promise<Line | null>,
  ): Promise<Line | null> {
    try {
      return await open(pin);
    } catch (error) {
      const { message } = error as Error;
      this.#trouble(pin, error instanceof GpiodMissing ? because('gpiodMissing', message) : failed(pin, message));
      return null;
    }
  }

  #trouble(pin: number, reason: Reason | null): void {
    if (reason) this.#troubles.set(pin, reason);
    else this.#troubles.delete(pin);
    this.#options.onTrouble(reason);
  }
}

function failed(pin: number, tech: string): Reason {
  return because('gpioFailed', tech, { pin });
}

function reasonOf(trouble: ButtonTrouble, pin: number, tech: string): Reason {
  switch (trouble) {
    case 'buttonNoisy':
      return because('buttonNoisy', tech, { pin });
    case 'buttonStuck':
      return because('buttonStuck', tech, { pin });
    case 'buttonLost':
      return because('buttonLost', tech, { pin });
    default:
      return assertNever(trouble);
  }
}
