/**
 * An update of the box: sent as a Debian package, installed at a quiet time, tested, and rolled back where it fails.
 */
import { type Static, Type } from 'typebox';
import { choice, ReasonSchema } from './status.ts';

const version = Type.String();

export const UpdateSchema = Type.Object({
  running: Type.String({ description: 'Version that answers' }),
  before: Type.Union([Type.Null(), Type.String()], {
    description: 'Version that `POST /update/return` goes back to; null: none',
  }),
  update: Type.Union([
    Type.Object({ phase: choice('none') }),
    Type.Object({
      phase: choice('waiting'),
      version,
      why: choice('session', 'recent'),
      until: Type.Union([Type.Null(), Type.String()], { description: 'ISO 8601; null: nobody can tell' }),
    }),
    Type.Object({ phase: choice('installing'), version }),
    Type.Object({ phase: choice('testing'), version, secondsLeft: Type.Number() }),
    Type.Object({ phase: choice('done'), version, previous: Type.String() }),
    Type.Object({ phase: choice('refused'), reason: ReasonSchema }),
    Type.Object({ phase: choice('returned'), version, reason: ReasonSchema }),
  ]),
});

export type Update = Static<typeof UpdateSchema>;
