/** A box in memory that behaves as the real one does towards the HTTP side, and whose inside a test may change. */

import { Readable } from 'node:stream';
import type { History } from '../../../device/api/contract/history.ts';
import type { Status } from '../../../device/api/contract/status.ts';
import type { Collaborators, DeviceList, RecordingSummary, Refusal, SettingsFault } from '../../../device/api/ports.ts';
import type { CardRecord } from '../../../device/card/card-record.ts';
import type { DryRunOutcome } from '../../../device/control/dry-run/dry-run.ts';
import type { BoardFacts } from '../../../device/health/board/board-facts.ts';
import type { TrialListener } from '../../../device/media/trial/trials.ts';
import type { WorkerRole } from '../../../device/media/worker/worker-pool.ts';
import { because, type Language, type Reason, spoken } from '../../../device/reason.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import type { Settings } from '../../../device/settings/settings-schema.ts';

type Listener<T> = (value: T) => void;

/** Listeners of one kind; `add` returns the way to stop. */
class Listeners<T> {
  readonly all = new Set<Listener<T>>();
  add = (listener: Listener<T>) => {
    this.all.add(listener);
    return () => void this.all.delete(listener);
  };
  tell(value: T): void {
    for (const listener of [...this.all]) listener(value);
  }
}

export interface FakeRecording extends RecordingSummary {
  videoPath: string | null;
  posterPath: string | null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  const keys = Object.entries(change).map(([key, value]) => [key, merge(base[key], value)] as const);
  return { ...base, ...Object.fromEntries(keys) };
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (!isObject(value)) return value;
  const shown = Object.entries(value).map(([key, inner]) =>
    ['streamKey', 'passphrase', 'password', 'token', 'accessToken'].includes(key)
      ? [key, { set: inner !== '' }]
      : [key, redact(inner)],
  );
  return Object.fromEntries(shown);
}

const trialDevices = {
  camera: { phase: 'starting', name: 'Camera', reason: null },
  microphone: { phase: 'off', name: '', reason: null },
} as const;

export class FakeCollaborators implements Collaborators {
  state: Status = readyStatus();
  /** Told in the status, beside what `state` holds. */
  trouble: Reason | null = null;
  /** The language of each status that was composed, in order. */
  readonly composed: Language[] = [];
  videos: FakeRecording[] = [];
  lines = ['{"level":"info","msg":"started"}', '{"level":"info","msg":"listening"}'];
  isHealthy = true;
  /** Set to refuse the next restart or power-off. */
  systemRefusal: Refusal = null;
  readonly systemCalls: string[] = [];
  checksRun = 0;
  readonly changes = new Listeners<void>();
  readonly levels = new Listeners<{ rmsDb: number; peakDb: number }>();
  readonly pictures = new Listeners<Buffer>();
  readonly #settingsChanges = new Listeners<Settings>();
  #settings: Settings;

  constructor(settings: unknown = {}) {
    const whole = checkSettings(settings);
    if (!whole.settings) throw new Error(`settings of the test: ${JSON.stringify(whole.faults)}`);
    this.#settings = whole.settings;
  }

  /** Replaces some parts of the status and tells whoever listens. */
  change(parts: Partial<Status>): void {
    this.state = { ...this.state, ...parts };
    this.changes.tell();
  }

  status = {
    current: (language: Language): Status => {
      this.composed.push(language);
      const reason = spoken(this.trouble, language);
      if (!reason) return this.state;
      return { ...this.state, health: { level: 'degraded', items: [{ id: reason.code, level: 'degraded', reason }] } };
    },
    onChange: this.changes.add,
    onLevels: this.levels.add,
  };

  session = {
    start: ({ title, startedBy }: { title: string | null; startedBy: Status['session']['startedBy'] }): Refusal => {
      const { phase } = this.state.session;
      if (phase === 'starting' || phase === 'running') return because('sessionAlreadyRunning', 'fake');
      const session =
        phase === 'ending'
          ? { ...this.state.session, phase: 'running' as const }
          : { ...readyStatus().session, phase: 'running' as const, id: '2026-11-22T10-00-00-fake', title, startedBy };
      this.change({ session, recording: { ...this.state.recording, phase: 'recording' } });
      return null;
    },
    stop: ({ now }: { now: boolean }): Refusal => {
      if (this.state.session.phase === 'ready') return because('sessionNotRunning', 'fake');
      if (now) this.change({ session: readyStatus().session, recording: readyStatus().recording });
      else this.change({ session: { ...this.state.session, phase: 'ending' } });
      return null;
    },
    mark: (label: string | null): Refusal => {
      if (this.state.session.phase !== 'running') return because('sessionNotRunning', 'fake');
      const { marks, seconds } = this.state.session;
      const mark = { atSeconds: seconds, label: label ?? String(marks.length + 1) };
      this.change({ session: { ...this.state.session, marks: [...marks, mark] } });
      return null;
    },
    offTheRecord: (on: boolean): Refusal => {
      if (this.state.session.phase !== 'running') return because('sessionNotRunning', 'fake');
      this.change({ session: { ...this.state.session, offTheRecord: on } });
      return null;
    },
    press: (): Refusal => null,
  };

