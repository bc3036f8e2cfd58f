/** The receipt of a talk: what came of it, as the box keeps it beside the recording and as programs get it. */
import { type Static, type TSchema, Type } from 'typebox';

const orNull = <S extends TSchema>(schema: S, description: string) =>
  Type.Union([Type.Null(), schema], { description });

const GapSchema = Type.Object({
  atSeconds: Type.Number({ description: 'In the recording' }),
  missingSeconds: orNull(Type.Number(), 'null: nobody can tell'),
  lost: Type.Unsafe<'everything' | 'picture'>({ type: 'string', enum: ['everything', 'picture'] }),
  cause: Type.Optional(
    Type.Unsafe<'stop' | 'fault'>({
      type: 'string',
      enum: ['stop', 'fault'],
      description:
        'stop: a pause, as the talk was stopped and went on within 20 s; absent: not told by an earlier version',
    }),
  ),
});

export const ReceiptSchema = Type.Object({
  type: Type.Literal('receipt'),
  version: Type.Literal(1),
  id: Type.String({ description: 'Of the talk, and of its recording' }),
  room: Type.String(),
  title: orNull(Type.String(), 'null: it has none'),
  startedAt: orNull(Type.String(), 'ISO 8601; null: the clock of the box was not set'),
  seconds: Type.Number({ description: 'From the press to the end' }),
  restarts: Type.Number({ description: 'Of the service or the box in mid-talk' }),
  unwatchedSeconds: Type.Number({ description: 'Around restarts: what viewers saw then is not known' }),
  marks: Type.Array(Type.Object({ atSeconds: Type.Number(), label: Type.String() })),
  recording: orNull(
    Type.Object({
      state: Type.Unsafe<'ready' | 'parts' | 'damaged'>({ type: 'string', enum: ['ready', 'parts', 'damaged'] }),
      seconds: Type.Number({ description: 'Length of the media' }),
      bytes: Type.Number(),
      sha256: orNull(Type.String(), 'Of the MP4; null: there is none, or it could not be read'),
      loudnessLufs: orNull(Type.Number(), 'Programme loudness, EBU R 128; null: not known, or all below -70 LUFS'),
      peakDb: orNull(Type.Number(), 'Of the samples, dBFS; null: not known, or digital silence'),
      isSilent: Type.Boolean({ description: 'It has no sound at all, or nothing is heard in it' }),
      longestSilence: orNull(
        Type.Object({ atSeconds: Type.Number(), seconds: Type.Number() }),
        'Below -60 dBFS (RMS of 100 ms) for 2 s and more; null: none, or not known',
      ),
      cuts: Type.Array(GapSchema, { description: 'What it does not hold' }),
      link: Type.String({ description: "On the box's page" }),
    }),
    'null: it was not to be recorded, or has been deleted since',
  ),
  destinations: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      watchUrl: orNull(Type.String(), "Viewers' address, without what may be a token"),
      reconnects: Type.Number(),
      seenSeconds: Type.Number({ description: 'Read back from the address of viewers' }),
      notSeenSeconds: Type.Number(),
      unknownSeconds: Type.Number({ description: 'Nobody can tell' }),
      kbps: orNull(
        Type.Object({ least: Type.Number(), median: Type.Number() }),
        'Really sent while on air, as means of 3.5 s; null: never on air',
      ),
      delaySeconds: orNull(
        Type.Object({ median: Type.Number(), worst: Type.Number() }),
        'From the room to a player; null: not known',
      ),
    }),
  ),
});

export type Receipt = Static<typeof ReceiptSchema>;
