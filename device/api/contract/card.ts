/** The result of reading `pupitre.toml` on the memory card. */
import { type Static, Type } from 'typebox';
import { ReasonSchema } from './status.ts';

export const CardSchema = Type.Object({
  isRead: Type.Boolean({ description: 'False on a machine that is no box from a card' }),
  taken: Type.Array(Type.String(), { description: 'Keys, such as `wifi.name`' }),
  mistakes: Type.Array(ReasonSchema, { description: 'In the order of the file, each with its line' }),
});

export type Card = Static<typeof CardSchema>;
