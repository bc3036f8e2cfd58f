import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import test from 'node:test';
import { sendQueueBytes } from '../../../device/platform/send-queue.ts';
import { eventually } from '../../tools/eventually.ts';

for (const host of ['127.0.0.1', '::1']) {
  test(`what a reader at ${host} does not take is counted, and nothing once it has`, async (t) => {
    const accepted: Socket[] = [];
    const server = createServer((socket) => accepted.push(socket.pause()));
    await once(server.listen(0, host), 'listening');
    const { port } = server.address() as { port: number };
    const socket = connect(port, host);
    t.after(() => {
      socket.destroy();
      for (const one of accepted) one.destroy();
      server.close();
    });
    await once(socket, 'connect');
    assert.equal(sendQueueBytes(port), 0);
    // More than both kernels' buffers hold.
    for (let n = 0; n < 200; n++) socket.write(Buffer.alloc(100_000));
    await eventually('a queue', async () => (sendQueueBytes(port) ?? 0) > 10_000);
    accepted[0]?.resume();
    await eventually('no queue', async () => sendQueueBytes(port) === 0 && socket.writableLength === 0);
  });
}

test('a connection that is not there, or no /proc, is no answer', () => {
  assert.equal(sendQueueBytes(1), null);
  assert.equal(sendQueueBytes(1935, { root: '/nowhere' }), null);
});
