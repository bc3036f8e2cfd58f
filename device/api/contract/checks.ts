/** The dry run: everything a seminar needs, tried without starting one. */
import { type Static, Type } from 'typebox';
import { choice, LEVELS, ReasonSchema } from './status.ts';

export const ChecksSchema = Type.Object({
  ok: Type.Boolean(),
  checks: Type.Array(Type.Object({ id: Type.String(), level: choice(...LEVELS), reason: ReasonSchema })),
});

export type Checks = Static<typeof ChecksSchema>;
