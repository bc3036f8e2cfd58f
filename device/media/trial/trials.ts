/** Trials of a camera and a microphone before they are chosen: one at a time for the whole box, the newest wins. */
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import { because, type Reason } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { AudioLevels } from '../gst/pipeline.ts';
import { JpegParts } from '../preview/jpeg-parts.ts';
import { resolveSources, type Sources } from '../source/resolve-sources.ts';
import type { AudioSource, VideoSource } from '../source/source.ts';
import type { Workers } from '../worker/worker-pool.ts';
import { DeviceTrial, type DeviceTrialStatus } from './device-trial.ts';
import { cameraTrial, microphoneTrial, TRIAL_PIPES } from './trial-pipelines.ts';

/** Long enough to walk to the camera and back; a page that is forgotten holds a device no longer. */
const LONGEST_MS = 120_000;
/** A killed process is gone within 50 ms; one that the kernel holds must not hold up a session. */
const LET_GO_MS = 1000;

export interface TrialState {
  phase: 'starting' | 'ok' | 'failed' | 'ended';
  /** Why it ended; null if that was asked for. */
  reason: Reason | null;
  camera: DeviceTrialStatus;
  microphone: DeviceTrialStatus;
}

/** Receiver of a trial. */
export interface TrialListener {
  onState(state: TrialState): void;
  onPicture(jpeg: Buffer): void;
  onLevels(levels: AudioLevels): void;
}

export interface TrialsOptions {
  clock: Clock;
  settings(): Settings;
  workers: Pick<Workers, 'spawn'>;
  /** Pictures of the capture, which runs while somebody listens. */
  watchPictures(listener: (jpeg: Buffer) => void): () => void;
  /** Readings of the capture, ten a second. */
  watchLevels(listener: (levels: AudioLevels) => void): () => void;
}

interface Opened {
  video?: VideoSource;
  audio?: AudioSource;
}

const UNKNOWN: DeviceTrialStatus = { phase: 'starting', name: '', reason: null };

export class Trials {
  readonly #options: TrialsOptions;
  #listener: TrialListener | null = null;
  #camera: DeviceTrial<Buffer> | null = null;
  #microphone: DeviceTrial<AudioLevels> | null = null;
  /** Devices that the capture has open, or is about to open. */
  #opened: Opened = {};
  /** Rises with each order, so that the answer to an earlier question is not taken for one to this. */
  #turn = 0;
  #isChosen = false;
  #letGo = new Set<Promise<void>>();
  #cancelEnd = () => {};

  constructor(options: TrialsOptions) {
    this.#options = options;
  }

