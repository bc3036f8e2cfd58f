/** The live socket: whole status first, then changes; slow, rude and foreign pages. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import test, { type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type ClientOptions, WebSocket } from 'ws';
import type { ServerMessage } from '../../../device/api/contract/live.ts';
import { because } from '../../../device/reason.ts';
import { openApiBox, PASSWORD } from '../../tools/api/api-box.ts';
import { readyStatus } from '../../tools/api/fake-collaborators.ts';

/** Generous: nothing here is about speed. */
const DEADLINE_MS = 10_000;

/** Everything a socket received, in order; pictures as buffers. */
class Page {
  readonly socket: WebSocket;
  readonly messages: (ServerMessage | Buffer)[] = [];

  constructor(address: string, headers: Record<string, string> = {}, options: ClientOptions = {}) {
    this.socket = new WebSocket(`${address.replace('http', 'ws')}/api/live`, { headers, ...options });
    this.socket.on('message', (data: Buffer, isBinary) =>
      this.messages.push(isBinary ? data : (JSON.parse(String(data)) as ServerMessage)),
    );
  }

  of<T extends ServerMessage['type']>(type: T) {
    return this.messages.filter(
      (message): message is Extract<ServerMessage, { type: T }> => 'type' in message && message.type === type,
    );
  }

  get pictures(): Buffer[] {
    return this.messages.filter((message) => Buffer.isBuffer(message));
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'waited too long');
    await wait(5);
  }
}

async function openFeed(t: TestContext) {
  const box = await openApiBox(t);
  const address = await box.listen();
  const open = async (headers: Record<string, string> = {}, localAddress = '127.0.0.1') => {
    const page = new Page(address, headers, { localAddress });
    t.after(() => page.socket.terminate());
    await until(() => page.messages.length > 0);
    return page;
  };
  return { ...box, address, open };
}

