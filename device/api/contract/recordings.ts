/** The recordings kept on the box. */
import { type Static, Type } from 'typebox';
import { wholeNumber } from './query.ts';
import { choice, ReasonSchema } from './status.ts';

export const RecordingSchema = Type.Object({
  id: Type.String(),
  title: Type.Union([Type.Null(), Type.String()]),
  startedAt: Type.String(),
  seconds: Type.Number(),
  bytes: Type.Number(),
  state: choice('recording', 'finishing', 'ready', 'parts', 'damaged'),
  marks: Type.Array(Type.Object({ atSeconds: Type.Number(), label: Type.String() })),
  gaps: Type.Array(
    Type.Object({
      atSeconds: Type.Number(),
      missingSeconds: Type.Union([Type.Null(), Type.Number()], { description: 'null: nobody can tell' }),
      lost: choice('everything', 'picture'),
      cause: Type.Unsafe<'stop' | 'fault'>({
        ...choice('stop', 'fault'),
        description: 'stop: a pause, as the talk was stopped and went on within 20 s',
      }),
    }),
    { description: 'What the recording does not hold, once it is one MP4' },
  ),
  parts: Type.Number({ description: 'FLV parts that are not joined into one MP4' }),
  hasPoster: Type.Boolean(),
  hasReceipt: Type.Boolean({ description: 'What came of the talk is at `/recordings/:id/receipt`' }),
  progress: Type.Union([Type.Null(), Type.Number()], {
    description: 'From 0 to 1: how far its MP4 is, while it is `finishing`',
  }),
  reason: ReasonSchema,
});

export const RecordingListSchema = Type.Object({
  recordings: Type.Array(RecordingSchema, { description: 'Newest first' }),
  total: Type.Optional(Type.Number({ description: 'How many there are in all; of a page' })),
  next: Type.Optional(
    Type.Union([Type.Null(), Type.String()], { description: '`before` of the next page; null where there is none' }),
  ),
});

/** Without either parameter the list is whole. */
export const RecordingListQuerySchema = Type.Object(
  {
    limit: Type.Optional(wholeNumber(1, 999, 'At most so many, 100 unless told')),
    before: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9_:.+-]*$',
        faultCode: 'faultRecordingPlace',
        maxLength: 200,
        description: 'Only those after the recording of this id in the list, or that began before this time (ISO 8601)',
      }),
    ),
  },
  { additionalProperties: false },
);

/** An id is a folder's name. The pattern allows no path out of that folder. */
export const RecordingParamsSchema = Type.Object({
  id: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$',
    maxLength: 200,
    faultCode: 'faultRecordingId',
    examples: ['2026-10-15T08-00-00-prime-numbers'],
  }),
});

/** Without an MP4 the video is one of the parts, counted from 1. */
export const VideoQuerySchema = Type.Object(
  { part: Type.Optional(wholeNumber(1, 9999, 'Which part, 1 unless told')) },
  { additionalProperties: false },
);

export type Recording = Static<typeof RecordingSchema>;
export type RecordingList = Static<typeof RecordingListSchema>;
export type RecordingListQuery = Static<typeof RecordingListQuerySchema>;
export type RecordingParams = Static<typeof RecordingParamsSchema>;
export type VideoQuery = Static<typeof VideoQuerySchema>;
