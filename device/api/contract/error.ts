/** Every answer that is not a success. */
import { type Static, Type } from 'typebox';

export const ErrorSchema = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'For programs; see `device/sentences/`' }),
    message: Type.String({
      description: "For people, in the language that `Accept-Language` asks for, else the room's",
    }),
    details: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String({ description: 'Key path, such as `destinations[0].url`' }),
          message: Type.String(),
        }),
      ),
    ),
  }),
});

export type ErrorReply = Static<typeof ErrorSchema>;
export type ErrorDetail = NonNullable<ErrorReply['error']['details']>[number];
