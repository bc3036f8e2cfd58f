/** What anyone in the room may see holds nothing of an address that may let somebody in. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startDevice } from '../tools/box/device.ts';

const OPEN = [
  '/api/state',
  '/api/health',
  '/api/history',
  '/api/card',
  '/metrics',
  '/healthz',
  '/api/openapi.json',
  '/',
];

test('addresses with a password or a token in them are shown to nobody without a password', async (t) => {
  const destination = (id: string, url: string, watchUrl: string) => ({ id, name: id, url, streamKey: '', watchUrl });
  const device = await startDevice(t, {
    settings: {
      destinations: [
        destination(
          'main',
          'rtmp://me:hidden1@127.0.0.1:9/live/hidden2?sign=hidden3',
          'http://me:hidden4@127.0.0.1:9/live/room.m3u8',
        ),
        destination(
          'two',
          'rtmp://127.0.0.1:9/live/a',
          'http://127.0.0.1:9/live/room.m3u8?token=hidden5&x=hidden6#hidden7',
        ),
      ],
    },
  });
  const told: string[] = [];
  const socket = new WebSocket(`${device.url.replace('http', 'ws')}/api/live`);
  socket.on('message', (data) => told.push(String(data)));
  await once(socket, 'open');
  device.press('short');
  const status = await device.waitFor('both fail', ({ destinations }) =>
    destinations.every(({ reason }) => reason !== null),
  );
  assert.deepEqual(
    status.destinations.map(({ watchUrl }) => watchUrl),
    ['http://127.0.0.1:9/live/room.m3u8', 'http://127.0.0.1:9/live/room.m3u8'],
  );
  await sleep(3000);
  for (const path of OPEN) told.push(await (await fetch(`${device.url}${path}`)).text());
  told.push(...device.lines, device.said);
  socket.terminate();
  // The stream's name itself is part of the address that is published, and of no sentence.
  for (const text of told) assert.doesNotMatch(text, /hidden[1-7]/);
  assert.ok(told.length > 12);
  device.press('end');
});
