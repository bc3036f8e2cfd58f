/** Bodies that are not JSON, and answers that have none. */
import { Type } from 'typebox';

/** The bytes of a file, as one of these media types. */
export const bytes = (description: string, ...types: string[]) => ({
  description,
  content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
});

export const nothing = (description: string) => Type.Null({ description });

/** The client already has the version that `If-None-Match` or `If-Modified-Since` names. */
export const NOT_MODIFIED = { 304: nothing('What you have is still right') };