/** What the upgrade was answered with, when it was refused. */
async function refusalOf(address: string, headers: Record<string, string> = {}, localAddress = '127.0.0.1') {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/live`, { headers, localAddress });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response', { signal: AbortSignal.timeout(DEADLINE_MS) });
  assert.equal(response.headers['retry-after'], response.statusCode === 503 ? '10' : undefined);
  return response.statusCode as number;
}

async function closeCode(page: Page): Promise<number> {
  const [code] = await once(page.socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
  return code;
}

test('the first message is the whole status, then every change reaches everyone', async (t) => {
  const { fake, open } = await openFeed(t);
  const pages = [await open(), await open()];
  for (const page of pages) assert.deepEqual(page.messages[0], { type: 'status', status: readyStatus() });
  fake.change({ room: 'Amphi B' });
  for (const page of pages) {
    await until(() => page.of('status').length > 1);
    assert.equal(page.of('status').at(-1)?.status.room, 'Amphi B');
  }
});

test('a burst of changes is sent as its first and its last', async (t) => {
  const { fake, open } = await openFeed(t);
  const page = await open();
  for (let change = 1; change <= 50; change += 1) fake.change({ room: `Amphi ${change}` });
  await until(() => page.of('status').at(-1)?.status.room === 'Amphi 50');
  assert.deepEqual(
    page.of('status').map(({ status }) => status.room),
    ['Amphi A', 'Amphi 1', 'Amphi 50'],
  );
});

test('levels follow the microphone', async (t) => {
  const { fake, open } = await openFeed(t);
  const page = await open();
  fake.levels.tell({ rmsDb: -30, peakDb: -12.5 });
  await until(() => page.of('levels').length === 1);
  assert.deepEqual(page.of('levels'), [{ type: 'levels', rmsDb: -30, peakDb: -12.5 }]);
});

test('pictures go to whoever is logged in and asked, until they ask no more', async (t) => {
  const { fake, open, claim } = await openFeed(t);
  const headers = await claim();
  const page = await open(headers);
  const other = await open(headers);
  page.send({ type: 'preview', on: true });
  page.send({ type: 'preview', on: true });
  await until(() => fake.pictures.all.size === 1);
  fake.pictures.tell(Buffer.from([0xff, 0xd8, 1]));
  await until(() => page.pictures.length === 1);
  assert.deepEqual(page.pictures, [Buffer.from([0xff, 0xd8, 1])]);
  page.send({ type: 'preview', on: false });
  await until(() => fake.pictures.all.size === 0);
  assert.equal(other.pictures.length, 0);

  other.send({ type: 'preview', on: true });
  await until(() => fake.pictures.all.size === 1);
  other.socket.terminate();
  await until(() => fake.pictures.all.size === 0);
});

test('a token sees pictures too; nobody else does, and they are told why', async (t) => {
  const { fake, auth, open, claim } = await openFeed(t);
  await claim();
  const { token } = await auth.createToken('wall screen');
  const screen = await open({ authorization: `Bearer ${token}` });
  screen.send({ type: 'preview', on: true });
  await until(() => fake.pictures.all.size === 1);

  const stranger = await open();
  stranger.send({ type: 'preview', on: true });
  await until(() => stranger.of('error').length === 1);
  assert.equal(stranger.of('error')[0]?.error.code, 'passwordNeeded');
  assert.equal(fake.pictures.all.size, 1);
  // Refused politely: the status goes on.
  fake.change({ room: 'Amphi B' });
  await until(() => stranger.of('status').length > 1);
});

test('whoever is shut out has no preview from that moment, and is told; nobody else is', async (t) => {
  const { server, fake, auth, open, claim } = await openFeed(t);
  const headers = await claim();
  const { id, token } = await auth.createToken('wall screen');
  const other = { cookie: `pupitre=${(await auth.logIn(PASSWORD)).cookie}` };
  const watch = async (who: Record<string, string>) => {
    const before = fake.pictures.all.size;
    const page = await open(who);
    page.send({ type: 'preview', on: true });
    await until(() => fake.pictures.all.size === before + 1);
    return page;
  };
  const pages = [await watch(headers), await watch({ authorization: `Bearer ${token}` }), await watch(other)] as const;
  const toldTo = () => pages.map((page) => page.of('error').map(({ error }) => error.code));

  await server.inject({ method: 'DELETE', url: `/api/tokens/${id}`, headers });
  assert.equal(fake.pictures.all.size, 2);
  await server.inject({ method: 'POST', url: '/api/logout', headers });
  assert.equal(fake.pictures.all.size, 1);
  await until(() => toldTo()[0]?.length === 1 && toldTo()[1]?.length === 1);
  assert.deepEqual(toldTo(), [['passwordNeeded'], ['passwordNeeded'], []]);

  const change = { current: PASSWORD, password: 'another password' };
  await server.inject({ method: 'POST', url: '/api/password', headers: other, payload: change });
  assert.equal(fake.pictures.all.size, 0);
  await until(() => toldTo()[2]?.length === 1);
});

test('after logging out the pictures stop on a socket that is still open', async (t) => {
  const { server, fake, open, claim } = await openFeed(t);
  const headers = await claim();
  const page = await open(headers);
  page.send({ type: 'preview', on: true });
  await until(() => fake.pictures.all.size === 1);
  await server.inject({ method: 'POST', url: '/api/logout', headers });
  fake.pictures.tell(Buffer.from('private'));
  await until(() => fake.pictures.all.size === 0);
  fake.levels.tell({ rmsDb: -1, peakDb: -1 });
  await until(() => page.of('levels').length === 1);
  assert.equal(page.pictures.length, 0);
});

for (const [what, message] of [
  ['not JSON', 'hello'],
  ['of an unknown type', '{"type":"start"}'],
  ['with a wrong value', '{"type":"preview","on":"yes"}'],
  ['with an unknown key', '{"type":"preview","on":true,"fps":60}'],
  ['null', 'null'],
  ['a trial of a number', '{"type":"trial","on":true,"camera":7}'],
  ['a trial of nothing', '{"type":"trial","on":true,"camera":""}'],
  ['a trial with a name without end', JSON.stringify({ type: 'trial', on: true, camera: 'x'.repeat(501) })],
  ['a trial that ends with a device', '{"type":"trial","on":false,"camera":"test"}'],
  ['a trial with an unknown key', '{"type":"trial","on":true,"seconds":9}'],
  ['binary', Buffer.from('{"type":"preview","on":true}')],
] as const) {
  test(`a message that is ${what} closes its socket`, async (t) => {
    const { fake, open, claim } = await openFeed(t);
    const page = await open(await claim());
    page.socket.send(message);
    assert.equal(await closeCode(page), 1008);
    assert.equal(fake.pictures.all.size, 0);
  });
}

test('a trial takes the place of the preview, and gives it back', async (t) => {
  const { fake, open, claim } = await openFeed(t);
  const page = await open(await claim());
  page.send({ type: 'preview', on: true });
  await until(() => fake.pictures.all.size === 1);
  page.send({ type: 'trial', on: true, camera: '/dev/video4' });
  await until(() => fake.pictures.all.size === 0);
  assert.deepEqual(fake.trial?.wish, { camera: '/dev/video4' });

  fake.trial?.listener.onPicture(Buffer.from('on trial'));
  await until(() => page.pictures.length === 1);
  fake.trial?.listener.onLevels({ rmsDb: -30.04, peakDb: -12.55 });
  await until(() => page.of('trialLevels').length === 1);
  assert.deepEqual(page.of('trialLevels'), [{ type: 'trialLevels', rmsDb: -30, peakDb: -12.5 }]);
  // Asked for again in the middle of the trial: afterwards.
  page.send({ type: 'preview', on: false });
  page.send({ type: 'preview', on: true });

  const reason = because('deviceBusy', 'EBUSY', { name: 'Desk camera' });
  const camera = { phase: 'failed', name: 'Desk camera', reason } as const;
  fake.trial?.listener.onState({ phase: 'failed', reason: null, camera, microphone: { ...camera, reason: null } });
  await until(() => page.of('trial').some(({ phase }) => phase === 'failed'));
  const failed = page.of('trial').find(({ phase }) => phase === 'failed');
  assert.match(failed?.camera.reason?.message ?? '', /^Desk camera .*\.$/);
  assert.equal(fake.pictures.all.size, 0);

  page.send({ type: 'trial', on: false });
  await until(() => page.of('trial').at(-1)?.phase === 'ended');
  await until(() => fake.pictures.all.size === 1);
  fake.pictures.tell(Buffer.from('preview'));
  await until(() => page.pictures.length === 2);
  page.socket.terminate();
  await until(() => fake.pictures.all.size === 0);
});

test('a trial is for who is logged in, and ends with the log-in or the socket', async (t) => {
  const { server, fake, open, claim } = await openFeed(t);
  const headers = await claim();
  const stranger = await open();
  stranger.send({ type: 'trial', on: true });
  await until(() => stranger.of('error').length === 1);
  assert.deepEqual([stranger.of('error')[0]?.error.code, fake.trial], ['passwordNeeded', null]);

  const page = await open(headers);
  page.send({ type: 'trial', on: true });
  await until(() => fake.trial !== null);
  page.socket.terminate();
  await until(() => fake.trial === null);

  const other = await open(headers);
  other.send({ type: 'trial', on: true });
  await until(() => fake.trial !== null);
  await server.inject({ method: 'POST', url: '/api/logout', headers });
  fake.trial?.listener.onPicture(Buffer.from('private'));
  await until(() => other.of('trial').at(-1)?.phase === 'ended');
  assert.equal(other.of('trial').at(-1)?.reason?.code, 'passwordNeeded');
  assert.deepEqual([fake.trial, other.pictures], [null, []]);
});

test('a page that sends without end is shown out, and the rest of what it sent does nothing', async (t) => {
  const { fake, open, claim } = await openFeed(t);
  const page = await open(await claim());
  let started = 0;
  const { subscribe } = fake.preview;
  fake.preview = {
    subscribe: (listener) => {
      started += 1;
      return subscribe(listener);
    },
  };
  for (let sent = 0; sent < 10_000; sent += 1) page.send({ type: 'preview', on: sent % 2 === 0 });
  assert.equal(await closeCode(page), 1008);
  await until(() => fake.pictures.all.size === 0);
  assert.equal(started, 250);
});

test('a message of a megabyte closes its socket', async (t) => {
  const { open } = await openFeed(t);
  const page = await open();
  page.socket.send(Buffer.alloc(1_000_000));
  assert.equal(await closeCode(page), 1009);
});

test('a preview that cannot be started closes that socket and hurts no other', async (t) => {
  const { fake, open, claim } = await openFeed(t);
  const page = await open(await claim());
  const other = await open();
  fake.preview = {
    subscribe: () => {
      throw new Error('no preview branch');
    },
  };
  page.send({ type: 'preview', on: true });
  assert.equal(await closeCode(page), 1011);
  fake.change({ room: 'Amphi B' });
  await until(() => other.of('status').length > 1);
});

test("another site's page gets no socket", async (t) => {
  const { address } = await openFeed(t);
  const { host } = new URL(address);
  assert.equal(await refusalOf(address, { origin: 'http://evil.example' }), 403);
  assert.equal(await refusalOf(address, { origin: 'null' }), 403);
  const own = new Page(address, { origin: `http://${host}` });
  t.after(() => own.socket.terminate());
  await until(() => own.messages.length > 0);
});

