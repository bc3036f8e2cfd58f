/** Where the page listens, and what is told where it cannot. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import test, { type TestContext } from 'node:test';
import Fastify from 'fastify';
import { PagePort } from '../../../device/api/page-port.ts';
import { createLog } from '../../../device/platform/logger.ts';
import type { Reason } from '../../../device/reason.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';

const HOST = checkSettings({}).settings?.web.host ?? '';

function page(t: TestContext, wanted: { host: string; port: number }, http?: Server) {
  const told: (Reason | null)[] = [];
  const server = http ? Fastify({ serverFactory: (handler) => http.on('request', handler) }) : Fastify();
  server.get('/', async ({ ip }) => ip);
  const port = new PagePort({
    clock: new FakeClock(),
    logger: createLog(() => {}).logger,
    server,
    wanted: () => wanted,
    language: () => 'en',
    onTrouble: (reason) => told.push(reason),
  });
  t.after(() => port.close());
  return { port, told };
}

const answers = async (url: string) => (await fetch(url)).text();

test('by default it answers on IPv4 and on IPv6, under all names of this machine', async (t) => {
  const { port, told } = page(t, { host: HOST, port: 0 });
  await port.open();
  assert.deepEqual([told, port.address.host], [[null], '::']);
  for (const host of ['127.0.0.1', '[::1]', 'localhost']) await answers(`http://${host}:${port.address.port}/`);
});

for (const code of ['EAFNOSUPPORT', 'EADDRNOTAVAIL']) {
  test(`a kernel without IPv6 (${code}): it answers on IPv4`, async (t) => {
    const http = createServer();
    const listen = http.listen.bind(http) as (options: { host: string }) => Server;
    // A kernel is not built anew for a test: the one call that differs there fails as it does there.
    http.listen = ((options: { host: string }) => {
      if (options.host !== '::') return listen(options);
      setImmediate(() => http.emit('error', Object.assign(new Error('listen ::'), { code })));
      return http;
    }) as Server['listen'];
    const { port, told } = page(t, { host: HOST, port: 0 }, http);
    await port.open();
    assert.deepEqual([told, port.address.host], [[null], '0.0.0.0']);
    await answers(`http://127.0.0.1:${port.address.port}/`);
  });
}

test('what keeps it from listening is told by what a person can do', async (t) => {
  const taken = createServer().listen(0, '::');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const { port: takenPort } = taken.address() as { port: number };
  const codeOf = async (host: string, port: number) => {
    const one = page(t, { host, port });
    await one.port.open();
    return one.told.map((reason) => reason?.code);
  };
  assert.deepEqual(await codeOf(HOST, takenPort), ['pageClosed']);
  assert.deepEqual(await codeOf('192.0.2.1', 0), ['pageHostNotHere']);
  assert.deepEqual(await codeOf('no-such-machine.invalid', 0), ['pageHostNotHere']);
});
