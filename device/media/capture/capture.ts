/** Keeps the camera and microphone captured while somebody wants it, with what is plugged in, from attempt to attempt. */
import { because, type Reason } from '../../reason.ts';
import { backoffMs } from '../../supervise/backoff.ts';
import { watchDevices } from '../source/device-watch.ts';
import { KeptControls } from '../source/kept-controls.ts';
import { printable } from '../source/printable.ts';
import { RefusedModes } from '../source/refused-modes.ts';
import { resolveSources, type Sources } from '../source/resolve-sources.ts';
import type { VideoSource } from '../source/video-source.ts';
import { CaptureAttempt, type CaptureEnd } from './capture-attempt.ts';
import type { CaptureOptions } from './capture-options.ts';
import { type CaptureOrder, capturePipeline } from './capture-pipeline.ts';
import { type CameraStatus, type DeviceStatus, modeOf } from './device-status.ts';
import { EncoderChoice } from './encoder-choice.ts';
import { PictureRate } from './picture-rate.ts';
import { type SlateKind, slate } from './slate.ts';

/** The first retry is at once, as most ends are a pulled cable or a killed process; then slower, for what stays broken. */
const RETRY = { firstMs: 100, longestMs: 5000, goodLifeMs: 10_000 };
/** A device that is there but does not deliver: each try costs the recording about 0.3 s, and viewers the slate for up to 8 s. */
const FAILED_DEVICE = { firstMs: 15_000, longestMs: 600_000, goodLifeMs: 10_000 };

export interface CaptureWish {
  encode: boolean;
  slate: 'none' | 'privacy' | 'end';
}

export class Capture {
  #options: CaptureOptions;
  #wish: CaptureWish = { encode: false, slate: 'none' };
  #viewers = new Set<(jpeg: Buffer) => void>();
  #metered = false;
  #attempt: CaptureAttempt | null = null;
  #attemptEncodes = false;
  /** True from the decision to start until the attempt exists, and while one is being stopped. */
  #busy = false;
  #closed = false;
  #failures = 0;
  #deviceFailures = 0;
  #cancelRetry: (() => void) | null = null;
  #cancelDeviceRetry: (() => void) | null = null;
  #stopWatching: () => void = () => {};
  #sources: Sources | null = null;
  /** The sources, while nothing has happened that could have changed them: a press does not wait for a look at the bus. */
  #known: Sources | null = null;
  /** Devices that are there but failed: replaced until their time comes again. */
  #failed = { camera: null as Reason | null, microphone: null as Reason | null };
  readonly #refused = new RefusedModes();
  #rate: PictureRate | null = null;
  #delivering = false;
  #fault: Reason | null = null;
  readonly #controls: KeptControls;
  readonly #encoder: EncoderChoice;

  constructor(options: CaptureOptions) {
    this.#options = options;
    const { clock, logger, settings, onChange, gstreamer, freshWorker: takeWorker } = options;
    this.#encoder = new EncoderChoice({ clock, takeWorker, gstreamer, onChange });
    this.#controls = new KeptControls({ logger, onChange, asked: () => settings().camera.controls });
  }

