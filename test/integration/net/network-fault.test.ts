import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { networkFault } from '../../../device/net/network-fault.ts';
import { freePort } from '../../tools/servers/free-port.ts';

async function page(t: TestContext, answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const redirect =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location }).end();

test('a network that sends whoever asks to its own page is a portal', async (t) => {
  const cases: [answer: RequestListener, fault: 'portal' | null][] = [
    [redirect('http://login.hotel.example/?from=here'), 'portal'],
    [redirect('https://192.0.2.1:8443/login', 307), 'portal'],
    [(_, response) => response.writeHead(511).end('log in'), 'portal'],
    // What servers do that are what they say.
    [redirect('https://localhost/'), null],
    [redirect('/elsewhere'), null],
    [redirect('no address at all:'), null],
    [(_, response) => response.end('hello'), null],
    [(_, response) => response.writeHead(404).end(), null],
    [(request) => request.socket.destroy(), null],
  ];
  for (const [answer, fault] of cases)
    assert.equal(await networkFault('localhost', { httpPort: await page(t, answer) }), fault);
});

test('a server that never answers, or that is not there, tells nothing', async (t) => {
  assert.equal(await networkFault('localhost', { httpPort: await page(t, () => {}) }), null);
  assert.equal(await networkFault('127.0.0.1', { httpPort: await freePort() }), null);
  assert.equal(await networkFault('no.such.name.invalid', { hasLink: () => true }), null);
});

test('without a network that is what is said; a server on the box itself needs none', async () => {
  const httpPort = await freePort();
  assert.equal(await networkFault('stream.example.org', { httpPort, hasLink: () => false }), 'noLink');
  assert.equal(await networkFault('127.0.0.1', { httpPort, hasLink: () => false }), null);
});
