/** Password, log-in and tokens. */
import { type Static, Type } from 'typebox';
import { PASSWORD_LENGTH } from '../../settings/password-length.ts';
import { choice } from './status.ts';

const password = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.maximum });

export const PasswordBodySchema = Type.Object({ password }, { additionalProperties: false });
export const PasswordChangeSchema = Type.Object({ current: password, password }, { additionalProperties: false });

export const AccessSchema = Type.Object({
  password: choice('unset', 'set', 'damaged'),
  loggedIn: Type.Boolean({ description: 'Whether this request brought a valid cookie or token' }),
});

const timeOrNever = (description: string) => Type.Union([Type.Null(), Type.String()], { description });
const tokenFacts = {
  id: Type.String(),
  name: Type.String(),
  createdAt: Type.String(),
  lastUsedAt: timeOrNever('null: not yet'),
  expiresAt: timeOrNever('null: never'),
};

export const TokenBodySchema = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 80,
      pattern: '^[^\\u0000-\\u001f\\u007f]*$',
      faultCode: 'faultControlCharacter',
      examples: ['Timetable of the building'],
    }),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'Never, unless told' })),
  },
  { additionalProperties: false },
);
export const TokenParamsSchema = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9]{1,20}$', faultCode: 'faultTokenId' }),
});
export const TokenSchema = Type.Object(tokenFacts);
export const TokenListSchema = Type.Object({ tokens: Type.Array(TokenSchema) });
export const NewTokenSchema = Type.Object({
  ...tokenFacts,
  token: Type.String({ description: 'Shown this once; the box keeps only its hash' }),
});

export type PasswordBody = Static<typeof PasswordBodySchema>;
export type PasswordChange = Static<typeof PasswordChangeSchema>;
export type Access = Static<typeof AccessSchema>;
export type TokenBody = Static<typeof TokenBodySchema>;
export type Token = Static<typeof TokenSchema>;
export type NewToken = Static<typeof NewTokenSchema>;