test('a socket anywhere else is refused', async (t) => {
  const { address } = await openFeed(t);
  for (const path of ['/', '/api/state', '/api/nothing']) {
    const socket = new WebSocket(`${address.replace('http', 'ws')}${path}`);
    socket.on('error', () => {});
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
    let received = 0;
    socket.on('message', () => {
      received += 1;
    });
    await closed;
    assert.equal(received, 0, path);
  }
});

test('sockets are bounded, and a place that is left can be taken', async (t) => {
  const { address, open, claim } = await openFeed(t);
  const headers = await claim();
  const strangers = await Promise.all(Array.from({ length: 32 }, () => open()));
  assert.equal(await refusalOf(address), 503, 'one address takes half the places at most');
  const others = await Promise.all(Array.from({ length: 24 }, () => open({}, '127.0.0.2')));
  assert.equal(await refusalOf(address, {}, '127.0.0.3'), 503, 'the last places are for those who are logged in');
  await Promise.all(Array.from({ length: 8 }, () => open(headers)));
  assert.equal(await refusalOf(address, headers), 503);
  others[0]?.socket.terminate();
  strangers[0]?.socket.terminate();
  for (;;) {
    const page = new Page(address, headers);
    t.after(() => page.socket.terminate());
    page.socket.on('error', () => {});
    await Promise.race([once(page.socket, 'message'), once(page.socket, 'close')]);
    if (page.messages.length > 0) break;
  }
});

