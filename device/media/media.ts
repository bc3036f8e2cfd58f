/** The data path as a whole: it follows a target, and retries by itself. */

import type { Clock } from '../platform/clock.ts';
import { isClockTrusted } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import type { Logger } from '../platform/logger.ts';
import { because, type Reason } from '../reason.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { transportOf } from '../transport/transports.ts';
import type { MediaAnalysis } from './analysis/media-analysis.ts';
import { Capture } from './capture/capture.ts';
import { restartedTracks } from './capture/restarted-tracks.ts';
import type { GstreamerVersion } from './gst/gstreamer-version.ts';
import type { AudioLevels } from './gst/pipeline.ts';
import { TagHub } from './hub/tag-hub.ts';
import { startJoinProcess } from './journal/join-process.ts';
import { Joiner } from './journal/joiner.ts';
import { Journal } from './journal/journal.ts';
import { RecordingLibrary } from './journal/recording-library.ts';
import { RecordingLifecycle } from './journal/recording-lifecycle.ts';
import { LanHls } from './lan-hls/lan-hls.ts';
import { RecordingMeasurer } from './measure/recording-measurer.ts';
import type { MediaTarget } from './media-target.ts';
import { decodePreviews } from './preview/decode-previews.ts';
import { type DestinationStatus, PublishedDestination } from './published-destination.ts';
import { publishPipeline } from './publisher/publish-attempt.ts';
import type { QualityLimits } from './publisher/quality-level.ts';
import { Rehearsal } from './rehearsal/rehearsal.ts';
import { renditionRequest } from './rendition-request.ts';
import { Trials } from './trial/trials.ts';
import { type WarmRole, WorkerPool, type WorkerRole } from './worker/worker-pool.ts';

export interface MediaOptions {
  clock: Clock;
  logger: Logger;
  settings(): Settings;
  /** `DIR/recordings`. */
  recordingsFolder: string;
  /** Folder for temporary files; made and removed here. */
  volatileFolder: string;
  /** Arguments to node that run a worker, and the process which joins a recording. */
  entries: { worker: string[]; join: string[] };
  /** The session that is on, with its seconds so far. */
  session(): { id: string; seconds: number } | null;
  onChange(): void;
  /** A piece of the recording is on the disk. */
  onWritten(bytes: number, tookMs: number): void;
  /** A worker ended without having been asked and without a last word. */
  onWorkerCrashed(role: WorkerRole): void;
  onLevels(levels: AudioLevels): void;
  analysis: Pick<MediaAnalysis, 'pushPicture' | 'pushSound' | 'reset'>;
  /** Sends the capture's levels, ten a second, while somebody listens. */
  watchLevels(listener: (levels: AudioLevels) => void): () => void;
}

const MEGABYTE = 1_000_000;

export class Media {
  readonly capture: Capture;
  readonly journal: Journal;
  readonly recordings: RecordingLibrary;
  readonly joiner: Joiner;
  readonly measurer: RecordingMeasurer;
  readonly trials: Trials;
  readonly lanHls: LanHls;
  readonly rehearsal: Rehearsal;
  readonly #options: MediaOptions;
  readonly #hub: TagHub;
  readonly #workers: WorkerPool;
  readonly #lifecycle = new RecordingLifecycle();
  #destinations = new Map<string, PublishedDestination>();
  #target: MediaTarget = { encode: false, slate: 'none', recording: null, publish: false };
  #workersUsable = true;

