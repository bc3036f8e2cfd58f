/** What the box tells viewers through a server: the newest, again until it arrives, and nothing to servers that take none. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import test, { type TestContext } from 'node:test';
import type { TalkMoment } from '../../../device/control/announce/announcement.ts';
import { Announcer } from '../../../device/control/announce/announcer.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { eventually } from '../../tools/eventually.ts';
import { freePort } from '../../tools/servers/free-port.ts';

interface Inbox {
  server: Server;
  /** `authorization phase title` of each that came. */
  got: string[];
}

async function inbox(t: TestContext, port: number, status: () => number): Promise<Inbox> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { phase, title } = JSON.parse(Buffer.concat(parts).toString());
      got.push(`${request.method} ${request.headers.authorization} ${phase} ${title}`);
      response.writeHead(status()).end();
    });
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  return { server, got };
}

const moment = (phase: TalkMoment['session']['phase'], title: string | null = null): TalkMoment => ({
  room: 'Amphi A',
  session: { phase, id: 'a', title, offTheRecord: false, startedBy: 'button' },
  destinations: [{ phase: 'live' }],
});

function announcer(t: TestContext, port: number, now: { moment: TalkMoment }) {
  const made = new Announcer({
    clock: systemClock,
    logger: createLog(() => {}).logger,
    moment: () => now.moment,
    targets: () => [{ url: `http://127.0.0.1:${port}/report/a/talk.json`, token: 'key' }],
  });
  t.after(() => made.stop());
  return made;
}

test('each change once; what changes while one is on its way follows it', async (t) => {
  const port = await freePort();
  const { got } = await inbox(t, port, () => 204);
  const now = { moment: moment('running', 'One') };
  const one = announcer(t, port, now);
  one.look();
  now.moment = moment('running', 'Two');
  one.look();
  one.look();
  await eventually('two', async () => got.length === 2);
  one.look();
  now.moment = moment('ready');
  one.look();
  await eventually('the end', async () => got.length === 3);
  assert.deepEqual(
    got,
    ['onAir One', 'onAir Two', 'over Two'].map((told) => `PUT Bearer key ${told}`),
  );
});

test('a server that is away, or in trouble, hears the newest once it is back', async (t) => {
  const port = await freePort();
  const now = { moment: moment('running', 'One') };
  announcer(t, port, now).look();
  now.moment = moment('ready');
  let tries = 0;
  const { got } = await inbox(t, port, () => (tries++ === 0 ? 503 : 201));
  await eventually('it to arrive', async () => got.length >= 2);
  // Nobody looked again: the second try had the newest by itself.
  assert.deepEqual(
    got.slice(0, 2),
    ['over One', 'over One'].map((told) => `PUT Bearer key ${told}`),
  );
});

test('a server that takes no such thing is asked once for each change', async (t) => {
  const port = await freePort();
  const { got } = await inbox(t, port, () => 403);
  const now = { moment: moment('running') };
  const one = announcer(t, port, now);
  one.look();
  await eventually('the first', async () => got.length === 1);
  for (let times = 0; times < 5; times++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    one.look();
  }
  now.moment = moment('ready');
  one.look();
  await eventually('the second', async () => got.length === 2);
  assert.deepEqual(
    got,
    ['onAir null', 'over null'].map((told) => `PUT Bearer key ${told}`),
  );
});

test('a server in trouble is not asked at every look, and at once for something newer', async (t) => {
  const port = await freePort();
  const { got } = await inbox(t, port, () => 500);
  const now = { moment: moment('running') };
  const one = announcer(t, port, now);
  one.look();
  await eventually('the first', async () => got.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (let times = 0; times < 100; times++) one.look();
  assert.equal(got.length, 1);
  now.moment = moment('ready');
  one.look();
  await eventually('the end', async () => got.at(-1) === 'PUT Bearer key over null');
});
