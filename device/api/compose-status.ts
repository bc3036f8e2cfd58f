/** Composes the one status that leaves the box from the facts of all parts. Pure. */

import { type LampFacts, lamps } from '../control/lamps/lamps.ts';
import type { SessionState } from '../control/session/session-state.ts';
import type { HealthItem } from '../health/board/rules.ts';
import { type DiskWarning, diskWarning } from '../health/disk-warning.ts';
import { openAddress, withoutAddressSecrets } from '../masking.ts';
import type { CameraStatus, DeviceStatus } from '../media/capture/input/device-status.ts';
import type { AudioLevels } from '../media/gst/pipeline.ts';
import type { RecordingStatus } from '../media/journal/journal.ts';
import type { DestinationStatus } from '../media/published-destination.ts';
import { because, type Language, type Reason, spoken, withoutRecording } from '../reason.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { LEVELS, Status } from './contract/status.ts';

type Level = (typeof LEVELS)[number];

export interface StatusFacts {
  version: string;
  /** Language of the sentences. */
  language: Language;
  bootedAt: string;
  clockTrusted: boolean;
  timeZone: string;
  settings: Settings;
  session: SessionState;
  seconds: number;
  undoSeconds: number | null;
  endedSeconds: number | null;
  recording: RecordingStatus;
  destinations: DestinationStatus[];
  camera: CameraStatus;
  microphone: DeviceStatus;
  levels: AudioLevels;
  isSilent: boolean;
  /** Troubles of picture and sound found by analysing them. */
  analysis: { camera: Reason[]; microphone: Reason[] };
  /** The reason why nothing can be captured at all. */
  mediaFault: Reason | null;
  /** Troubles such as damaged settings or files that could not be written. */
  troubles: Reason[];
  disk: { freeBytes: number; reason: Reason | null };
  /** The judgement on the board's sensors. */
  board: readonly HealthItem[];
}

const MEGABYTE = 1_000_000;

export function composeStatus(facts: StatusFacts): Status {
  const { settings, session, recording, camera, levels, language } = facts;
  const current = session.phase === 'ready' ? null : session.session;
  const microphone = microphoneOf(facts);
  const lampFacts: LampFacts = {
    session,
    recording: recording.phase,
    destinations: enabledOnly(facts),
  };
  return {
    room: settings.room.name,
    version: facts.version,
    bootedAt: facts.bootedAt,
    clockTrusted: facts.clockTrusted,
    timeZone: facts.timeZone,
    session: {
      phase: session.phase,
      id: current?.id ?? null,
      title: current?.title ?? null,
      seconds: Math.floor(facts.seconds),
      offTheRecord: current?.offTheRecord ?? false,
      marks: (current?.marks ?? []).map(({ atSeconds, label }) => ({ atSeconds, label })),
      startedBy: current?.startedBy ?? null,
      undoSeconds: facts.undoSeconds && Math.ceil(facts.undoSeconds),
      endedSeconds: facts.endedSeconds && Math.floor(facts.endedSeconds),
    },
    recording: { ...recording, seconds: Math.floor(recording.seconds), reason: spoken(recording.reason, language) },
    destinations: facts.destinations.map(({ reason, ...destination }) => ({
      ...destination,
      watchUrl: openAddress(destination.watchUrl),
      reason: spoken(besideRecording(reason, facts), language),
    })),
    camera: {
      phase: camera.phase,
      name: withoutAddressSecrets(camera.name),
      framesPerSecond: camera.framesPerSecond,
      mode: camera.mode,
      reason: spoken(camera.reason, language),
    },
    microphone: {
      phase: microphone.phase,
      name: withoutAddressSecrets(microphone.name),
      rmsDb: Math.round(levels.rmsDb * 10) / 10,
      peakDb: Math.round(levels.peakDb * 10) / 10,
      reason: spoken(microphone.reason, language),
    },
    lamps: lamps(lampFacts),
    health: healthOf(facts),
    storage: {
      freeBytes: facts.disk.freeBytes,
      remainingSeconds: remainingSeconds(facts.disk.freeBytes, settings),
    },
  };
}

function microphoneOf({ microphone, isSilent }: StatusFacts) {
  if (microphone.phase !== 'ok' || !isSilent) return microphone;
  return {
    phase: 'silent' as const,
    name: microphone.name,
    reason: because('microphoneSilent', 'below the threshold for 20 s'),
  };
}

function enabledOnly({ destinations, settings }: StatusFacts): DestinationStatus[] {
  const enabled = new Set(settings.destinations.filter((one) => one.enabled).map(({ id }) => id));
  return destinations.filter(({ id }) => enabled.has(id));
}

/** Trouble on the way to a server. It says that the recording goes on only where it does. */
function besideRecording(reason: Reason | null, { recording }: StatusFacts): Reason | null {
  return recording.phase === 'off' || recording.phase === 'failed' ? withoutRecording(reason) : reason;
}

/** One item for each thing that can be wrong. */
function healthOf(facts: StatusFacts): Status['health'] {
  const item = (id: string, reason: Reason | null, level: Level) => ({
    id,
    level: reason ? level : ('ok' as const),
    reason: spoken(reason, facts.language),
  });
  /** The worst reason under the device's name, each further one under its own. */
  const device = (id: string, reasons: (Reason | null)[]) => {
    const [worst = null, ...more] = reasons.filter((reason) => reason !== null);
    return [item(id, worst, 'degraded'), ...more.map((reason) => item(reason.code, reason, 'degraded'))];
  };
  const disk = diskHealth(facts);
  const items = [
    item('media', facts.mediaFault, 'failing'),
    ...device('camera', [facts.camera.reason, ...facts.analysis.camera]),
    ...device('microphone', [microphoneOf(facts).reason, ...facts.analysis.microphone]),
    item('disk', disk.reason, disk.level),
    ...facts.board.map(({ id, reason, level }) => item(id, reason, level)),
    ...enabledOnly(facts).map(({ id, reason }) =>
      item(`destination-${id}`, besideRecording(reason, facts), 'degraded'),
    ),
    ...facts.troubles.map((reason) => item(reason.code, reason, 'degraded')),
  ];
  const level = items.some((one) => one.level === 'failing')
    ? 'failing'
    : items.some((one) => one.level === 'degraded')
      ? 'degraded'
      : 'ok';
  return { level, items };
}

/** A trouble that exists comes before a warning about the next talk. */
function diskHealth({ recording, disk, settings }: Pick<StatusFacts, 'recording' | 'disk' | 'settings'>): DiskWarning {
  if (recording.reason)
    return { level: recording.phase === 'failed' ? 'failing' : 'degraded', reason: recording.reason };
  if (!settings.recording.enabled) return { level: 'ok', reason: null };
  if (disk.reason) return { level: 'failing', reason: disk.reason };
  return diskWarning(remainingSeconds(disk.freeBytes, settings));
}

/** The disk's item, as the dry run shows it. */
export function diskForTalk(facts: Pick<StatusFacts, 'recording' | 'disk' | 'settings'>) {
  return { ...diskHealth(facts), remainingSeconds: remainingSeconds(facts.disk.freeBytes, facts.settings) };
}

/** Seconds of recording that fit on the disk at the present settings, down to the space that stays free. */
function remainingSeconds(freeBytes: number, { recording, encoder }: Settings): number {
  const bytesPerSecond = ((Math.max(encoder.archiveKbps, encoder.liveKbps) + encoder.audioKbps) * 1000) / 8;
  return Math.max(0, Math.floor((freeBytes - recording.minFreeMegabytes * MEGABYTE) / bytesPerSecond));
}
