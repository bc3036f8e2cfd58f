/** Commands to the running session. */
import { type Static, Type } from 'typebox';

/** One line of text. Control characters would garble logs and chapter lists. */
const line = (example: string) =>
  Type.String({
    maxLength: 200,
    pattern: '^[^\\u0000-\\u001f\\u007f]*$',
    faultCode: 'faultControlCharacter',
    examples: [example],
  });

export const StartBodySchema = Type.Object(
  { title: Type.Optional(line('Prime numbers')) },
  { additionalProperties: false },
);
export const StopBodySchema = Type.Object(
  { now: Type.Optional(Type.Boolean({ description: 'Skip the end slate' })) },
  { additionalProperties: false },
);
export const MarkBodySchema = Type.Object({ label: Type.Optional(line('Questions')) }, { additionalProperties: false });
export const OffTheRecordBodySchema = Type.Object({ on: Type.Boolean() }, { additionalProperties: false });

export type StartBody = Static<typeof StartBodySchema>;
export type StopBody = Static<typeof StopBodySchema>;
export type MarkBody = Static<typeof MarkBodySchema>;
export type OffTheRecordBody = Static<typeof OffTheRecordBodySchema>;
