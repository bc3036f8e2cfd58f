/**
 * The HTTP side on top of a box in memory, with a clock the test moves and a folder of its own. Whatever a test asks it by
 * `inject`, the answer is held to the API's own description.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { Auth } from '../../../device/api/auth.ts';
import { createServer } from '../../../device/api/server.ts';
import { type Clock, systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { type ApiDocument, DescribedAnswers } from './described-answers.ts';
import { FakeCollaborators } from './fake-collaborators.ts';

export const PASSWORD = 'correct horse';
const API_DOCUMENT = resolve(import.meta.dirname, '../../../dist/openapi.json');
const ENGLISH = { room: { name: 'Amphi A', language: 'en' } };

export interface ApiBoxOptions {
  settings?: Record<string, unknown>;
  /** Content of `auth.json` before the start. */
  authFile?: string;
  /** The built page; unless told, a folder with a page of one line. */
  webUiFolder?: string;
}

let described: DescribedAnswers | undefined;

export async function openApiBox(t: TestContext, { settings = ENGLISH, authFile, webUiFolder }: ApiBoxOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-api-'));
  const smallPage = join(folder, 'web-ui');
  await mkdir(join(smallPage, 'assets'), { recursive: true });
  await writeFile(join(smallPage, 'index.html'), '<!doctype html><title>Pupitre</title>');
  await writeFile(join(smallPage, 'assets', 'main-1a2b.js'), 'export {};');
  const authPath = join(folder, 'auth.json');
  if (authFile !== undefined) await writeFile(authPath, authFile);

  const time = { passedMs: 0 };
  const clock: Clock = { ...systemClock, monotonicMs: () => time.passedMs };
  const auth = new Auth({ file: authPath, clock });
  await auth.load();
  const fake = new FakeCollaborators(settings);
  const logged: string[] = [];
  const { logger } = createLog((line) => logged.push(line));
  const server = await createServer({
    collaborators: fake,
    auth,
    webUiFolder: webUiFolder ?? smallPage,
    apiDocumentFile: API_DOCUMENT,
    clock,
    logger,
  });
  // Such as a file that a test has made unreadable shows only afterwards: a listener must not throw.
  const untold: string[] = [];
  server.addHook('onSend', async (request, reply, payload) => {
    const body = typeof payload === 'string' ? payload : payload ? null : '';
    const type = reply.getHeader('content-type');
    if (request.method === 'HEAD' || request.url === '/api/openapi.json') return;
    described ??= new DescribedAnswers((await server.inject('/api/openapi.json')).json<ApiDocument>());
    const { method, url } = request;
    const fault = described.faultOf({ method, url, status: reply.statusCode, type: type ? String(type) : null, body });
    if (fault) untold.push(fault);
  });
  t.after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
    assert.deepEqual(untold, []);
  });

  return {
    folder,
    authPath,
    auth,
    fake,
    server,
    logged,
    /** Moves the clock on. */
    pass: (ms: number) => {
      time.passedMs += ms;
    },
    /** Chooses the password and returns the headers of someone logged in. */
    claim: async () => {
      const reply = await server.inject({ method: 'POST', url: '/api/claim', payload: { password: PASSWORD } });
      const [cookie] = reply.cookies;
      if (!cookie) throw new Error(`claim answered ${reply.statusCode} ${reply.body}`);
      return { cookie: `${cookie.name}=${cookie.value}` };
    },
    /** Listens on a free port and returns its address. */
    listen: () => server.listen({ host: '127.0.0.1', port: 0 }),
  };
}
