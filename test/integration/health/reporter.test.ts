/** The report against a real HTTPS server that refuses, is slow, or is not there; the pauses by a clock that the test holds. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Reporter, type ReportSettings } from '../../../device/health/report/reporter.ts';
import { UplinkBudget } from '../../../device/net/uplink-budget.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { eventually } from '../../tools/eventually.ts';

const TOKEN = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

interface Arrived {
  path: string;
  authorization: string | undefined;
  body: string;
}

async function house(t: TestContext) {
  // What a certificate is worth is tested where the whole service runs.
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-reporter-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1';
  execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const arrived: Arrived[] = [];
  let answer = (response: ServerResponse) => void response.writeHead(201).end();
  const server = createServer(
    { key: await readFile(key), cert: await readFile(certificate) },
    async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      arrived.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
      answer(response);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };

  const settings: ReportSettings = { url: `https://127.0.0.1:${port}/report/amphi-a`, token: TOKEN, everySeconds: 20 };
  const pauses: number[] = [];
  let goOn = () => {};
  let isThin = false;
  let made = 0;
  let metrics: string | null = null;
  const reporter = new Reporter({
    clock: {
      ...systemClock,
      after: (delayMs, call) => {
        pauses.push(delayMs / 1000);
        goOn = call;
        return () => {};
      },
    },
    logger: createLog(() => {}).logger,
    settings: () => settings,
    reports: async () => {
      made += 1;
      return [
        { name: 'metrics', contentType: 'text/plain', body: metrics ?? `metrics ${made}` },
        { name: 'status.json', contentType: 'application/json', body: `status ${made}` },
      ];
    },
    uplink: new UplinkBudget({ clock: systemClock, need: () => ({ isOnAir: true, isThin }) }),
    onChange: () => {},
  });
  t.after(async () => {
    reporter.stop();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return {
    reporter,
    settings,
    arrived,
    setAnswer: (next: typeof answer) => {
      answer = next;
    },
    setBody: (body: string) => {
      metrics = body;
    },
    setThin: (on: boolean) => {
      isThin = on;
    },
    /** Lets the pause be over; resolves with the next one. */
    next: async (act = () => goOn()) => {
      const before = pauses.length;
      act();
      return eventually('the next pause', async () => pauses.length > before && (pauses.at(-1) ?? null));
    },
  };
}

const isAbout = (seconds: number, wanted: number) =>
  assert.ok(seconds >= wanted * 0.9 && seconds <= wanted * 1.1, `${seconds} s, wanted ${wanted} s`);

test('what is true now is told each time, with the key, one thing after the other', async (t) => {
  const { reporter, arrived, next } = await house(t);
  isAbout(await next(() => reporter.start()), 20);
  isAbout(await next(), 20);
  assert.deepEqual(
    arrived.map(({ path, body }) => `${path} ${body}`),
    [
      '/report/amphi-a/metrics metrics 1',
      '/report/amphi-a/status.json status 1',
      '/report/amphi-a/metrics metrics 2',
      '/report/amphi-a/status.json status 2',
    ],
  );
  assert.deepEqual(new Set(arrived.map(({ authorization }) => authorization)), new Set([`Bearer ${TOKEN}`]));
  assert.equal(reporter.reason, null);
});

test('a server that refuses is asked less and less, and at once again with other settings', async (t) => {
  const { reporter, arrived, setAnswer, settings, next } = await house(t);
  setAnswer((response) => void response.writeHead(403).end());
  const pauses = [await next(() => reporter.start())];
  while (pauses.length < 6) pauses.push(await next());
  for (const [at, wanted] of [40, 80, 160, 300, 300, 300].entries()) isAbout(pauses[at] ?? 0, wanted);
  assert.equal(arrived.length, 6);
  assert.equal(reporter.reason?.code, 'reportRefused');
  setAnswer((response) => void response.writeHead(404).end());
  await next();
  assert.equal(reporter.reason?.code, 'reportNotTaken');
  setAnswer((response) => void response.writeHead(204).end());
  isAbout(await next(() => reporter.settingsChanged()), 20);
  assert.equal(reporter.reason, null);
  settings.url = '';
  reporter.settingsChanged();
  assert.equal(reporter.reason, null);
});

test('a server that never answers holds nothing else up, and is given up for new settings', async (t) => {
  const { reporter, arrived, setAnswer, next } = await house(t);
  setAnswer(() => {});
  reporter.start();
  await eventually('it is asked', async () => arrived.length === 1);
  setAnswer((response) => void response.writeHead(204).end());
  isAbout(await next(() => reporter.settingsChanged()), 20);
  // The first was given up: its second part was never sent.
  assert.deepEqual(
    arrived.map(({ body }) => body),
    ['metrics 1', 'metrics 2', 'status 2'],
  );
});

test('a talk on a thin link has it for itself', async (t) => {
  const { reporter, arrived, setBody, setThin, next } = await house(t);
  setThin(true);
  // As large as metrics are: sent in 4 s, and whole.
  setBody('x'.repeat(8_000));
  const startedMs = performance.now();
  isAbout(await next(() => reporter.start()), 60);
  assert.ok(performance.now() - startedMs > 3_000);
  assert.deepEqual(
    arrived.map(({ body }) => body.length),
    [8_000, 'status 1'.length],
  );
  setThin(false);
  isAbout(await next(), 20);
});

test('nobody there: it is said where it was looked', async (t) => {
  const { reporter, settings, next } = await house(t);
  settings.url = 'https://127.0.0.1:9/report/amphi-a';
  await next(() => reporter.start());
  assert.deepEqual([reporter.reason?.code, reporter.reason?.values.host], ['reportUnreachable', '127.0.0.1:9']);
});
