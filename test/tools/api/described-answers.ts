/** Holds answers to the API's own description: each has its status, its media type and its schema there. */
import assert from 'node:assert/strict';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

export interface Answer {
  method: string;
  /** Path and query, as they were asked for. */
  url: string;
  status: number;
  /** `Content-Type`; null where there is none. */
  type: string | null;
  /** Null where it was not looked at. */
  body: string | null;
}

export interface Operation {
  operationId: string;
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: { required?: string[] } }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
}

export interface ApiDocument {
  openapi: string;
  info: { version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
}

export class DescribedAnswers {
  readonly document: ApiDocument;
  /** `GET /api/state 200`: what has been answered. */
  readonly seen = new Set<string>();
  readonly #ajv = new Ajv2020({ allErrors: true, strict: false });
  readonly #checks = new Map<string, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.document = document;
    this.#ajv.addSchema(document, 'api');
  }

  /** Each path and method, in the document's order. */
  operations(): { path: string; method: string; operation: Operation }[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
  }

  /** What is not told as it is; null where all is, or where it is no address of the API. */
  faultOf({ method, url, status, type, body }: Answer): string | null {
    const path = this.#pathOf(url);
    const operation = path && this.document.paths[path]?.[method.toLowerCase()];
    if (!path || !operation) return null;
    const told = `${method} ${path} ${status}`;
    this.seen.add(told);
    const answer = operation.responses[status];
    if (!answer) return `${told}: this status is not described (${url}: ${body?.slice(0, 200)})`;
    if ((body === '' || status === 304) && !answer.content) return null;
    const [media = ''] = (type ?? '').split(';');
    const content = answer.content?.[media];
    if (!content) return `${told}: ${media || 'no type'} is not described, ${Object.keys(answer.content ?? {})} is`;
    if (media !== 'application/json' || body === null) return null;
    const check = this.#check([path, method.toLowerCase(), 'responses', String(status), 'content', media, 'schema']);
    return check(JSON.parse(body)) ? null : `${told}: ${JSON.stringify(check.errors)} in ${body.slice(0, 500)}`;
  }

  assertTold(answer: Answer): void {
    assert.equal(this.faultOf(answer), null);
  }

  #check(place: string[]): ValidateFunction {
    const pointer = ['paths', ...place].map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const check = this.#checks.get(pointer) ?? this.#ajv.compile({ $ref: `api#/${encodeURI(pointer)}` });
    this.#checks.set(pointer, check);
    return check;
  }

  /** A path without parameters comes before one with them. */
  #pathOf(url: string): string | undefined {
    const asked = url.replace(/[?#].*/s, '');
    const names = Object.keys(this.document.paths);
    const fits = (path: string) =>
      new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`).test(asked);
    return names.find((path) => path === asked) ?? names.find(fits);
  }
}
