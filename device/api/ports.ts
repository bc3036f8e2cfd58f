/**
 * Questions and commands of the HTTP side to the box. The composition root (`appliance.ts`) provides each, so routes
 * stay a few lines.
 */

import type { Readable } from 'node:stream';
import type { CardRecord } from '../card/card-record.ts';
import type { DryRunOutcome } from '../control/dry-run/dry-run.ts';
import type { StartedBy } from '../control/session/session-state.ts';
import type { UpdateState } from '../control/update/update-state.ts';
import type { BoardFacts } from '../health/board/board-facts.ts';
import type { AudioLevels } from '../media/gst/pipeline.ts';
import type { RecordingPage, RecordingSummary } from '../media/journal/recording-library.ts';
import type { LanPlaylist } from '../media/lan-hls/lan-hls.ts';
import type { DeviceList } from '../media/source/device-list.ts';
import type { TrialListener } from '../media/trial/trials.ts';
import type { WorkerRole } from '../media/worker/worker-pool.ts';
import type { Language, Reason } from '../reason.ts';
import type { Waiting } from '../receipt/outbox.ts';
import type { Receipt } from '../receipt/receipt-schema.ts';
import type { ChannelTrial } from '../receipt/try-channels.ts';
import type { SettingsFault } from '../settings/settings-faults.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { Look } from '../support/machine.ts';
import type { History } from './contract/history.ts';
import type { Status } from './contract/status.ts';

export type { DeviceList, RecordingPage, RecordingSummary, SettingsFault };

/** Null when done, or else the reason why the command makes no sense now (answered with 409). */
export type Refusal = Reason | null;

export interface SessionCommands {
  start(options: { title: string | null; startedBy: StartedBy }): Refusal;
  stop(options: { now: boolean }): Refusal;
  mark(label: string | null): Refusal;
  offTheRecord(on: boolean): Refusal;
  /** The start button, as the space bar and the page press it. */
  press(gesture: 'short' | 'double' | 'hold'): Refusal;
}

export interface StatusSource {
  /** The status with its sentences in that language. */
  current(language: Language): Status;
  /** Called after every change, at most ten times a second. Returns the way to stop it. */
  onChange(listener: () => void): () => void;
  /** Called with every level reading of the microphone, ten a second while sound flows. */
  onLevels(listener: (levels: AudioLevels) => void): () => void;
}

export interface RecordingLibrary {
  /** Newest first. Summaries that have not changed since the last call are the same objects. */
  list(): Promise<RecordingSummary[]>;
  /**
   * Recordings after the one with that id, or older than that time. Null where the place in the list cannot be found.
   */
  page(options: { limit: number; before: string | null }): Promise<RecordingPage | null>;
  find(id: string): Promise<RecordingSummary | null>;
  /** File to play or download: the MP4, else that part (from 1). `null` when there is none. */
  video(id: string, part?: number): Promise<{ path: string; contentType: string } | null>;
  poster(id: string): Promise<string | null>;
  /** `busy` when the recording is running or being finished. */
  remove(id: string): Promise<'removed' | 'unknown' | 'busy'>;
}

export interface SettingsStore {
  current(): Settings;
  /** The settings with secrets replaced by `{ set: true|false }`. */
  redacted(): unknown;
  /** Merges objects key by key; arrays replace, but a destination (matched by id) that omits `streamKey` keeps its key. */
  patch(change: unknown): Promise<{ faults: SettingsFault[] }>;
  onChange(listener: (settings: Settings) => void): () => void;
}

/** One trial for the whole box: the newest wins. */
export interface Trials {
  /** Resolves when the devices are chosen, and the capture is held where it has one of them open. */
  begin(wish: { camera?: string; microphone?: string }, listener: TrialListener): Promise<void>;
  /** Does nothing unless the trial belongs to this listener. */
  end(listener: TrialListener, reason?: Reason | null): void;
}

export interface Updates {
  readonly state: UpdateState;
  /** Version that `goBack` returns to; null: none. */
  readonly before: string | null;
  take(body: Readable, declaredBytes: number | null): Promise<Refusal>;
  cancel(): Promise<Refusal>;
  goBack(): Promise<Refusal>;
}

export interface Collaborators {
  status: StatusSource;
  history(): History;
  /** Readings of the board's sensors; null while they are not known. */
  board(): BoardFacts<WorkerRole> | null;
  /** The result of reading the card's file; null on a machine that was not set up from a card. */
  card(): CardRecord | null;
  session: SessionCommands;
  recordings: RecordingLibrary;
  settings: SettingsStore;
  devices(): Promise<DeviceList>;
  /** The dry run. */
  checks(): Promise<DryRunOutcome>;
  /**
   * Small JPEG pictures while at least one subscriber is there. The first subscriber opens the camera, the last one
   * closes it.
   */
  preview: { subscribe(listener: (jpeg: Buffer) => void): () => void };
  /** Addresses of the page. The one that a phone most likely reaches comes first. */
  addresses(): string[];
  trials: Trials;
  receipts: {
    /** Null where there is none. */
    of(id: string): Promise<Receipt | null>;
    /** Messages that no channel has accepted yet. */
    waiting(): Waiting[];
    /** Sends a test message. Empty where the settings name no channel. */
    test(language: Language): Promise<ChannelTrial[]>;
  };
  /** HLS for the viewers in the room. `start`: begins to make it if it is not made yet. */
  lan: {
    playlist(options: { start: boolean }): Promise<LanPlaylist>;
    /** File of a segment in the playlist; null for any other name. */
    segment(name: string): string | null;
  };
  log: { tail(lines: number): string[] };
  support: {
    /** The facts found after the start. Never rejects. */
    facts(): Promise<Look>;
    /** A zip that is made while it is read, and the name of its file. */
    bundle(): { name: string; content: Readable };
  };
  system: { restart(): Promise<Refusal>; powerOff(): Promise<Refusal> };
  updates: Updates;
  /** True while media makes progress as the session state promises. */
  healthy(): boolean;
}
