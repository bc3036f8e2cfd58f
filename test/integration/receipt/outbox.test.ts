/** The outbox against a real HTTP server that fails, cuts and refuses; time passes when the test says so. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { UplinkBudget } from '../../../device/net/uplink-budget.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { Outbox } from '../../../device/receipt/outbox.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import type { Settings } from '../../../device/settings/settings-schema.ts';
import { eventually } from '../../tools/eventually.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';
import { MATRIX, MessageInbox, matrixHomeserver } from '../../tools/servers/message-inbox.ts';

const DAY_MS = 24 * 3600 * 1000;

async function box(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-sender-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [hook, homeserver] = await Promise.all([new MessageInbox().start(t), matrixHomeserver().start(t)]);
  const receipt = {
    webhook: { url: `${hook.url}/hook`, token: 'right' },
    matrix: { homeserver: homeserver.url, ...MATRIX },
  };
  const { settings } = checkSettings({ receipt });
  const state = { receipt: (settings as Settings).receipt, trusted: true };
  const clock = new FakeClock();
  const { logger } = createLog(() => {});
  const outbox = new Outbox({
    clock,
    logger,
    folder,
    uplink: new UplinkBudget({ clock, need: () => ({ isOnAir: false, isThin: false }) }),
    settings: () => state.receipt,
    isClockTrusted: () => state.trusted,
    onChange: () => {},
  });
  t.after(() => outbox.stop());
  const put = async (
    id: string,
    more: { channel?: 'webhook' | 'matrix'; recipient?: string; clockTrusted?: boolean } = {},
  ) => {
    const { channel = 'webhook', recipient = `${hook.url}/hook`, clockTrusted = true } = more;
    const message = { id, subject: 'S', text: 'T', json: { type: 'receipt', id } };
    const queuedWallMs = clock.wallMs();
    const entry = { version: 1, id, recording: id, channel, recipient, queuedWallMs, clockTrusted, message } as const;
    await outbox.write(entry);
    outbox.admit([entry]);
  };
  /** Until so many requests have come, and what follows from them is done. */
  const asked = async (count: number) => {
    await eventually(`${count} requests`, async () => hook.asked.length === count);
    await outbox.settled();
  };
  return { folder, hook, homeserver, state, clock, outbox, put, asked };
}

test('tried again until it is taken, at growing distances, with the same key; then nothing is left', async (t) => {
  const { folder, hook, clock, outbox, put, asked } = await box(t);
  hook.moods.push(500, 'cut', 503, 429);
  await put('a');
  outbox.start();
  await asked(1);
  for (const [waitMs, count] of [
    [10_000, 2],
    [20_000, 3],
    [40_000, 4],
  ] as const) {
    await clock.pass(waitMs - 2000, 1000);
    assert.equal(hook.asked.length, count - 1, 'not before its time');
    await clock.pass(3000, 1000);
    await asked(count);
  }
  assert.deepEqual(
    outbox.troubles.map(({ code }) => code),
    ['receiptServerFault'],
  );
  assert.equal(outbox.waiting[0]?.failures, 4);
  await clock.pass(82_000, 1000);
  await asked(5);
  assert.deepEqual(
    hook.taken.map(({ body }) => body),
    [{ type: 'receipt', id: 'a' }],
  );
  assert.deepEqual(new Set(hook.asked.map(({ headers }) => headers['idempotency-key'])), new Set(['a']));
  assert.equal(hook.asked[0]?.headers.authorization, 'Bearer right');
  assert.deepEqual([outbox.entries, await readdir(folder), outbox.troubles], [[], [], []]);
});

test('a server that is away is asked once, not once for each message; other settings are tried at once', async (t) => {
  const { hook, clock, outbox, put, asked } = await box(t);
  hook.moods.push(401);
  for (const id of ['a', 'b', 'c']) await put(id);
  outbox.start();
  await asked(1);
  await clock.pass(5000, 1000);
  assert.equal(hook.asked.length, 1);
  assert.equal(outbox.waiting[2]?.reason?.code, 'receiptNotLetIn');
  outbox.retryNow();
  await asked(4);
  assert.deepEqual(
    hook.taken.map(({ body }) => (body as { id: string }).id),
    ['a', 'b', 'c'],
  );
});