  recordings = {
    list: async () => this.videos.map(({ videoPath: _video, posterPath: _poster, ...summary }) => summary),
    page: async ({ limit, before }: { limit: number; before: string | null }) => {
      const all = await this.recordings.list();
      const from = before === null ? 0 : all.findIndex(({ id }) => id === before) + 1;
      if (before !== null && from === 0) return null;
      const recordings = all.slice(from, from + limit);
      const next = from + limit < all.length ? (recordings.at(-1)?.id ?? null) : null;
      return { recordings, total: all.length, next };
    },
    find: async (id: string) => (await this.recordings.list()).find((recording) => recording.id === id) ?? null,
    video: async (id: string) => {
      const path = this.videos.find((recording) => recording.id === id)?.videoPath;
      return path ? { path, contentType: path.endsWith('.mp4') ? 'video/mp4' : 'video/x-flv' } : null;
    },
    poster: async (id: string) => this.videos.find((recording) => recording.id === id)?.posterPath ?? null,
    remove: async (id: string): Promise<'removed' | 'unknown' | 'busy'> => {
      const recording = this.videos.find((candidate) => candidate.id === id);
      if (!recording) return 'unknown';
      if (recording.state === 'recording' || recording.state === 'finishing') return 'busy';
      this.videos = this.videos.filter((candidate) => candidate !== recording);
      return 'removed';
    },
  };

