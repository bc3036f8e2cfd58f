/** The newest log lines. */
import { type Static, Type } from 'typebox';

/** A query's values are text: what it means is checked here, as nothing is converted silently. */
export const LogQuerySchema = Type.Object(
  { lines: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$', description: 'How many, 200 unless told' })) },
  { additionalProperties: false },
);
export const LogSchema = Type.Object({ lines: Type.Array(Type.String({ description: 'One JSON object' })) });

export type LogQuery = Static<typeof LogQuerySchema>;
export type LogReply = Static<typeof LogSchema>;