test('a page that reads nothing is sent the newest only, and costs no memory', async (t) => {
  const { server, fake, open, claim } = await openFeed(t);
  const page = await open(await claim());
  page.send({ type: 'preview', on: true });
  await until(() => fake.pictures.all.size === 1);
  const [onBox] = server.websocketServer.clients;
  assert.ok(onBox);
  const { _socket: socket } = page.socket as unknown as { _socket: { pause(): void; resume(): void } };
  socket.pause();

  const picture = Buffer.alloc(500_000);
  for (let number = 1; number <= 200; number += 1) {
    picture.writeUInt32BE(number);
    fake.pictures.tell(Buffer.from(picture));
    fake.change({ room: `Amphi ${number}` });
    if (number % 20 === 0) await wait(1);
    assert.ok(onBox.bufferedAmount <= 600_000, `${onBox.bufferedAmount} bytes wait after ${number} pictures`);
  }
  // The last change is sent 200 ms after the burst began; it must be the one that arrives last.
  await wait(300);
  socket.resume();
  await until(() => page.pictures.at(-1)?.readUInt32BE() === 200);
  await until(() => page.of('status').at(-1)?.status.room === 'Amphi 200');
  assert.ok(
    page.pictures.length < 100,
    `${page.pictures.length} of 200 pictures were queued for a page that read none`,
  );
});

test('the status is said again without a change, and a page that answers no ping is let go', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const box = await openApiBox(t);
  const address = await box.listen();
  const page = new Page(address, {}, { autoPong: false });
  t.after(() => page.socket.terminate());
  await until(() => page.of('status').length === 1);
  t.mock.timers.tick(5_000);
  await until(() => page.of('status').length === 2);

  const [onBox] = box.server.websocketServer.clients;
  assert.ok(onBox);
  const pinged = once(page.socket, 'ping');
  t.mock.timers.tick(15_000);
  await pinged;
  const answered = once(onBox, 'pong');
  page.socket.pong();
  await answered;
  const pingedAgain = once(page.socket, 'ping');
  t.mock.timers.tick(20_000);
  await pingedAgain;
  const closed = closeCode(page);
  t.mock.timers.tick(20_000);
  assert.equal(await closed, 1006);
});

test('the service ends though a page never answers the farewell', async (t) => {
  const { server, address } = await openFeed(t);
  const { port, hostname, host } = new URL(address);
  const socket = connect(Number(port), hostname);
  t.after(() => socket.destroy());
  socket.write(
    `GET /api/live HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
  );
  await once(socket, 'data');
  await Promise.race([
    server.close(),
    wait(DEADLINE_MS, undefined, { ref: false }).then(() => assert.fail('the service did not end')),
  ]);
  assert.equal(server.server.listening, false);
});

test('without a page nobody listens to the box in vain', async (t) => {
  const { server, fake, open } = await openFeed(t);
  const listeners = () => fake.changes.all.size + fake.levels.all.size;
  assert.equal(listeners(), 0);
  const [first, second] = [await open(), await open()];
  assert.equal(listeners(), 2, 'two pages share one ear for changes and one for levels');
  first.socket.close();
  await once(first.socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
  second.socket.close();
  await until(() => listeners() === 0);
  await open();
  assert.equal(listeners(), 2, 'the next page is heard again');
  await server.close();
  assert.equal(listeners(), 0);
});
