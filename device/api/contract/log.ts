/** The newest log lines. */
import { type Static, Type } from 'typebox';
import { wholeNumber } from './query.ts';

export const LogQuerySchema = Type.Object(
  { lines: Type.Optional(wholeNumber(0, 9999, 'How many, 200 unless told')) },
  { additionalProperties: false },
);
export const LogSchema = Type.Object({ lines: Type.Array(Type.String({ description: 'One JSON object' })) });

export type LogQuery = Static<typeof LogQuerySchema>;
export type LogReply = Static<typeof LogSchema>;
