/** Chooses the encoder: probed once and remembered until it fails. One that fails at work is left for the next. */
import { because, type Reason } from '../../../reason.ts';
import type { Settings } from '../../../settings/settings-schema.ts';
import type { Workers } from '../../worker/worker-pool.ts';
import type { PictureMode } from './affordable-picture.ts';
import { chooseEncoder, type EncoderProbe, encodes, encodingRate } from './choose-encoder.ts';
import type { EncoderKind } from './encoder.ts';
import type { ReducedEncoder } from './reduced-picture.ts';

/** Picture of a software encoder's probe beside the board's own. */
const SMALL_PICTURE = { width: 320, height: 180, framesPerSecond: 15 };
/**
 * One failure may be a shortage of memory that is over; an encoder that passes its probe and hangs at work does so
 * again.
 */
const MOST_FAILURES = 2;
/** The best of so many probes counts: a slow one may have met a busy moment of the box. */
const MOST_PROBES = 3;

export interface EncoderChoiceOptions extends EncoderProbe {
  workers: Pick<Workers, 'spawn' | 'gstreamer'>;
  /** False: somebody waits for the picture, and one probe has to be enough. */
  mayTakeTime?(): boolean;
  /** Reports the speed of the encoder in use, alone. */
  onProbed?(picture: PictureMode): void;
  onChange(): void;
}

export class EncoderChoice {
  readonly #options: EncoderChoiceOptions;
  /** `asked`: the settings that `kind` is for. */
  #chosen: { asked: string; kind: Promise<EncoderKind | null> } | null = null;
  readonly #failures = new Map<EncoderKind, number>();
  #trouble: Reason | null = null;
  #software: Promise<ReducedEncoder | null> | null = null;
  #hasReducedFailed = false;

  constructor(options: EncoderChoiceOptions) {
    this.#options = options;
  }

  /** Reason while another encoder than the wanted one is used, else null. */
  get trouble(): Reason | null {
    return this.#trouble;
  }

  /** Kind of the encoder; null: none works. Quick after the first call with these settings. */
  kind({ camera, encoder }: Pick<Settings, 'camera' | 'encoder'>): Promise<EncoderKind | null> {
    const asked = JSON.stringify([encoder.kind, camera.width, camera.height]);
    if (this.#chosen?.asked !== asked) {
      if (this.#chosen) this.#failures.clear();
      this.#chosen = { asked, kind: this.#choose(encoder.kind, camera) };
    }
    return this.#chosen.kind;
  }

  /** Notes a failure at work: it is probed again, and skipped after it has failed twice. */
  failed(kind: EncoderKind): void {
    this.#failures.set(kind, (this.#failures.get(kind) ?? 0) + 1);
    this.#chosen = null;
  }

  /**
   * Encoder of the reduced rendition beside one of this kind: x264 if it is there, since it alone keeps the rate of a
   * grainy picture without making it smaller. Null: there is none.
   */
  reduced(kind: EncoderKind): Promise<ReducedEncoder | null> {
    if (this.#hasReducedFailed) return Promise.resolve(null);
    if (kind === 'x264') return Promise.resolve(kind);
    this.#software ??= this.#chooseSoftware();
    return this.#software;
  }

  /** Notes a failure at work: there is none until the next start, so that the recording is not disturbed twice. */
  reducedFailed(): void {
    this.#hasReducedFailed = true;
  }

  /**
   * Measures how many pictures of the wanted size the encoder in use gives a second now, alone. Null: none is in use.
   */
  async measure({ camera }: Pick<Settings, 'camera'>): Promise<PictureMode | null> {
    const kind = (await this.#chosen?.kind) ?? null;
    return kind && { ...camera, framesPerSecond: await this.#rateOf(kind, camera) };
  }

  /** Forgets that none worked: all are worth another try. */
  forget(): void {
    this.#failures.clear();
    this.#chosen = null;
  }

  async #choose(wanted: Settings['encoder']['kind'], picture: Settings['camera']): Promise<EncoderKind | null> {
    const worn = [...this.#failures].filter(([, times]) => times >= MOST_FAILURES).map(([kind]) => kind);
    const found = await chooseEncoder(wanted, picture, await this.#options.workers.gstreamer, this.#options, worn);
    const used = found?.kind ?? null;
    if (found) {
      const framesPerSecond = await this.#rateOf(found.kind, picture, found.picturesPerSecond);
      this.#options.onProbed?.({ ...picture, framesPerSecond });
    }
    const first = wanted === 'auto' ? worn[0] : wanted;
    const isAnother = used !== null && first !== undefined && used !== first;
    const tech = worn.length > 0 ? 'it failed at work' : 'it failed its probe';
    this.#trouble = isAnother ? because('encoderUnusable', tech, { wanted: first, used }) : null;
    this.#options.onChange();
    return used;
  }

  async #rateOf(kind: EncoderKind, picture: PictureMode, first = 0): Promise<number> {
    const gstreamer = await this.#options.workers.gstreamer;
    const { mayTakeTime = () => true } = this.#options;
    let fastest = first;
    const isEnough = () => fastest >= picture.framesPerSecond || (fastest > 0 && !mayTakeTime());
    for (let probes = first > 0 ? 1 : 0; probes < MOST_PROBES && !isEnough(); probes++)
      fastest = Math.max(fastest, (await encodingRate(kind, picture, gstreamer, this.#options)) ?? 0);
    return fastest;
  }

  async #chooseSoftware(): Promise<ReducedEncoder | null> {
    const gstreamer = await this.#options.workers.gstreamer;
    for (const kind of ['x264', 'openh264'] as const) {
      if (await encodes(kind, SMALL_PICTURE, gstreamer, this.#options)) return kind;
    }
    return null;
  }
}
