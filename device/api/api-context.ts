/** What every route file is given. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Language } from '../reason.ts';
import type { Auth } from './auth.ts';
import type { Collaborators } from './ports.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without a password. Everything else under `/api` needs it. */
    open?: boolean;
    /** Answered to a person's cookie, not to a token. */
    personOnly?: boolean;
    /** Statuses with which this route refuses, beside those that every route of its kind may. */
    refuses?: readonly number[];
  }
}

export type ApiScope = FastifyInstance;

export interface ApiContext {
  collaborators: Collaborators;
  auth: Auth;
  /** The language in which this request is answered: the one it asks for, else the room's. */
  language(request: FastifyRequest): Language;
  roomLanguage(): Language;
}
