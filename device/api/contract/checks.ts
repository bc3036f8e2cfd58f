/** The dry run: everything a seminar needs, tried without starting one. */
import { type Static, Type } from 'typebox';
import { choice, LEVELS, ReasonSchema } from './status.ts';

export const ChecksSchema = Type.Object({
  ok: Type.Boolean({ description: 'Nothing fails' }),
  checks: Type.Array(
    Type.Object({
      id: Type.String(),
      line: Type.Integer({
        description:
          'As often the lamps blink where it fails: 1 camera, 2 microphone, 3 disk, 4 clock, 5 network, 6 server, 7 uplink, 8 power',
      }),
      level: choice(...LEVELS),
      message: Type.String({ description: 'One sentence, also where all is well' }),
      reason: ReasonSchema,
    }),
  ),
});

export type Checks = Static<typeof ChecksSchema>;
