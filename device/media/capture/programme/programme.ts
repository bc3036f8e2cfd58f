/** A programme that runs: its slate, its levels, its encoders and its reduced rendition, changed without a break. */
import type { MediaKind } from '../../flv/flv-tag.ts';
import type { HubSource, TrackId } from '../../hub/tag-hub.ts';
import type { WorkerLink } from '../../worker/worker-link.ts';
import type { PropertySetting } from '../../worker/worker-protocol.ts';
import { bitrateSetting } from './encoder.ts';
import { gainFactor, LEVEL_INTERVAL_NS, lateNs, type ProgrammeSpec } from './programme-pipeline.ts';
import type { RenditionRequest } from './reduced-picture.ts';
import { ReducedRendition } from './reduced-rendition.ts';
import type { Slate } from './slate.ts';

/** Factor of a GOP's time: clocks and rounding are no reason to ask. */
const LATE_KEYFRAME = 1.02;

export interface ProgrammeOptions {
  worker: WorkerLink;
  spec: ProgrammeSpec;
  tracks: readonly MediaKind[];
  slate: Slate | null;
  /** Parts of the reduced rendition that are there from the first. */
  reduced: RenditionRequest;
  openSource(track: TrackId): HubSource;
  /** The output of the reduced rendition is no coded stream. */
  onBroken(error: Error): void;
}

export class Programme {
  readonly #options: ProgrammeOptions;
  readonly #worker: WorkerLink;
  /** Null where nothing can code it. */
  readonly reduced: ReducedRendition | null;
  #slate: Slate | null;
  /** Length of the GOP when the next was asked for; 0 when none is awaited. */
  #keyframeRequestedMs = 0;

  constructor(options: ProgrammeOptions) {
    this.#options = options;
    const { worker, spec, tracks, openSource, onBroken } = options;
    this.#worker = worker;
    this.#slate = options.slate;
    this.reduced = spec.reduced
      ? new ReducedRendition({
          worker,
          encoder: spec.reduced,
          tracks,
          first: options.reduced,
          lateNs: (kind) => lateNs(kind, spec),
          keyframeSeconds: spec.keyframeSeconds,
          openSource,
          onBroken,
        })
      : null;
  }

  /** Settings at the start of its pipeline: the first sound of a session that is off the record is silence. */
  get firstSettings(): PropertySetting[] {
    return [
      ...(this.#slate && this.#has('video') ? slateSettings(this.#slate) : []),
      ...(this.#slate?.muted && this.#has('audio') ? [{ element: 'gain', property: 'mute', value: true }] : []),
    ];
  }

  /** Takes the base time when it plays. */
  beginsAt(baseNs: number): void {
    this.reduced?.beginsAt(baseNs);
  }

  /** Codes it from now on; opens the encoders of one that was only previewed so far. */
  beginEncoding(): void {
    if (!this.#options.spec.encode) {
      if (this.#has('audio')) this.#worker.set('encodeAudio', 'drop', false);
      if (this.#has('video')) this.#worker.set('encodeVideo', 'drop', false);
    }
    this.reduced?.begin();
  }

  setPreview(on: boolean): void {
    if (this.#has('video')) this.#worker.set('preview', 'drop', !on);
  }

  /** Ten readings a second instead of one. */
  setMeter(on: boolean): void {
    if (this.#has('audio'))
      this.#worker.set('level', 'interval', on ? LEVEL_INTERVAL_NS.watched : LEVEL_INTERVAL_NS.unwatched);
  }

  /** Slate over the picture, with the sound muted where it says so; null: neither. */
  get slate(): Slate | null {
    return this.#slate;
  }

  set slate(slate: Slate | null) {
    this.#slate = slate;
    if (this.#has('audio')) this.#worker.set('gain', 'mute', slate?.muted ?? false);
    if (!this.#has('video')) return;
    for (const { element, property, value } of slateSettings(slate)) this.#worker.set(element, property, value);
    // A new reader or recording gets nothing from before.
    this.requestKeyframe();
  }

  setGainDb(gainDb: number): void {
    if (this.#has('audio')) this.#worker.set('gain', 'volume', gainFactor(gainDb));
  }

  setBitrateKbps(bitrateKbps: number): void {
    if (!this.#has('video')) return;
    const { property, value } = bitrateSetting({ ...this.#options.spec.encoder, bitrateKbps });
    this.#worker.set('encoder', property, value);
  }

  requestKeyframe(): void {
    if (this.#has('video')) this.#worker.requestKeyframe('coded');
  }

  /**
   * Asks for a keyframe that is late: a camera with fewer pictures than promised delays keyframes, and with them
   * segments.
   * @param gopMs from the newest keyframe to the newest picture
   * @param framesPerSecond promised by the camera
   */
  enforceKeyframeInterval(gopMs: number, framesPerSecond: number): void {
    const dueMs = (this.#options.spec.encoder.gopFrames * 1000 * LATE_KEYFRAME) / framesPerSecond;
    // The keyframe came.
    if (gopMs < this.#keyframeRequestedMs) this.#keyframeRequestedMs = 0;
    if (gopMs < this.#keyframeRequestedMs + dueMs) return;
    this.#keyframeRequestedMs = gopMs;
    this.requestKeyframe();
  }

  close(): void {
    this.reduced?.close();
  }

  #has(kind: MediaKind): boolean {
    return this.#options.tracks.includes(kind);
  }
}

function slateSettings(slate: Slate | null): PropertySetting[] {
  if (slate === null) return [{ element: 'slate', property: 'alpha', value: 0 }];
  return [
    { element: 'slate', property: 'location', value: slate.file },
    { element: 'slate', property: 'alpha', value: 1 },
  ];
}
