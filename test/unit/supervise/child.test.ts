import assert from 'node:assert/strict';
import { once } from 'node:events';
import test, { after } from 'node:test';
import { systemClock } from '../../../device/platform/clock.ts';
import { Child, type ChildEnd, describeEnd } from '../../../device/supervise/child.ts';
import { endChildren, smallChild } from './small-child.ts';

after(endChildren);

const FOREVER = 'setInterval(() => {}, 1000);';

test('a child that ends by itself has one end, with its code and its last words', async () => {
  const child = smallChild('console.error("first"); console.error(""); console.error("second"); process.exit(3)');
  const ends: ChildEnd[] = [];
  void child.ended.then((end) => ends.push(end));
  const end = await child.ended;
  assert.deepEqual(end, { how: 'exited', code: 3, lastWords: ['first', 'second'] });
  assert.equal(describeEnd(end), 'exited with 3; last words: first | second');
  assert.ok(child.isGone);
  child.kill();
  child.send({ late: true });
  await new Promise(setImmediate);
  assert.equal(ends.length, 1);
});

test('a killed child says by which signal', async () => {
  const child = smallChild(`process.send('ready'); ${FOREVER}`);
  await new Promise((resolve) => child.onMessage(resolve));
  child.kill('SIGTERM');
  assert.deepEqual(await child.ended, { how: 'killed', signal: 'SIGTERM', lastWords: [] });
});

test('a command that is not there is an end and no exception', async () => {
  const child = new Child({ name: 'x', command: '/nowhere/at/all', args: [], env: {}, streamPipes: 0 });
  const end = await child.ended;
  assert.equal(end.how, 'notStarted');
  assert.match(describeEnd(end), /could not be started: .*ENOENT/);
  assert.equal(child.pid, undefined);
});

test('of a flood of words the last few are kept, each cut', async () => {
  const child = smallChild('for (let i = 0; i < 500; i++) console.error(i + "x".repeat(3000))');
  const { lastWords } = await child.ended;
  assert.equal(lastWords.length, 8);
  assert.ok(lastWords.every((line) => line.length <= 500));
  assert.ok(lastWords.at(-1)?.startsWith('499x'));
});

test('messages that came before anybody listened are not lost, and come first', async () => {
  const child = smallChild(
    `process.send(1); process.send(2); process.on('message', (m) => process.send(m)); ${FOREVER}`,
  );
  const heard: unknown[] = [];
  // Both are here before the listener is.
  await once(process, 'nothing', { signal: AbortSignal.timeout(1500) }).catch(() => {});
  const all = new Promise((resolve) => {
    child.onMessage((message) => {
      heard.push(message);
      if (heard.length === 3) resolve(heard);
    });
  });
  child.send({ third: true });
  assert.deepEqual(await all, [1, 2, { third: true }]);
  child.kill();
});

test('media goes through the stream pipes, in both directions', async () => {
  const child = smallChild(
    'const fs = require("fs"); fs.createReadStream(null, {fd: 3}).pipe(fs.createWriteStream(null, {fd: 4}))',
    {
      streamPipes: 2,
    },
  );
  const echo: Buffer[] = [];
  child.pipe(4).on('data', (chunk: Buffer) => echo.push(chunk));
  const sent = Buffer.alloc(300_000, 'abc');
  child.pipe(3).end(sent);
  await child.ended;
  assert.ok(Buffer.concat(echo).equals(sent));
});

test('writing to a child that died is no crash of ours', async () => {
  const child = smallChild('process.exit(0)', { streamPipes: 1 });
  child.pipe(3).resume();
  await child.ended;
  child.pipe(3).write('too late');
  await new Promise(setImmediate);
});

test('a stop asks first; a child that does not go is killed after the deadline', async () => {
  const polite = smallChild(`process.on('message', () => process.exit(7)); process.send(0); ${FOREVER}`);
  await new Promise((resolve) => polite.onMessage(resolve));
  const asked = await polite.stop({ clock: systemClock, ask: () => polite.send({ end: true }), deadlineMs: 30_000 });
  assert.deepEqual(asked, { how: 'exited', code: 7, lastWords: [] });

  const deaf = smallChild(`process.on('SIGTERM', () => {}); process.send(0); ${FOREVER}`);
  await new Promise((resolve) => deaf.onMessage(resolve));
  const killed = await deaf.stop({ clock: systemClock, ask: () => deaf.kill('SIGTERM'), deadlineMs: 200 });
  assert.deepEqual(killed, { how: 'killed', signal: 'SIGKILL', lastWords: [] });
});

test('a stopped process (SIGSTOP) is ended too', async () => {
  const frozen = smallChild(`process.send(0); ${FOREVER}`);
  await new Promise((resolve) => frozen.onMessage(resolve));
  frozen.kill('SIGSTOP');
  const end = await frozen.stop({ clock: systemClock, ask: () => {}, deadlineMs: 100 });
  assert.equal(end.how, 'killed');
});