  constructor(options: MediaOptions) {
    this.#options = options;
    const { clock, logger, settings, onChange, recordingsFolder: folder } = options;
    this.#workers = this.#makeWorkers(options);
    this.#hub = new TagHub({
      clock,
      onLoss: (loss) => {
        // The journal reports its own losses: its disk can be away for hours.
        if (loss.reader !== 'journal') logger.warn(loss, 'a slow reader lost frames');
      },
    });
    this.trials = new Trials({
      clock,
      settings,
      workers: this.#workers,
      watchPictures: (listener) => this.capture.subscribePreview(listener),
      watchLevels: options.watchLevels,
    });
    this.capture = this.#makeCapture(options);
    this.journal = new Journal({
      clock,
      logger,
      hub: this.#hub,
      folder,
      minFreeBytes: () => minFreeBytes(settings()),
      isClockTrusted,
      onChange,
      onWritten: options.onWritten,
    });
    this.joiner = this.#makeJoiner(options);
    this.measurer = new RecordingMeasurer({ clock, workers: this.#workers });
    this.recordings = new RecordingLibrary({
      folder,
      running: options.session,
      joiner: this.joiner,
      lifecycle: this.#lifecycle,
    });
    this.lanHls = new LanHls({
      clock,
      logger,
      hub: this.#hub,
      folder: options.volatileFolder,
      stream: () => {
        const { camera, encoder } = settings();
        return { hasPicture: camera.device !== 'none', keyframeSeconds: encoder.keyframeSeconds };
      },
      workers: this.#workers,
    });
    this.rehearsal = new Rehearsal({
      clock,
      settings,
      limits: () => this.qualityLimits,
      workers: this.#workers,
    });
    this.#makeDestinations();
  }

  #makeWorkers({ clock, logger, entries, onChange, onWorkerCrashed }: MediaOptions): WorkerPool {
    return new WorkerPool({
      clock,
      logger,
      entry: entries.worker,
      wanted: this.#warmWanted(),
      onCrashed: onWorkerCrashed,
      onUsable: (usable) => {
        this.#workersUsable = usable;
        onChange();
      },
    });
  }

  #makeJoiner({ clock, logger, settings, recordingsFolder, entries, onChange, onWorkerCrashed }: MediaOptions): Joiner {
    return new Joiner({
      clock,
      logger,
      folder: recordingsFolder,
      minFreeBytes: () => minFreeBytes(settings()),
      isClockTrusted,
      startProcess: () => startJoinProcess(entries.join),
      workers: this.#workers,
      lifecycle: this.#lifecycle,
      onChange,
      onCrashed: () => onWorkerCrashed('other'),
    });
  }

  #makeCapture({ clock, logger, settings, onChange, analysis, onLevels }: MediaOptions): Capture {
    return new Capture({
      clock,
      logger,
      settings,
      bitrateKbps: () => this.#bitrateKbps(),
      workers: this.#workers,
      openSource: (track) => this.#hub.openSource(track),
      releaseDevices: (sources) => this.trials.releaseDevices(sources),
      onClosed: (kinds) => this.trials.captureClosed(kinds),
      onChange,
      onPicture: () => {
        this.#hub.describe(this.#describe(settings()));
        this.#reduce();
      },
      analysis,
      onLevels: (levels) => {
        for (const one of this.#destinations.values()) one.heard(levels.rmsDb);
        onLevels(levels);
      },
    });
  }

  /** Known once a worker has loaded. */
  get gstreamer(): Promise<GstreamerVersion> {
    return this.#workers.gstreamer;
  }

  /** @throws when the recordings folder cannot be written. */
  async start(): Promise<void> {
    await this.recordings.open();
    await this.lanHls.open();
    this.#preparePublishing();
    this.#workers.start();
    this.capture.start();
  }

  /** Takes up recordings that a restart left unjoined; the running session's is left alone. */
  async joinUnfinished(): Promise<void> {
    for (const id of await this.recordings.unfinished()) this.joiner.add(id);
  }

  /** Recordings closed, publications ended, no process left. */
  async close(): Promise<void> {
    const destinations = [...this.#destinations.values()].map((one) => one.ensureStopped());
    this.rehearsal.interrupt();
    await this.trials.close();
    // The journal first waits for what the capture still has inside.
    await this.capture.close();
    await Promise.all([
      this.journal.ensureStopped(),
      ...destinations,
      this.joiner.close(),
      this.measurer.close(),
      this.lanHls.close(),
    ]);
    this.#workers.close();
  }

  /** Resolves, after a target for nothing, when the recording is closed and the publications are ended. */
  async settled(): Promise<void> {
    const destinations = [...this.#destinations.values()].map((one) => one.ensureStopped());
    await Promise.all([this.journal.ensureStopped(), ...destinations]);
  }

  get destinations(): DestinationStatus[] {
    return [...this.#destinations.values()].map(({ status }) => status);
  }

  /** Fault that keeps everything from being captured; null while there is none. */
  get fault(): Reason | null {
    return this.#workersUsable ? this.capture.fault : because('mediaToolsMissing', 'workers do not load');
  }

  /** Frames of the running session are arriving somewhere, or would be if there were a disk or a server to take them. */
  get isFlowing(): boolean {
    const { phase, reason } = this.journal.status;
    if (phase === 'recording' || this.destinations.some((one) => one.phase === 'live')) return true;
    // A box that only publishes is not stuck when its server is away.
    return (reason !== null || phase === 'off') && this.capture.isDelivering;
  }

  /** Decodes preview pictures, small and grey; none where they cannot be decoded. Never rejects. */
  decodePreviews(jpegs: readonly Buffer[]): Promise<Buffer[]> {
    return decodePreviews(jpegs, { clock: this.#options.clock, workers: this.#workers });
  }

  apply(target: MediaTarget): void {
    if (target.encode && !this.#target.encode) this.#beginStream();
    this.#target = target;
    this.#reduce();
    this.#workers.setWanted(this.#warmWanted());
    this.capture.apply({ encode: target.encode, slate: target.slate });
    this.lanHls.setOnAir(target.encode);
    this.joiner.setOnAir(target.encode);
    if (target.recording !== null) this.journal.ensureStarted(target.recording);
    else inBackground(this.journal.ensureStopped());
    if (target.publish) this.rehearsal.interrupt();
    for (const one of this.#destinations.values()) {
      if (target.publish && one.destination.enabled) one.ensureStarted();
      else inBackground(one.ensureStopped());
    }
  }

  #beginStream(): void {
    const settings = this.#options.settings();
    this.#hub.begin(this.#describe(settings), { hasPicture: settings.camera.device !== 'none' });
  }

  /** Begins a new stream: receivers know the old one's tracks, and would wait for one that is gone. */
  #beginNewStream(): void {
    if (this.#target.encode) this.#beginStream();
    this.lanHls.restart();
    for (const one of this.#destinations.values()) inBackground(one.renew());
  }

  /** Changes what can be changed while running; restarts the capture only where the new settings need it. */
  settingsChanged(now: Settings, before: Settings): void {
    const differs = (part: (settings: Settings) => unknown) =>
      JSON.stringify(part(now)) !== JSON.stringify(part(before));
    const restarted = restartedTracks(now, before);
    if (restarted.length > 0) this.capture.restart(restarted);
    if (differs(({ microphone }) => microphone.gainDb)) this.capture.applyGain();
    if (differs(({ camera }) => camera.controls))
      this.capture.applyControls(Object.keys(before.camera.controls).filter((name) => !(name in now.camera.controls)));
    if (differs(({ encoder }) => [encoder.archiveKbps, encoder.liveKbps, encoder.separateLive]))
      this.capture.applyBitrate();
    if (differs(({ camera }) => camera.device === 'none')) this.#beginNewStream();
    else if (differs(describe)) this.#hub.describe(this.#describe(now));
    if (differs(({ destinations }) => destinations)) {
      this.capture.applyBitrate();
      this.#makeDestinations();
      this.#preparePublishing();
      this.apply(this.#target);
    }
    this.#reduce();
  }

  /** Makes the destinations; unchanged ones continue undisturbed. */
  #makeDestinations(): void {
    const { clock, logger, onChange, settings } = this.#options;
    const before = this.#destinations;
    this.#destinations = new Map();
    for (const destination of settings().destinations) {
      const kept = before.get(destination.id);
      if (kept && JSON.stringify(kept.destination) === JSON.stringify(destination)) {
        this.#destinations.set(destination.id, kept);
        before.delete(destination.id);
        continue;
      }
      const published = new PublishedDestination({
        clock,
        logger,
        hub: this.#hub,
        destination,
        workers: this.#workers,
        limits: () => this.qualityLimits,
        best: () => ({ video: this.#hasSeparateLive ? 'reduced' : 'full', audio: 'full' }),
        onChange,
        onDemand: () => this.#reduce(),
        onKeyframeNeeded: () => this.capture.requestReducedKeyframe(),
      });
      this.#destinations.set(destination.id, published);
    }
    for (const one of before.values()) inBackground(one.ensureStopped());
  }

  /**
   * Prepares a worker for the first destination of a talk; another protocol's pipeline is made when its worker is
   * taken.
   */
  #preparePublishing(): void {
    const first = this.#options.settings().destinations.find(({ enabled }) => enabled);
    if (first) this.#workers.prepare('publish', publishPipeline(transportOf(first)));
  }

  #reduce(): void {
    const demands = [...this.#destinations.values()].map(({ demand }) => demand);
    this.capture.setReduced(renditionRequest(this.#affordable(this.#options.settings()), demands));
  }

  #describe(settings: Settings): Record<string, number | string> {
    return describe(this.#affordable(settings));
  }

  /** Settings with the picture that the board can code. */
  #affordable(settings: Settings): Settings {
    return { ...settings, camera: { ...settings.camera, ...this.capture.picture } };
  }

  /** Limits of the quality levels of a destination. */
  get qualityLimits(): QualityLimits {
    const { camera, encoder } = this.#options.settings();
    return {
      hasPicture: camera.device !== 'none',
      hasReduced: encoder.separateLive !== 'never' && this.capture.canReduce,
      fullKbps: encoder.liveKbps,
      floorKbps: encoder.liveFloorKbps,
    };
  }

  /** The network always has a separate picture from the recording. */
  get #hasSeparateLive(): boolean {
    return this.#options.settings().encoder.separateLive === 'always' && this.capture.canReduce;
  }

  /** Bitrate of the one rendition: where it serves both, the network's need counts. */
  #bitrateKbps(): number {
    const { encoder, destinations } = this.#options.settings();
    if (this.#hasSeparateLive) return encoder.archiveKbps;
    return destinations.some(({ enabled }) => enabled) ? encoder.liveKbps : encoder.archiveKbps;
  }

  /**
   * Warm workers. Idle: one for each track and one for the first publisher, so that a press waits for none. On air: one
   * for whatever is lost first.
   */
  #warmWanted(): Record<WarmRole, number> {
    const { encode } = this.#target;
    const { destinations, camera } = this.#options.settings();
    const publishes = destinations.some(({ enabled }) => enabled);
    const isIdle = encode ? 0 : 1;
    return { video: camera.device === 'none' ? 0 : isIdle, audio: isIdle, publish: publishes || encode ? 1 : 0 };
  }
}

const minFreeBytes = ({ recording }: Settings) => recording.minFreeMegabytes * MEGABYTE;

/** For `onMetaData`; the names are those of Adobe's FLV specification. */
function describe({ camera, encoder }: Settings): Record<string, number | string> {
  const { width, height, framesPerSecond } = camera;
  const picture = { width, height, framerate: framesPerSecond, videocodecid: 7, videodatarate: encoder.liveKbps };
  const sound = { audiocodecid: 10, audiodatarate: encoder.audioKbps, audiosamplerate: 48_000, audiosamplesize: 16 };
  return { ...(camera.device !== 'none' && picture), ...sound, encoder: 'Pupitre' };
}
