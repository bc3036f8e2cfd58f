/**
 * Every metric of the box: its name with the unit, its meaning, and its source. `_total` counts; all others go up and
 * down.
 */
import type { BoardFacts } from '../../health/board/board-facts.ts';
import type { Count } from '../../health/board/recent-count.ts';
import type { EventLoopDelay } from '../../platform/event-loop-delay.ts';
import type { Status } from '../contract/status.ts';

export interface Moment {
  status: Status;
  board: BoardFacts | null;
  isHealthy: boolean;
  /** Time since the board started. */
  uptimeSeconds: number;
  /** Figures of the service's own process. */
  process: { cpuSeconds: number; residentBytes: number; uptimeSeconds: number; eventLoop: EventLoopDelay | null };
}

type Sample = { value: number | null } & Record<string, string | number | null>;

export interface Family {
  name: string;
  help: string;
  /** Labels with few values each: a destination's id, a phase, an interface, a kind of worker. */
  labels?: string[];
  read(moment: Moment): Sample[];
}

type Read = (moment: Moment) => number | boolean | null | undefined;

const single = (name: string, help: string, read: Read): Family => ({
  name,
  help,
  read: (moment) => {
    const value = read(moment);
    return [{ value: value === null || value === undefined ? null : Number(value) }];
  },
});
const ofBoard = (
  name: string,
  help: string,
  read: (board: BoardFacts) => number | boolean | null | undefined,
): Family => single(name, help, ({ board }) => board && read(board));
/** 1 for the present phase, 0 for all others. */
const phase = (name: string, help: string, phases: readonly string[], read: (status: Status) => string): Family => ({
  name,
  help,
  labels: ['phase'],
  read: ({ status }) => phases.map((one) => ({ phase: one, value: Number(read(status) === one) })),
});
type Destination = Status['destinations'][number];
const ofDestination = (name: string, help: string, read: (destination: Destination) => number | null): Family => ({
  name,
  help,
  labels: ['destination'],
  read: ({ status }) => status.destinations.map((one) => ({ destination: one.id, value: read(one) })),
});
type Link = BoardFacts['links'][number];
const ofLink = (name: string, help: string, read: (link: Link) => number | boolean | null): Family => ({
  name,
  help,
  labels: ['interface', 'kind'],
  read: ({ board }) =>
    (board?.links ?? []).map((link) => {
      const value = read(link);
      return { interface: link.name, kind: link.kind, value: value === null ? null : Number(value) };
    }),
});
const total = (count: Count | null) => count?.sinceBoot;

const LEVELS = ['ok', 'degraded', 'failing'];
const DESTINATION_PHASES = ['off', 'connecting', 'live', 'reconnecting', 'refused'] as const;
const DEVICE_PHASES = ['ok', 'starting', 'missing', 'stalled', 'failed'];