  /** Pids of the workers that have a device open. */
  get pids(): number[] {
    return [this.#camera?.pid, this.#microphone?.pid].filter((pid) => pid !== undefined);
  }

  /**
   * Replaces the running trial, and notifies the listener that loses it. Devices that are left out come from the
   * settings. Resolves when the devices are chosen and the capture's output is held.
   */
  async begin(asked: { camera?: string; microphone?: string }, listener: TrialListener): Promise<void> {
    this.#turn++;
    const turn = this.#turn;
    const previous = this.#listener;
    this.#listener = listener;
    this.#isChosen = false;
    if (previous && previous !== listener) previous.onState(this.#ended(because('trialReplaced', 'a newer trial')));
    this.#cancelEnd();
    this.#cancelEnd = this.#options.clock.after(LONGEST_MS, () =>
      this.end(listener, because('trialTooLong', `${LONGEST_MS} ms`)),
    );
    this.#notify();

    const { camera, microphone } = this.#options.settings();
    const found = await resolveSources({
      camera: { ...camera, device: asked.camera ?? camera.device },
      microphone: { ...microphone, device: asked.microphone ?? microphone.device },
    });
    if (turn !== this.#turn) return;
    const kept = [this.#camera, this.#microphone] as const;
    this.#camera = this.#cameraTrial(found, this.#camera);
    this.#microphone = this.#microphoneTrial(found, this.#microphone);
    this.#isChosen = true;
    // The borrowed devices are held before the former trial lets go of them, or the capture would close and open them
    // again.
    this.#borrowWhatIsOpen();
    if (kept[0] !== this.#camera) this.#drop(kept[0]);
    if (kept[1] !== this.#microphone) this.#drop(kept[1]);
    this.#notify();
    await this.#gone();
    if (turn === this.#turn) this.#openTheRest();
  }

  /** Ends the trial, if it is this listener's. */
  end(listener: TrialListener, reason: Reason | null = null): void {
    if (this.#listener !== listener) return;
    this.#turn++;
    this.#cancelEnd();
    this.#listener = null;
    // Notified first: a preview that continues takes over the capture while that still runs.
    listener.onState(this.#ended(reason));
    this.#drop(this.#camera);
    this.#drop(this.#microphone);
    this.#camera = null;
    this.#microphone = null;
  }

  /** The capture is about to open these: a trial that has one open lets go of it and borrows from the capture. */
  async releaseDevices(opened: Opened): Promise<void> {
    this.#opened = { ...this.#opened, ...opened };
    this.#borrowWhatIsOpen();
    if (this.#isChosen && this.#listener) this.#openTheRest();
    await this.#gone();
  }

  /** The capture has let go of these. */
  captureClosed(kinds: readonly (keyof Opened)[]): void {
    for (const kind of kinds) delete this.#opened[kind];
  }

  async close(): Promise<void> {
    if (this.#listener) this.end(this.#listener);
    await this.#gone();
  }

  #borrowWhatIsOpen(): void {
    for (const [device, source] of this.#pairs()) {
      if (source && device.isOf(source)) this.#await(device.takeFrom('capture'));
    }
  }

  #openTheRest(): void {
    for (const [device, source] of this.#pairs()) {
      if (!source || !device.isOf(source)) inBackground(device.takeFrom('worker'));
    }
  }

  #pairs(): [DeviceTrial<Buffer> | DeviceTrial<AudioLevels>, VideoSource | AudioSource | undefined][] {
    return [
      ...(this.#camera ? [[this.#camera, this.#opened.video] as [DeviceTrial<Buffer>, VideoSource | undefined]] : []),
      ...(this.#microphone
        ? [[this.#microphone, this.#opened.audio] as [DeviceTrial<AudioLevels>, AudioSource | undefined]]
        : []),
    ];
  }

  #drop(device: DeviceTrial<Buffer> | DeviceTrial<AudioLevels> | null): void {
    if (device) this.#await(device.end());
  }

  #await(letGo: Promise<void>): void {
    this.#letGo.add(letGo);
    inBackground(letGo.finally(() => this.#letGo.delete(letGo)));
  }

  /** Resolves when every ended worker has let go of its device, or is too slow to. */
  async #gone(): Promise<void> {
    if (this.#letGo.size === 0) return;
    let cancel = () => {};
    const tooSlow = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(LET_GO_MS, resolve);
    });
    await Promise.race([Promise.all(this.#letGo), tooSlow]);
    cancel();
  }

  /** Keeps a device that is on trial already, so that its picture does not blink when only the other is changed. */
  #cameraTrial({ video }: Sources, running: DeviceTrial<Buffer> | null): DeviceTrial<Buffer> {
    if (running?.isOf(video.source) && running.status.phase === 'ok') return running;
    const { clock, settings, workers, watchPictures } = this.#options;
    const trial: DeviceTrial<Buffer> = new DeviceTrial({
      clock,
      chosen: video,
      failedAs: 'cameraFailed',
      pipeline: cameraTrial(video.source, settings().camera),
      workers,
      listen: (worker, listener) => {
        const pictures = new JpegParts();
        worker.pipe(TRIAL_PIPES.preview).on('data', (chunk: Buffer) => {
          for (const jpeg of pictures.push(chunk)) listener(jpeg);
        });
      },
      borrow: watchPictures,
      onOutput: (jpeg) => {
        if (this.#isChosen && this.#camera === trial) this.#listener?.onPicture(jpeg);
      },
      onChange: () => this.#notify(),
    });
    return trial;
  }

  #microphoneTrial({ audio }: Sources, running: DeviceTrial<AudioLevels> | null): DeviceTrial<AudioLevels> {
    if (running?.isOf(audio.source) && running.status.phase === 'ok') return running;
    const { clock, settings, workers, watchPictures, watchLevels } = this.#options;
    const trial: DeviceTrial<AudioLevels> = new DeviceTrial({
      clock,
      chosen: audio,
      failedAs: 'microphoneFailed',
      pipeline: microphoneTrial(audio.source, settings().microphone.gainDb),
      workers,
      listen: (worker, listener) =>
        worker.onEvent((event) => {
          if (event.type === 'levels') listener({ rmsDb: event.rmsDb, peakDb: event.peakDb });
        }),
      borrow: (listener) => {
        // Pictures too, though nobody watches them: they keep an idle capture running.
        const stops = [watchLevels(listener), watchPictures(() => {})];
        return () => {
          for (const stop of stops) stop();
        };
      },
      onOutput: (levels) => {
        if (this.#isChosen && this.#microphone === trial) this.#listener?.onLevels(levels);
      },
      onChange: () => this.#notify(),
    });
    return trial;
  }

  #notify(): void {
    const { camera, microphone } = this.#devices();
    const phases = [camera.phase, microphone.phase];
    const phase = phases.includes('failed') ? 'failed' : phases.includes('starting') ? 'starting' : 'ok';
    this.#listener?.onState({ phase, reason: null, camera, microphone });
  }

  #ended(reason: Reason | null): TrialState {
    return { phase: 'ended', reason, ...this.#devices() };
  }

  #devices(): { camera: DeviceTrialStatus; microphone: DeviceTrialStatus } {
    if (!this.#isChosen) return { camera: UNKNOWN, microphone: UNKNOWN };
    return { camera: this.#camera?.status ?? UNKNOWN, microphone: this.#microphone?.status ?? UNKNOWN };
  }
}
