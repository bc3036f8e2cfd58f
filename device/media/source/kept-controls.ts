import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import { applyCameraControls } from './camera-controls.ts';
import type { VideoSource } from './source.ts';

export interface KeptControlsOptions {
  logger: Logger;
  /** The settings' `camera.controls`. */
  asked(): Record<string, number>;
  onChange(): void;
}

/**
 * Keeps the controls of the camera in use as set. A camera forgets them when it is unplugged, some whenever they start.
 */
export class KeptControls {
  readonly #options: KeptControlsOptions;
  #trouble: Reason | null = null;
  /** The last round; rounds run one at a time. */
  #last: Promise<void> = Promise.resolve();
  /** Contents of the next round until it begins: a moving slider asks faster than a camera answers. */
  #next: { source: VideoSource | undefined; dropped: Set<string> } | null = null;

  constructor(options: KeptControlsOptions) {
    this.#options = options;
  }

  /** Trouble about controls that the camera did not take; null when it took everything. */
  get trouble(): Reason | null {
    return this.#trouble;
  }

  /**
   * Applies the controls; nobody needs to wait for it, not even the picture. Resolves when they are read back; never
   * rejects.
   * @param dropped names that were asked for until now
   */
  apply(source: VideoSource | undefined, dropped: string[] = []): Promise<void> {
    if (this.#next) {
      this.#next.source = source;
      for (const name of dropped) this.#next.dropped.add(name);
    } else {
      this.#next = { source, dropped: new Set(dropped) };
      this.#last = this.#last.then(() => this.#round());
    }
    return this.#last;
  }

  async #round(): Promise<void> {
    const { source, dropped } = this.#next ?? { source: undefined, dropped: [] };
    this.#next = null;
    if (source?.kind !== 'camera') return this.#setTrouble(null);
    const untaken = await applyCameraControls(source.device, this.#options.asked(), [...dropped]);
    const controls = untaken.join(', ');
    const tech = `not as asked when read back: ${controls}`;
    this.#setTrouble(controls ? because('cameraControlsRefused', tech, { name: source.name, controls }) : null);
  }

  #setTrouble(trouble: Reason | null): void {
    if (trouble?.tech === this.#trouble?.tech) return;
    this.#trouble = trouble;
    if (trouble) this.#options.logger.warn({ tech: trouble.tech }, 'camera controls');
    this.#options.onChange();
  }
}