  /** Looks what is plugged in and which encoder works, so that a press finds both known. */
  start(): void {
    this.#stopWatching = watchDevices(this.#options.clock, () => {
      this.#deviceFailures = 0;
      this.#devicesChanged();
    });
    void this.#prepare();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    this.#cancelRetry?.();
    this.#cancelDeviceRetry?.();
    await this.#attempt?.stop();
  }

  get camera(): CameraStatus {
    const status = this.#status('camera');
    return {
      ...status,
      reason: status.reason ?? this.#rate?.reason ?? null,
      framesPerSecond: Math.round((this.#rate?.framesPerSecond ?? 0) * 10) / 10,
      mode: modeOf(this.#sources?.video.source),
    };
  }

  get microphone(): DeviceStatus {
    return this.#status('microphone');
  }

  /** Why there is no capture at all although it is wanted; null when there is. */
  get fault(): Reason | null {
    return this.#fault;
  }

  /** What is not as the settings say, though the capture goes on: another encoder, a control that the camera refused. */
  get troubles(): Reason[] {
    return [this.#encoder.trouble, this.#controls.trouble].filter((reason) => reason !== null);
  }

  /** Of the worker that has the devices open. */
  get pid(): number | undefined {
    return this.#attempt?.pid;
  }

  /** Frames flow. */
  get isDelivering(): boolean {
    return this.#delivering;
  }

  apply(wish: CaptureWish): void {
    const before = this.#wish;
    this.#wish = wish;
    if (wish.slate !== before.slate) this.#attempt?.setSlate(this.#slateNow());
    this.#reconcile();
  }

  /** Pictures for a page; the camera is opened for the first listener and let go after the last. */
  subscribePreview(listener: (jpeg: Buffer) => void): () => void {
    this.#viewers.add(listener);
    this.#attempt?.setPreview(true);
    this.#reconcile();
    return () => {
      this.#viewers.delete(listener);
      if (this.#viewers.size === 0) this.#attempt?.setPreview(false);
      this.#reconcile();
    };
  }

  /** Whether somebody watches a meter: then levels come ten times a second, else once. */
  setMetered(on: boolean): void {
    this.#metered = on;
    this.#attempt?.setMeter(on);
  }

  /** What can change while running is changed; the rest needs `restart`. */
  applyGain(): void {
    this.#attempt?.setGainDb(this.#options.settings().microphone.gainDb);
  }

  applyBitrate(): void {
    if (this.#options.settings().camera.device !== 'none') this.#attempt?.setBitrateKbps(this.#options.bitrateKbps());
  }

  /** @param dropped names that the settings asked for until now. */
  applyControls(dropped: string[] = []): void {
    void this.#controls.apply(this.#sources?.video.source, dropped);
  }

  /** Ends the running attempt; the next takes the settings of now. */
  restart(): void {
    this.#failed = { camera: null, microphone: null };
    this.#refused.forget();
    this.#failures = 0;
    this.#deviceFailures = 0;
    this.#known = null;
    void this.#prepare();
    void this.#endAttempt();
  }

  #reconcile(): void {
    if (this.#closed || this.#busy) return;
    const wanted = this.#wish.encode || this.#viewers.size > 0;
    if (!wanted) {
      this.#cancelRetry?.();
      this.#cancelRetry = null;
      this.#fault = null;
    }
    if (this.#attempt) {
      // What was encoded for one session must not be the first picture of the next: an attempt encodes once.
      if (!wanted || (this.#attemptEncodes && !this.#wish.encode)) void this.#endAttempt();
      else if (this.#wish.encode && !this.#attemptEncodes) {
        this.#attemptEncodes = true;
        this.#attempt.ensureEncoding();
      }
    } else if (wanted && !this.#cancelRetry) void this.#begin();
  }

  async #endAttempt(): Promise<void> {
    if (!this.#attempt || this.#busy) return;
    this.#busy = true;
    await this.#attempt.stop();
    this.#busy = false;
    this.#reconcile();
  }

  async #begin(): Promise<void> {
    this.#busy = true;
    const { clock, logger } = this.#options;
    const order = await this.#order();
    if (order) await this.#options.makeWay(order);
    this.#busy = false;
    if (this.#closed || !(this.#wish.encode || this.#viewers.size > 0)) {
      this.#options.onClosed();
      return;
    }
    if (order === null) {
      this.#fault = because('noEncoder', 'no encoder passed its probe');
      this.#encoder.forget();
      this.#retryLater();
      return;
    }
    const startedMs = clock.monotonicMs();
    const rate = new PictureRate({
      source: order.video,
      wanted: order.picture.framesPerSecond,
      nowMs: startedMs,
      onChange: this.#options.onChange,
    });
    this.#rate = rate;
    this.#attemptEncodes = this.#wish.encode;
    const attempt = new CaptureAttempt({
      clock,
      worker: this.#options.takeWorker(),
      order: { ...order, encode: this.#attemptEncodes },
      slate: this.#slateNow(),
      openSource: this.#options.openSource,
      onLevels: (levels) => {
        this.#deliver();
        this.#options.onLevels(levels);
      },
      onPreview: (jpeg) => {
        for (const listener of this.#viewers) listener(jpeg);
      },
      onFrames: (counts) => rate.count(counts, clock.monotonicMs()),
    });
    this.#attempt = attempt;
    this.applyControls();
    if (this.#viewers.size > 0) attempt.setPreview(true);
    if (this.#metered) attempt.setMeter(true);
    const { encoder, video, audio } = order;
    logger.info(
      { encoder: encoder.kind, video: video.kind, mode: modeOf(video), audio: audio.kind },
      'capture started',
    );
    this.#options.onChange();
    const end = await attempt.ended;
    this.#attempt = null;
    this.#options.onClosed();
    this.#delivering = false;
    this.#rate = null;
    if (end.why === 'encoderFailed') this.#encoder.failed(encoder.kind);
    this.#afterEnd(end, clock.monotonicMs() - startedMs);
  }

  /** What a session would be captured with now; null when no encoder works. */
  async #order(): Promise<CaptureOrder | null> {
    const [sources, kind, gstreamer] = await Promise.all([
      this.#known ?? this.#look(),
      this.#encoder.kind(this.#options.settings()),
      this.#options.gstreamer(),
    ]);
    if (kind === null) return null;
    const { camera, microphone, encoder } = this.#options.settings();
    return {
      video: sources.video.source,
      audio: sources.audio.source,
      picture: { width: camera.width, height: camera.height, framesPerSecond: camera.framesPerSecond },
      encoder: {
        kind,
        bitrateKbps: this.#options.bitrateKbps(),
        gopFrames: Math.round(encoder.keyframeSeconds * camera.framesPerSecond),
      },
      audioKbps: encoder.audioKbps,
      gainDb: microphone.gainDb,
      noiseSuppression: microphone.noiseSuppression,
      encode: true,
      gstreamer,
    };
  }

  /** So that a press finds its pipeline made and its camera as the settings want it. Loading the plugins alone takes 0.1 to 0.3 s. */
  async #prepare(): Promise<void> {
    const order = await this.#order();
    if (!order || this.#closed) return;
    this.#options.prepareWorker(capturePipeline(order));
    this.applyControls();
  }

  #afterEnd(end: CaptureEnd, livedMs: number): void {
    const { logger } = this.#options;
    if (end.why === 'stopped') {
      this.#failures = 0;
      logger.info('capture stopped');
    } else {
      this.#known = null;
      logger.warn({ why: end.why, tech: end.tech }, 'capture ended');
      this.#failures = livedMs >= RETRY.goodLifeMs ? 1 : this.#failures + 1;
      const video = this.#sources?.video.source;
      if (end.why === 'cameraFailed' && end.refused && video?.kind === 'camera') this.#refuse(video, livedMs);
      else if (end.why === 'cameraFailed' || end.why === 'microphoneFailed')
        this.#setFailed(end.why, end.tech, livedMs);
      else {
        this.#fault = because('captureFailed', end.tech);
        if (this.#failures > 1) this.#retryLater();
      }
    }
    this.#options.onChange();
    this.#reconcile();
  }

  #retryLater(): void {
    this.#cancelRetry ??= this.#options.clock.after(backoffMs(RETRY, Math.max(1, this.#failures)), () => {
      this.#cancelRetry = null;
      this.#reconcile();
    });
    this.#options.onChange();
  }

  /** The next attempt does without the device, so that the talk goes on; it is tried again after a while. */
  #setFailed(code: 'cameraFailed' | 'microphoneFailed', tech: string, livedMs: number): void {
    const device = code === 'cameraFailed' ? 'camera' : 'microphone';
    const source = device === 'camera' ? this.#sources?.video.source : this.#sources?.audio.source;
    this.#failed[device] =
      source?.kind === 'replay'
        ? because('replayUnreadable', tech, { file: printable(source.file) })
        : because(code, tech);
    this.#tryDeviceLater(livedMs);
  }

  /** The next attempt asks for less. When nothing is left to ask for, the slate stays until its time comes again. */
  #refuse(video: Extract<VideoSource, { kind: 'camera' }>, livedMs: number): void {
    this.#refused.refuse(video.device, video);
    this.#tryDeviceLater(livedMs);
  }

  #tryDeviceLater(livedMs: number): void {
    this.#deviceFailures = livedMs >= FAILED_DEVICE.goodLifeMs ? 1 : this.#deviceFailures + 1;
    this.#cancelDeviceRetry?.();
    const delayMs = backoffMs(FAILED_DEVICE, this.#deviceFailures);
    this.#cancelDeviceRetry = this.#options.clock.after(delayMs, () => this.#devicesChanged());
  }

  /** Something was plugged in or out, or a failed device deserves another try. */
  #devicesChanged(): void {
    const before = this.#sources;
    this.#failed = { camera: null, microphone: null };
    // A camera that gives pictures in a lesser mode is left in peace.
    if (!this.#attempt || before?.video.source.kind !== 'camera') this.#refused.forget();
    void this.#look().then((now) => {
      void this.#prepare();
      this.#options.onChange();
      const better =
        before !== null &&
        ((before.video.source.kind === 'slate' && now.video.source.kind !== 'slate') ||
          (before.audio.source.kind === 'silence' && now.audio.source.kind !== 'silence'));
      if (better) void this.#endAttempt();
    });
  }

  async #look(): Promise<Sources> {
    this.#known = null;
    const found = await resolveSources(this.#options.settings(), { refused: this.#refused });
    const { camera, microphone } = this.#failed;
    this.#sources = {
      video: camera ? { ...found.video, source: { kind: 'slate' }, reason: camera } : found.video,
      audio: microphone ? { ...found.audio, source: { kind: 'silence' }, reason: microphone } : found.audio,
    };
    this.#known = this.#sources;
    return this.#sources;
  }

  #slateNow() {
    const { language } = this.#options.settings().room;
    const wished: SlateKind | null = this.#wish.slate === 'none' ? null : this.#wish.slate;
    if (wished) return slate(wished, language);
    return this.#sources?.video.source.kind === 'slate' ? slate('noCamera', language) : null;
  }

  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    // Again: there are cameras that forget when they start.
    this.applyControls();
    this.#fault = null;
    this.#options.onChange();
  }

  #status(device: 'camera' | 'microphone'): DeviceStatus {
    const chosen = device === 'camera' ? this.#sources?.video : this.#sources?.audio;
    if (!chosen) return { phase: 'starting', name: '', reason: null };
    const { name, reason } = chosen;
    if (this.#failed[device]) return { phase: 'failed', name, reason };
    if (reason && (chosen.source.kind === 'slate' || chosen.source.kind === 'silence'))
      return { phase: 'missing', name, reason };
    return { phase: this.#attempt && !this.#delivering ? 'starting' : 'ok', name, reason };
  }
}
