/** Programs elsewhere that answer without end, or in pieces of a few bytes: the verdict comes all the same, a turn at a time. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { put } from '../../../device/net/put.ts';
import { takeSlowly } from '../../../device/net/take-slowly.ts';
import { httpSend } from '../../../device/receipt/channels/http-send.ts';

async function served(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Never ends. Resolves when whoever asked has gone. */
function endless(response: ServerResponse, status: number): Promise<unknown> {
  response.on('error', () => {}).writeHead(status);
  const more = () => {
    while (!response.destroyed && response.write('thank you '));
    response.once('drain', more);
  };
  more();
  return once(response, 'close');
}

test('a receipt and a report: the answer is in its head, and the rest is not waited for', {
  timeout: 60_000,
}, async (t) => {
  let status = 200;
  const gone: Promise<unknown>[] = [];
  const url = await served(t, (request, response) => {
    request.resume();
    gone.push(endless(response, status));
  });
  const { signal } = new AbortController();
  const send = () => httpSend({ method: 'POST', url, headers: {}, body: {}, signal, pace: null });
  const report = () => put({ url, token: 't', contentType: 'text/plain', body: 'a', pace: null, signal });
  assert.equal(await send(), null);
  assert.deepEqual(await report(), { how: 'done' });
  status = 500;
  const refused = await send();
  assert.equal(refused?.code, 'receiptServerFault');
  assert.match(refused?.tech ?? '', /^status 500 thank you/);
  assert.equal((await report()).how, 'refused');
  assert.equal(gone.length, 4);
  await Promise.all(gone);
});

test('a body in pieces of ten bytes comes whole, and one read of its socket in a turn', {
  timeout: 60_000,
}, async (t) => {
  const pieces = 200_000;
  const url = await served(t, (_request, response) => {
    for (let piece = 0; piece < pieces; piece++) response.write('0123456789');
    response.end();
  });
  const [answer] = (await once(get(url), 'response')) as [IncomingMessage];
  let turn = 0;
  const count = () => {
    turn += 1;
    if (!answer.readableEnded) setImmediate(count);
  };
  setImmediate(count);
  const taken = new Map<number, number>();
  takeSlowly(answer, ({ length }) => taken.set(turn, (taken.get(turn) ?? 0) + length));
  await once(answer, 'end');
  const bytes = [...taken.values()];
  assert.equal(
    bytes.reduce((sum, one) => sum + one, 0),
    10 * pieces,
  );
  assert.ok(Math.max(...bytes) <= 2 * 65_536, `${Math.max(...bytes)} bytes in one turn`);
});