  settings = {
    current: () => this.#settings,
    redacted: () => redact(this.#settings),
    patch: async (change: unknown): Promise<{ faults: SettingsFault[] }> => {
      const next = merge(structuredClone(this.#settings), change);
      const { settings, faults } = checkSettings(next);
      if (!settings) return { faults };
      this.#settings = settings;
      this.#settingsChanges.tell(settings);
      return { faults: [] };
    },
    onChange: this.#settingsChanges.add,
  };

  readonly #plugged = { where: 'USB 1-1', inUse: null, isChosen: true, isAutomatic: true, passedOver: null };

  devices = async (): Promise<DeviceList> => ({
    cameras: [
      {
        device: '/dev/video0',
        name: 'Camera',
        ...this.#plugged,
        isGrabber: false,
        modes: [{ format: 'jpeg', pixelFormat: 'MJPG', width: 1280, height: 720, framesPerSecond: 30 }],
        controls: [],
      },
    ],
    microphones: [
      {
        device: 'hw:CARD=U',
        name: 'USB microphone',
        ...this.#plugged,
        passedOver: because('passedOverForAnother', 'ranked behind', { name: 'another' }),
        channels: 1,
      },
    ],
  });

  checks = async (): Promise<DryRunOutcome> => {
    this.checksRun += 1;
    return {
      ok: false,
      checks: [
        { id: 'camera', line: 1, level: 'ok', reason: because('cameraWell', 'fake', { name: 'Logi', got: 29.5 }) },
        { id: 'microphone', line: 2, level: 'failing', reason: because('noMicrophone', 'no capture card') },
      ],
    };
  };

  history = (): History => ({
    everySeconds: 2,
    destinations: [{ id: 'main', kbps: [0, 2100], droppedFrames: [0, 3], delaySeconds: [null, 0.4] }],
  });
  facts: BoardFacts<WorkerRole> | null = boardFacts();
  board = () => this.facts;
  cardRecord: CardRecord | null = null;
  card = () => this.cardRecord;
  preview = { subscribe: this.pictures.add };
  addresses = () => ['http://192.168.1.20:8080', 'http://box.local:8080'];
  /** Who has the trial that is on, and what was asked for. */
  trial: { listener: TrialListener; wish: { camera?: string; microphone?: string } } | null = null;
  trials = {
    begin: async (wish: { camera?: string; microphone?: string }, listener: TrialListener) => {
      this.trial = { listener, wish };
      listener.onState({ phase: 'starting', reason: null, ...trialDevices });
    },
    end: (listener: TrialListener, reason: Refusal = null) => {
      if (this.trial?.listener !== listener) return;
      this.trial = null;
      listener.onState({ phase: 'ended', reason, ...trialDevices });
    },
  };
  receipts: Collaborators['receipts'] = { of: async () => null, waiting: () => [], test: async () => [] };
  lan: Collaborators['lan'] = { playlist: async () => 'offAir', segment: () => null };
  log = { tail: (lines: number) => this.lines.slice(-lines) };
  support: Collaborators['support'] = {
    facts: async () => ({
      facts: {
        ...{ model: 'Raspberry Pi Zero 2 W', system: 'Debian GNU/Linux 13 (trixie)', kernel: '6.12.47+rpt-rpi-v8' },
        ...{ architecture: 'arm64', usb: null, sound: [{ name: 'USB microphone', driver: 'USB-Audio' }] },
        fileSystems: [
          { mount: '/', device: '/dev/mmcblk0p2', type: 'ext4', sizeBytes: 3e9, availableBytes: 1e9, isWritable: null },
        ],
      },
      failed: ['usb: lsusb is missing'],
    }),
    bundle: () => ({ name: 'pupitre.zip', content: Readable.from([Buffer.from('PK')]) }),
  };
  system = {
    restart: async () => this.#systemCall('restart'),
    powerOff: async () => this.#systemCall('powerOff'),
  };
  updates: Collaborators['updates'] = {
    state: { phase: 'none' },
    before: null,
    take: async () => because('updateUnavailable', 'fake'),
    cancel: async () => because('updateNotWaiting', 'fake'),
    goBack: async () => because('updateNothingBefore', 'fake'),
  };
  healthy = () => this.isHealthy;

  #systemCall(name: string): Refusal {
    this.systemCalls.push(name);
    return this.systemRefusal;
  }
}

export function recordingNamed(id: string, parts: Partial<FakeRecording> = {}): FakeRecording {
  return {
    id,
    title: null,
    startedAt: '2026-11-22T10:00:00.000Z',
    seconds: 3600,
    bytes: 1_200_000_000,
    state: 'ready',
    marks: [],
    gaps: [],
    parts: 0,
    hasPoster: false,
    hasReceipt: false,
    progress: null,
    reason: null,
    videoPath: null,
    posterPath: null,
    ...parts,
  };
}

/** A Raspberry Pi on Wi-Fi that is well. */
export function boardFacts(parts: Partial<BoardFacts<WorkerRole>> = {}): BoardFacts<WorkerRole> {
  const none = { sinceBoot: 0, recent: 0 };
  return {
    temperatureCelsius: 54.5,
    highestCelsius: 61,
    underVoltage: false,
    underVoltages: none,
    throttling: { now: [], sinceBoot: [] },
    memory: { totalBytes: 445_000_000, availableBytes: 210_000_000 },
    outOfMemoryKills: none,
    writes: { bytesTotal: 9_000_000, secondsTotal: 1.5, bytesPerSecond: 6_000_000, slowestMs: 90, busyShare: 0.05 },
    diskErrors: none,
    links: [
      { name: 'eth0', kind: 'cable', isUp: false, megabitsPerSecond: null, changes: 1, signalDbm: null },
      { name: 'wlan0', kind: 'wifi', isUp: true, megabitsPerSecond: null, changes: 2, signalDbm: -58 },
    ],
    linkChanges: none,
    usbErrors: none,
    usbOverCurrents: none,
    workerEnds: { video: none, audio: none, publish: none, other: none },
    serviceStarts: { sinceBoot: 1, recent: 1 },
    clockTrusted: true,
    needsNetwork: true,
    ...parts,
  };
}

export function readyStatus(): Status {
  return {
    room: 'Amphi A',
    version: '0.1.0',
    bootedAt: '2026-11-22T08:00:00.000Z',
    clockTrusted: true,
    timeZone: 'UTC',
    session: {
      phase: 'ready',
      id: null,
      title: null,
      seconds: 0,
      offTheRecord: false,
      marks: [],
      startedBy: null,
      undoSeconds: null,
      endedSeconds: null,
    },
    recording: { phase: 'off', seconds: 0, bytes: 0, parts: 0, reason: null },
    destinations: [
      {
        id: 'main',
        name: 'Server',
        watchUrl: 'https://stream.example.org/live/room.m3u8',
        watchPage: 'https://stream.example.org/watch/room',
        phase: 'off',
        seen: 'unknown',
        seenBy: null,
        viewerDelaySeconds: null,
        queuedSeconds: null,
        kbps: 0,
        level: 'full',
        reconnects: 0,
        droppedFrames: 0,
        reason: null,
      },
    ],
    camera: {
      phase: 'ok',
      name: 'HD Pro Webcam C920',
      framesPerSecond: 30,
      mode: { format: 'jpeg', width: 1280, height: 720, framesPerSecond: 30 },
      reason: null,
    },
    microphone: { phase: 'ok', name: 'Samson Meteor Mic', rmsDb: -32, peakDb: -20, reason: null },
    lamps: { rec: 'ready', live: 'off' },
    health: { level: 'ok', items: [{ id: 'disk', level: 'ok', reason: null }] },
    storage: { freeBytes: 24_000_000_000, remainingSeconds: 74_000 },
  };
}
