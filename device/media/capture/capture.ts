/**
 * Captures camera and microphone while somebody wants them, each on a line of its own, so that one survives the other.
 */

import { inBackground } from '../../platform/in-background.ts';
import { because, type Reason } from '../../reason.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import { watchDevices } from '../source/device-watch.ts';
import { KeptControls } from '../source/kept-controls.ts';
import { RefusedModes } from '../source/refused-modes.ts';
import { replayFile } from '../source/replay-file.ts';
import { resolveAudio, resolveVideo } from '../source/resolve-sources.ts';
import type { AudioSource, VideoSource } from '../source/source.ts';
import { CaptureAttempt } from './capture-attempt.ts';
import type { CaptureFailure } from './capture-end.ts';
import { CaptureLine } from './capture-line.ts';
import type { CaptureOptions, CaptureTarget } from './capture-options.ts';
import { type CaptureSpec, capturePipeline } from './capture-pipeline.ts';
import { CodedPicture } from './coded-picture.ts';
import { DeviceChoice } from './input/device-choice.ts';
import { type CameraStatus, type DeviceStatus, deviceStatus, modeOf, NO_CAMERA } from './input/device-status.ts';
import { sourceFailure } from './input/input-failure.ts';
import { dueRate } from './input/picture-rate.ts';
import type { PictureMode } from './programme/affordable-picture.ts';
import { EncoderChoice } from './programme/encoder-choice.ts';
import type { RenditionRequest } from './programme/reduced-picture.ts';
import { type SlateKind, slate } from './programme/slate.ts';
import { linesFor, roleOf } from './track-lines.ts';

const SILENCE: AudioSource = { kind: 'silence' };

export class Capture {
  readonly #options: CaptureOptions;
  readonly #viewers = new Set<(jpeg: Buffer) => void>();
  readonly #camera: DeviceChoice<VideoSource>;
  readonly #microphone: DeviceChoice<AudioSource>;
  readonly #controls: KeptControls;
  readonly #encoder: EncoderChoice;
  readonly #refused = new RefusedModes();
  readonly #picture: CodedPicture;
  /** Faults of tracks that cannot be captured at all. */
  readonly #faults = new Map<MediaKind, Reason>();
  #lines: CaptureLine[] = [];
  #target: CaptureTarget = { encode: false, slate: 'none' };
  #metered = false;
  #reduced: RenditionRequest = { picture: null, sound: false };
  #canReduce = true;
  #isClosed = false;
  #stopWatching: () => void = () => {};

