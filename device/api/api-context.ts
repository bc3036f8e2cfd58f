/** The parts of the box and of the server that every route file receives. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Language } from '../reason.ts';
import type { Auth } from './auth.ts';
import type { Collaborators } from './ports.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers without a password. Every other route under `/api` needs one. */
    open?: boolean;
    /** The route answers a person's cookie, not a token. */
    personOnly?: boolean;
    /** Statuses with which this route refuses, beside those of every route of its kind. */
    refuses?: readonly number[];
  }
}

export type ApiScope = FastifyInstance;

export interface ApiContext {
  collaborators: Collaborators;
  auth: Auth;
  /** The language of the answer: the one that the request asks for, else the room's. */
  language(request: FastifyRequest): Language;
  roomLanguage(): Language;
}
