/** The status of the box, as `GET /api/state` and the first message of `WS /api/live` give it. */
import { type Static, Type } from 'typebox';

/** A string that is one of these words. */
export const choice = <const V extends readonly string[]>(...values: V) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: values });

export const ReasonSchema = Type.Union([
  Type.Null(),
  Type.Object({ code: Type.String(), message: Type.String(), tech: Type.String() }),
]);

export const LEVELS = ['ok', 'degraded', 'failing'] as const;

export const StatusSchema = Type.Object({
  room: Type.String(),
  version: Type.String(),
  bootedAt: Type.String(),
  clockTrusted: Type.Boolean(),
  timeZone: Type.String({ description: 'Of every time that the box names, such as `Europe/Paris`' }),
  session: Type.Object({
    phase: choice('ready', 'starting', 'running', 'ending'),
    id: Type.Union([Type.Null(), Type.String()]),
    title: Type.Union([Type.Null(), Type.String()]),
    seconds: Type.Number(),
    offTheRecord: Type.Boolean(),
    marks: Type.Array(Type.Object({ atSeconds: Type.Number(), label: Type.String() })),
    startedBy: Type.Union([Type.Null(), choice('button', 'page', 'agenda', 'resume')]),
    undoSeconds: Type.Union([Type.Null(), Type.Number()], {
      description: 'While ending: how long a press still goes on with the session',
    }),
    endedSeconds: Type.Union([Type.Null(), Type.Number()], {
      description: 'Since the last talk ended; null: none has since the service started, or one is on',
    }),
  }),
  recording: Type.Object({
    phase: choice('off', 'starting', 'recording', 'failed'),
    seconds: Type.Number(),
    bytes: Type.Number(),
    parts: Type.Number(),
    reason: ReasonSchema,
  }),
  destinations: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      watchUrl: Type.String(),
      watchPage: Type.String({ description: "The server's page for viewers; empty where none is known" }),
      phase: choice('off', 'connecting', 'live', 'reconnecting', 'refused'),
      seen: choice('unknown', 'seen', 'notSeen'),
      seenBy: Type.Union([Type.Null(), choice('segments', 'playlist')], {
        description: 'What `seen` rests on: on a thin or metered link playlists alone; null while not seen',
      }),
      viewerDelaySeconds: Type.Union([Type.Null(), Type.Number()], {
        description:
          'From the box to a player that keeps as far from the end of the playlist as players do; null: not known',
      }),
      queuedSeconds: Type.Union([Type.Null(), Type.Number()], {
        description: 'Age of the oldest of what waits in the box to be sent; null while there is no connection',
      }),
      kbps: Type.Number(),
      level: choice('full', 'reduced', 'stills', 'voice'),
      reconnects: Type.Number(),
      droppedFrames: Type.Number(),
      reason: ReasonSchema,
    }),
  ),
  camera: Type.Object({
    phase: choice('ok', 'starting', 'missing', 'stalled', 'failed', 'none'),
    name: Type.String(),
    framesPerSecond: Type.Number({ description: 'Measured; 0 while the camera is not open' }),
    mode: Type.Union(
      [
        Type.Null(),
        Type.Object({
          format: choice('jpeg', 'raw'),
          width: Type.Number(),
          height: Type.Number(),
          framesPerSecond: Type.Number(),
        }),
      ],
      { description: 'What the camera is asked for; null where no camera is taken' },
    ),
    reason: ReasonSchema,
  }),
  microphone: Type.Object({
    phase: choice('ok', 'starting', 'missing', 'stalled', 'failed', 'silent'),
    name: Type.String(),
    rmsDb: Type.Number(),
    peakDb: Type.Number(),
    reason: ReasonSchema,
  }),
  lamps: Type.Object({
    rec: choice('off', 'solid', 'slow', 'fast', 'ready'),
    live: choice('off', 'solid', 'slow', 'fast', 'privacy'),
  }),
  health: Type.Object({
    level: choice(...LEVELS),
    items: Type.Array(Type.Object({ id: Type.String(), level: choice(...LEVELS), reason: ReasonSchema })),
  }),
  storage: Type.Object({ freeBytes: Type.Number(), remainingSeconds: Type.Number() }),
});

export type Status = Static<typeof StatusSchema>;
