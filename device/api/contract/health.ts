/** Health of the box: the facts of the board, and what they mean. `null` is "not available", never 0. */
import { type Static, type TSchema, Type } from 'typebox';
import { choice, LEVELS, ReasonSchema } from './status.ts';

const known = <S extends TSchema>(schema: S) => Type.Union([Type.Null(), schema]);
const CountSchema = Type.Object({
  sinceBoot: Type.Number(),
  recent: Type.Number({ description: 'In the last ten minutes' }),
});
const throttlings = Type.Array(choice('frequencyCapped', 'throttled', 'softLimit'));

export const BoardSchema = Type.Object({
  temperatureCelsius: known(Type.Number()),
  highestCelsius: known(Type.Number({ description: 'Since the boot' })),
  underVoltage: known(Type.Boolean({ description: 'Now' })),
  underVoltages: known(CountSchema),
  throttling: known(Type.Object({ now: throttlings, sinceBoot: throttlings })),
  memory: known(Type.Object({ totalBytes: Type.Number(), availableBytes: Type.Number() })),
  outOfMemoryKills: known(CountSchema),
  writes: Type.Object(
    {
      bytesTotal: Type.Number(),
      secondsTotal: Type.Number(),
      bytesPerSecond: known(Type.Number({ description: 'Of the last minute, while it was writing' })),
      slowestMs: known(Type.Number({ description: 'Of the last minute' })),
      busyShare: Type.Number({ description: 'Of the last minute, 0 to 1' }),
    },
    { description: 'What recordings have written since the service started' },
  ),
  diskErrors: known(CountSchema),
  links: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: choice('cable', 'wifi'),
      isUp: Type.Boolean(),
      megabitsPerSecond: known(Type.Number()),
      changes: known(Type.Number({ description: 'How often it came or went since the boot' })),
      signalDbm: known(Type.Number()),
    }),
  ),
  linkChanges: known(CountSchema),
  usbErrors: known(CountSchema),
  usbOverCurrents: known(CountSchema),
  workerEnds: Type.Object(
    { video: CountSchema, audio: CountSchema, publish: CountSchema, other: CountSchema },
    { description: 'Workers that ended without having been asked' },
  ),
  serviceStarts: CountSchema,
  clockTrusted: Type.Boolean(),
  needsNetwork: Type.Boolean({ description: 'Something is to be sent out of the room' }),
});

export const HealthSchema = Type.Object({
  level: choice(...LEVELS),
  items: Type.Array(Type.Object({ id: Type.String(), level: choice(...LEVELS), reason: ReasonSchema })),
  board: known(BoardSchema),
  addresses: Type.Array(Type.String(), { description: 'Of the page' }),
});

export type Health = Static<typeof HealthSchema>;