test('a message that is refused keeps no other waiting, and a way that is closed no other way', async (t) => {
  const { hook, homeserver, clock, outbox, put, asked } = await box(t);
  hook.moods.push(422);
  homeserver.moods.push('cut');
  for (const id of ['a', 'b']) await put(id);
  await put('m', { channel: 'matrix', recipient: MATRIX.roomId });
  outbox.start();
  // The second goes right after the first, which is tried again later.
  await asked(2);
  assert.deepEqual(
    outbox.entries.map(({ id }) => id),
    ['a', 'm'],
  );
  await outbox.settled();
  await clock.pass(12_000, 1000);
  await asked(3);
  await eventually('all are taken', async () => outbox.entries.length === 0);
  assert.deepEqual(
    homeserver.taken.map(({ body }) => body),
    [{ msgtype: 'm.text', body: 'S\n\nT' }],
  );
});

test('given up after 30 days, by a clock that is set, and said; what is for nobody any more goes silently', async (t) => {
  const { hook, clock, outbox, put, state, asked } = await box(t);
  await put('old');
  await put('undated', { clockTrusted: false });
  await put('gone', { recipient: 'http://localhost:1/elsewhere' });
  state.trusted = false;
  clock.advance(31 * DAY_MS);
  outbox.start();
  await eventually('what is for nobody is gone', async () => outbox.entries.length === 2);
  assert.equal(hook.asked.length, 0, 'the clock is waited for');
  state.trusted = true;
  await clock.pass(1000);
  await eventually('the old one is gone', async () => outbox.entries.every(({ id }) => id !== 'old'));
  assert.deepEqual(
    outbox.troubles.map(({ code, values }) => [code, values]),
    [['receiptGivenUp', { count: 1 }]],
  );
  await clock.pass(2000, 1000);
  await asked(1);
  assert.deepEqual(
    hook.taken.map(({ body }) => (body as { id: string }).id),
    ['undated'],
  );
});

test('no more than 200 wait: the oldest go, and that is said', async (t) => {
  const { outbox, put, state } = await box(t);
  state.trusted = false;
  for (let at = 0; at < 203; at++) await put(`n${String(at).padStart(3, '0')}`);
  outbox.start();
  await eventually('200 are left', async () => outbox.entries.length === 200);
  assert.equal(outbox.entries[0]?.id, 'n003');
  assert.equal(outbox.troubles[0]?.values.count, 3);
});

test('a message for the address of before never gets the token of the new one', async (t) => {
  const { hook, clock, outbox, put, state } = await box(t);
  const other = await new MessageInbox().start(t);
  hook.moods.push(500);
  for (const id of ['a', 'b', 'c']) await put(id);
  outbox.start();
  await eventually('one try', async () => hook.asked.length === 1);
  await outbox.settled();
  state.receipt = { ...state.receipt, webhook: { url: `${other.url}/hook`, token: 'of the new one' } };
  outbox.retryNow();
  await clock.pass(120_000, 1000);
  await outbox.settled();
  assert.equal(hook.asked.length, 1);
  assert.deepEqual(outbox.waiting, []);
});

test('a mail server that says nothing does not hold up the end of the service', async (t) => {
  const { outbox, state } = await box(t);
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  t.after(() => {
    mute.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  state.receipt = {
    ...state.receipt,
    email: { ...state.receipt.email, host: '127.0.0.1', port, to: ['one@example.org'] },
  };
  const message = { id: 'mail', subject: 'S', text: 'T', json: {} };
  const recipient = 'one@example.org';
  const entry = {
    version: 1,
    id: 'mail',
    recording: 'a',
    channel: 'email',
    recipient,
    queuedWallMs: 0,
    clockTrusted: false,
    message,
  } as const;
  await outbox.write(entry);
  outbox.admit([entry]);
  outbox.start();
  await eventually('it is asked', async () => sockets.length === 1);
  const startedMs = performance.now();
  await outbox.stop();
  assert.ok(performance.now() - startedMs < 3000);
  assert.equal(outbox.entries.length, 1);
});

test('without a network that sets the clock it is tried after ten minutes all the same', async (t) => {
  const { hook, clock, outbox, put, state, asked } = await box(t);
  state.trusted = false;
  await put('a');
  outbox.start();
  await clock.pass(590_000, 10_000);
  assert.equal(hook.asked.length, 0);
  await clock.pass(20_000, 1000);
  await asked(1);
  assert.equal(hook.taken.length, 1);
});