export const FAMILIES: readonly Family[] = [
  {
    name: 'pupitre_info',
    help: 'Always 1. The name of the room and the version of the box.',
    labels: ['room_name', 'version'],
    read: ({ status: { room, version } }) => [{ room_name: room, version, value: 1 }],
  },
  single(
    'pupitre_uptime_seconds',
    'Since the board started. What stands still is an old report.',
    (at) => at.uptimeSeconds,
  ),
  single(
    'pupitre_healthy',
    '1 while media makes progress as the session promises, as /healthz says.',
    (at) => at.isHealthy,
  ),
  {
    name: 'pupitre_health_level',
    help: 'Of each thing that can be wrong: 0 well, 1 deserves a look, 2 does not work.',
    labels: ['item'],
    read: ({ status: { health } }) => health.items.map(({ id, level }) => ({ item: id, value: LEVELS.indexOf(level) })),
  },

  phase('pupitre_session_phase', 'The session.', ['ready', 'starting', 'running', 'ending'], (at) => at.session.phase),
  single('pupitre_session_running', '1 from the press that starts a session to the press that ends it.', ({ status }) =>
    ['starting', 'running'].includes(status.session.phase),
  ),
  single('pupitre_session_seconds', 'Of the running session.', ({ status }) => status.session.seconds),
  single(
    'pupitre_session_off_the_record',
    '1 while viewers get a slate on purpose.',
    (at) => at.status.session.offTheRecord,
  ),
  phase(
    'pupitre_recording_phase',
    'The recording.',
    ['off', 'starting', 'recording', 'failed'],
    (at) => at.recording.phase,
  ),
  single('pupitre_recording_seconds', 'Recorded of the running or last session.', (at) => at.status.recording.seconds),
  ofBoard(
    'pupitre_recording_bytes_total',
    'Written by recordings since the service started.',
    (at) => at.writes.bytesTotal,
  ),
  ofBoard(
    'pupitre_recording_write_seconds_total',
    'Spent on writing and syncing them.',
    (at) => at.writes.secondsTotal,
  ),

  {
    name: 'pupitre_destination_phase',
    help: 'The publication to each server.',
    labels: ['destination', 'phase'],
    read: ({ status }) =>
      status.destinations.flatMap((one) =>
        DESTINATION_PHASES.map((name) => ({ destination: one.id, phase: name, value: Number(one.phase === name) })),
      ),
  },
  ofDestination(
    'pupitre_destination_seen',
    '1 while the box reads its stream back as viewers do, 0 while they do not see it.',
    (one) => (one.seen === 'unknown' ? null : Number(one.seen === 'seen')),
  ),
  ofDestination(
    'pupitre_destination_viewer_delay_seconds',
    'From the box to a viewer.',
    (one) => one.viewerDelaySeconds,
  ),
  ofDestination(
    'pupitre_destination_queued_seconds',
    'Age of the oldest of what waits in the box to be sent.',
    (one) => one.queuedSeconds,
  ),
  ofDestination('pupitre_destination_bytes_per_second', 'Sent.', (one) => one.kbps * 125),
  ofDestination(
    'pupitre_destination_quality',
    '3 full, 2 a smaller picture, 1 stills, 0 little more than the voice.',
    (one) => ['voice', 'stills', 'reduced', 'full'].indexOf(one.level),
  ),
  ofDestination('pupitre_destination_reconnects_total', 'Cuts in the running session.', (one) => one.reconnects),
  ofDestination(
    'pupitre_frames_lost_total',
    'Pictures not sent to this server in the running session.',
    (one) => one.droppedFrames,
  ),

  phase('pupitre_camera_phase', 'The camera.', [...DEVICE_PHASES, 'none'], (at) => at.camera.phase),
  single(
    'pupitre_camera_frames_per_second',
    'Measured; 0 while it is not open.',
    (at) => at.status.camera.framesPerSecond,
  ),
  phase('pupitre_microphone_phase', 'The microphone.', [...DEVICE_PHASES, 'silent'], (at) => at.microphone.phase),
  single('pupitre_microphone_level_dbfs', 'RMS below full scale.', (at) => at.status.microphone.rmsDb),

  single('pupitre_disk_free_bytes', 'Of the disk with the recordings.', (at) => at.status.storage.freeBytes),
  single(
    'pupitre_disk_remaining_seconds',
    'How long a recording still fits.',
    (at) => at.status.storage.remainingSeconds,
  ),
  ofBoard('pupitre_disk_errors_total', 'Errors of that disk in the log of the kernel since the boot.', (at) =>
    total(at.diskErrors),
  ),

  ofBoard('pupitre_temperature_celsius', 'Of the processor.', (at) => at.temperatureCelsius),
  ofBoard('pupitre_temperature_highest_celsius', 'Since the boot.', (at) => at.highestCelsius),
  ofBoard('pupitre_under_voltage', '1 while the power supply is too weak.', (at) => at.underVoltage),
  ofBoard('pupitre_under_voltages_total', 'How often it was since the boot.', (at) => total(at.underVoltages)),
  ofBoard('pupitre_throttled', '1 while heat or weak power hold the processor back.', (at) =>
    at.throttling?.now.some((flag) => flag !== 'softLimit'),
  ),
  ofBoard('pupitre_memory_total_bytes', 'Memory of the board.', (at) => at.memory?.totalBytes),
  ofBoard(
    'pupitre_memory_available_bytes',
    'What a new program could have without swapping.',
    (at) => at.memory?.availableBytes,
  ),
  ofBoard('pupitre_out_of_memory_kills_total', 'Programs ended for want of memory since the boot.', (at) =>
    total(at.outOfMemoryKills),
  ),
  ofLink('pupitre_network_up', '1 while the link is up.', (link) => link.isUp),
  ofLink(
    'pupitre_network_speed_bytes_per_second',
    'As negotiated on the cable.',
    (link) => link.megabitsPerSecond && link.megabitsPerSecond * 125_000,
  ),
  ofLink('pupitre_network_changes_total', 'How often the link came or went since the boot.', (link) => link.changes),
  ofLink('pupitre_wifi_signal_dbm', 'About -50 near the access point, -75 poor.', (link) => link.signalDbm),
  ofBoard('pupitre_usb_errors_total', 'In the log of the kernel since the boot.', (at) => total(at.usbErrors)),
  ofBoard('pupitre_usb_over_currents_total', 'USB ports switched off for drawing too much since the boot.', (at) =>
    total(at.usbOverCurrents),
  ),
  {
    name: 'pupitre_worker_crashes_total',
    help: 'Media workers that ended without having been asked, since the service started.',
    labels: ['kind'],
    read: ({ board }) =>
      Object.entries(board?.workerEnds ?? {}).map(([kind, { sinceBoot }]) => ({ kind, value: sinceBoot })),
  },
  ofBoard('pupitre_service_starts_total', 'Of the service since the boot.', (at) => total(at.serviceStarts)),
  single('pupitre_clock_trusted', '1 once the clock of the box is set.', (at) => at.status.clockTrusted),

  single('process_cpu_seconds_total', 'Of the service, without its workers.', (at) => at.process.cpuSeconds),
  single('process_resident_memory_bytes', 'Of the service, without its workers.', (at) => at.process.residentBytes),
  single('process_uptime_seconds', 'Of the service.', (at) => at.process.uptimeSeconds),
  single(
    'nodejs_eventloop_lag_max_seconds',
    'The longest that the service was late, in the running or last session.',
    (at) => at.process.eventLoop?.maxSeconds,
  ),
  single(
    'nodejs_eventloop_lag_p99_seconds',
    'What 99 of 100 looks found less than, in the same session.',
    (at) => at.process.eventLoop?.p99Seconds,
  ),
];