  constructor(options: CaptureOptions) {
    this.#options = options;
    const { clock, logger, settings, onChange, workers } = options;
    this.#picture = new CodedPicture({ clock, logger, settings, onChange, onPicture: () => this.#codesAnother() });
    this.#encoder = new EncoderChoice({
      clock,
      workers,
      onChange,
      mayTakeTime: () => !this.#target.encode,
      onProbed: (picture) => this.#picture.probed(picture),
    });
    this.#controls = new KeptControls({ logger, onChange, asked: () => settings().camera.controls });
    this.#camera = new DeviceChoice({
      clock,
      find: () => {
        // No other mode is left to try, so all are tried again.
        if (this.#camera.isFallback) this.#refused.forget();
        return resolveVideo({ ...settings().camera, ...this.#picture.mode }, { refused: this.#refused });
      },
      fallback: { kind: 'slate' },
      onChange: () => this.#selectionChanged('video'),
      onBetterDevice: () => this.#line('video')?.restart(),
    });
    this.#microphone = new DeviceChoice({
      clock,
      find: () => resolveAudio(settings().microphone),
      fallback: SILENCE,
      replaced: (lost, used) => because('microphoneReplaced', 'it was lost', { lost: lost.name, used: used.name }),
      onChange: () => this.#selectionChanged('audio'),
      onBetterDevice: () => this.#line('audio')?.restart(),
    });
    this.#makeLines();
  }

  /** Finds out what is plugged in and which encoder works, so that a press finds both known. */
  start(): void {
    const { clock, settings } = this.#options;
    const files = () =>
      [settings().camera.device, settings().microphone.device].map(replayFile).filter((file) => file !== null);
    this.#stopWatching = watchDevices(clock, files, () => {
      this.#camera.devicesChanged();
      this.#microphone.devicesChanged();
    });
    for (const line of this.#lines) inBackground(this.#prepare(line));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopWatching();
    this.#camera.forget();
    this.#microphone.forget();
    await Promise.all(this.#lines.map((line) => line.close()));
  }

  get camera(): CameraStatus {
    if (this.#options.settings().camera.device === 'none') return NO_CAMERA;
    const status = deviceStatus(this.#camera, this.#line('video')?.attempt?.isDelivering('video'));
    const { reason, framesPerSecond } = this.#picture;
    const mode = modeOf(this.#camera.current?.source);
    return { ...status, reason: status.reason ?? reason, framesPerSecond, mode };
  }

  get picture(): PictureMode {
    return this.#picture.mode;
  }

  get microphone(): DeviceStatus {
    return deviceStatus(this.#microphone, this.#line('audio')?.attempt?.isDelivering('audio'));
  }

  /** Fault that keeps a wanted capture from running at all; null when it runs. */
  get fault(): Reason | null {
    return this.#faults.get('video') ?? this.#faults.get('audio') ?? null;
  }

  /** Deviations from the settings, though the capture goes on: another encoder, a control that the camera refused. */
  get troubles(): Reason[] {
    return [this.#encoder.trouble, this.#controls.trouble].filter((reason) => reason !== null);
  }

  /** Pids of the workers that have the devices open. */
  get pids(): number[] {
    return this.#lines.map(({ attempt }) => attempt?.pid).filter((pid) => pid !== undefined);
  }

  /** True if a device delivers. */
  get isDelivering(): boolean {
    return this.#lines.some(({ attempt, tracks }) => tracks.some((kind) => attempt?.isDelivering(kind)));
  }

  /** Sound is heard. */
  get isHearing(): boolean {
    return this.#line('audio')?.attempt?.isDelivering('audio') ?? false;
  }

  apply(target: CaptureTarget): void {
    const before = this.#target;
    this.#target = target;
    if (target.encode && !before.encode) this.#microphone.settle();
    this.#picture.setOnAir(target.encode, () => this.#encoder.measure(this.#options.settings()));
    if (target.slate !== before.slate)
      this.#each(({ programme }) => {
        programme.slate = this.#slateNow();
      });
    this.#reconcile();
  }

  /** Sends pictures to a page. The camera opens for the first listener and closes after the last. */
  subscribePreview(listener: (jpeg: Buffer) => void): () => void {
    this.#viewers.add(listener);
    this.#each((attempt) => attempt.programme.setPreview(true));
    this.#reconcile();
    return () => {
      this.#viewers.delete(listener);
      if (this.#viewers.size === 0) this.#each((attempt) => attempt.programme.setPreview(false));
      this.#reconcile();
    };
  }

  /** Sets the rate of levels: ten a second if somebody watches a meter, else one. */
  setMetered(on: boolean): void {
    this.#metered = on;
    this.#each((attempt) => attempt.programme.setMeter(on));
  }

  applyGain(): void {
    this.#each((attempt) => attempt.programme.setGainDb(this.#options.settings().microphone.gainDb));
  }

  applyBitrate(): void {
    this.#each((attempt) => attempt.programme.setBitrateKbps(this.#options.bitrateKbps()));
  }

  /** False where nothing can code a reduced rendition beside the full one. */
  get canReduce(): boolean {
    return this.#canReduce;
  }

  setReduced(request: RenditionRequest): void {
    if (JSON.stringify(request) === JSON.stringify(this.#reduced)) return;
    this.#reduced = request;
    this.#each((attempt) => attempt.programme.reduced?.apply(request));
  }

  requestReducedKeyframe(): void {
    this.#each((attempt) => attempt.programme.reduced?.requestKeyframe());
  }

  /** @param dropped names that the settings asked for until now. */
  applyControls(dropped: string[] = []): void {
    inBackground(this.#controls.apply(this.#camera.current?.source, dropped));
  }

  /** Ends the attempts of these; the next take the current settings. */
  restart(kinds: readonly MediaKind[]): void {
    if (kinds.includes('video')) {
      this.#camera.forget();
      this.#refused.forget();
    }
    if (kinds.includes('audio')) this.#microphone.forget();
    const tracks = linesFor(this.#options.settings());
    const isSame = JSON.stringify(tracks) === JSON.stringify(this.#lines.map((line) => line.tracks));
    if (!isSame) inBackground(this.#replaceLines());
    for (const line of isSame ? this.#lines : []) {
      if (!line.tracks.some((kind) => kinds.includes(kind))) continue;
      inBackground(this.#prepare(line));
      line.restart();
    }
  }

  /** Lets go of a device before another line opens it. */
  async #replaceLines(): Promise<void> {
    const before = this.#lines;
    this.#lines = [];
    await Promise.all(before.map((line) => line.close()));
    if (this.#isClosed || this.#lines.length > 0) return;
    this.#makeLines();
    for (const line of this.#lines) inBackground(this.#prepare(line));
    this.#reconcile();
  }

  #makeLines(): void {
    const { clock, releaseDevices, onClosed, onChange, analysis } = this.#options;
    this.#lines = linesFor(this.#options.settings()).map(
      (tracks) =>
        new CaptureLine({
          clock,
          tracks,
          spec: () => this.#spec(tracks),
          releaseDevices: ({ video, audio }) =>
            releaseDevices({ ...(tracks.includes('video') && { video }), ...(tracks.includes('audio') && { audio }) }),
          start: (spec) => this.#start(spec),
          onFailed: (end, spec, livedMs) => this.#failed(end, spec, livedMs),
          onClosed: () => {
            if (tracks.includes('video')) this.#picture.end();
            analysis.reset(tracks);
            onClosed(tracks);
          },
          onChange,
        }),
    );
  }

  #line(kind: MediaKind): CaptureLine | undefined {
    return this.#lines.find(({ tracks }) => tracks.includes(kind));
  }

  #each(act: (attempt: CaptureAttempt) => void): void {
    for (const { attempt } of this.#lines) if (attempt) act(attempt);
  }

  #reconcile(): void {
    const { encode } = this.#target;
    const run = encode || this.#viewers.size > 0;
    if (!run) this.#faults.clear();
    for (const line of this.#lines) line.ensure({ run, encode });
  }

  /** Specification of a session's capture now; null when no encoder works. */
  async #spec(tracks: readonly MediaKind[]): Promise<CaptureSpec | null> {
    const settings = this.#options.settings();
    const hasPicture = tracks.includes('video');
    // Its speed decides which picture the camera is asked for.
    const kind = hasPicture ? await this.#encoder.kind(settings) : ('x264' as const);
    const [video, audio, gstreamer] = await Promise.all([
      hasPicture ? this.#camera.choose() : null,
      tracks.includes('audio') ? this.#microphone.choose() : null,
      this.#options.workers.gstreamer,
    ]);
    if (kind === null) {
      this.#faults.set('video', because('noEncoder', 'no encoder passed its probe'));
      this.#encoder.forget();
      return null;
    }
    const { microphone, encoder } = settings;
    const picture = this.#picture.mode;
    const reduced = encoder.separateLive === 'never' ? null : await this.#encoder.reduced(kind);
    if (hasPicture) this.#canReduce = reduced !== null;
    const source = video?.source ?? { kind: 'none' as const };
    return {
      tracks,
      video: source,
      audio: audio?.source ?? SILENCE,
      picture,
      encoder: {
        kind,
        bitrateKbps: this.#options.bitrateKbps(),
        gopFrames: Math.max(1, Math.round(encoder.keyframeSeconds * dueRate(source, picture.framesPerSecond))),
      },
      reduced,
      keyframeSeconds: encoder.keyframeSeconds,
      audioKbps: encoder.audioKbps,
      gainDb: microphone.gainDb,
      noiseSuppression: microphone.noiseSuppression,
      encode: true,
      gstreamer,
    };
  }

  /** Prepares the pipeline and the camera's controls for a press. Loading the plugins alone takes 0.1 to 0.3 s. */
  async #prepare({ tracks }: CaptureLine): Promise<void> {
    const spec = await this.#spec(tracks);
    if (!spec || this.#isClosed) return;
    this.#options.workers.prepare(roleOf(tracks), capturePipeline(spec));
    if (tracks.includes('video')) this.applyControls();
  }

  #start(spec: CaptureSpec): CaptureAttempt {
    const { clock, logger, onLevels, openSource, analysis, workers } = this.#options;
    const { tracks, video, audio, encoder, picture } = spec;
    if (tracks.includes('video')) {
      this.#picture.begin(video, picture);
      this.applyControls();
    }
    const attempt = new CaptureAttempt({
      clock,
      worker: workers.acquire(roleOf(tracks)),
      spec,
      slate: this.#slateNow(),
      reduced: this.#reduced,
      openSource,
      onDelivering: (kind) => this.#delivering(kind),
      onLevels,
      onPreview: (jpeg) => {
        for (const listener of this.#viewers) listener(jpeg);
      },
      onThumbnail: (picture) =>
        analysis.pushPicture(picture, { isScreen: video.kind === 'camera' && video.isGrabber === true }),
      onAnalysisAudio: (piece) => analysis.pushSound(piece),
      onFrames: (counts) => this.#picture.count(counts),
    });
    if (this.#viewers.size > 0) attempt.programme.setPreview(true);
    if (this.#metered) attempt.programme.setMeter(true);
    const pictures = { encoder: encoder.kind, video: video.kind, mode: modeOf(video) };
    logger.info(
      { ...(tracks.includes('video') && pictures), ...(tracks.includes('audio') && { audio: audio.kind }) },
      'capture started',
    );
    return attempt;
  }

  /** Asks the camera for the coded picture, with which a running talk continues. */
  #codesAnother(): void {
    this.#camera.forget();
    this.#line('video')?.restart();
    this.#selectionChanged('video');
    this.#options.onPicture();
  }

  #delivering(kind: MediaKind): void {
    this.#faults.delete(kind);
    // Applied again, since some cameras forget them when they start.
    if (kind === 'video') this.applyControls();
    this.#options.onChange();
  }

  #failed(end: CaptureFailure, spec: CaptureSpec, livedMs: number): boolean {
    const { why, tech } = end;
    const { tracks, video, audio, encoder } = spec;
    this.#options.logger.warn({ why, tech, tracks: tracks.join() }, 'capture ended');
    switch (why) {
      case 'cameraFailed':
        if (end.refused && video.kind === 'camera') {
          this.#refused.refuse(video.device, video);
          this.#camera.tryAgainLater(livedMs);
        } else this.#camera.failed(sourceFailure(why, video, tech, end.isMissing), livedMs);
        return true;
      case 'microphoneFailed':
        this.#microphone.failed(sourceFailure(why, audio, tech, end.isMissing), livedMs);
        return true;
      case 'encoderFailed':
        this.#encoder.failed(encoder.kind);
        break;
      case 'reducedFailed':
        this.#encoder.reducedFailed();
        break;
    }
    for (const kind of tracks) this.#faults.set(kind, because('captureFailed', tech));
    return false;
  }

  #selectionChanged(kind: MediaKind): void {
    const line = this.#line(kind);
    if (line && !line.attempt) inBackground(this.#prepare(line));
    this.#options.onChange();
  }

  #slateNow() {
    const asked: SlateKind | null = this.#target.slate === 'none' ? null : this.#target.slate;
    const shown = asked ?? (this.#camera.isFallback ? 'noCamera' : null);
    return shown && slate(shown, this.#options.settings().room.language);
  }
}
