/** One destination with real workers and servers that behave badly. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TagHub } from '../../../device/media/hub/tag-hub.ts';
import type { Publisher, PublisherStatus } from '../../../device/media/publisher/publisher.ts';
import type { WorkerLink } from '../../../device/media/worker/worker-link.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { eventually } from '../../tools/eventually.ts';
import { type Behaviour, type MediaTag, startRtmpServer } from '../../tools/servers/rtmp-server.ts';
import { liveHub } from '../../tools/streams/live-hub.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';
import { destinationAt, publisherTo } from '../../tools/streams/publisher-to.ts';

/** With everything that could be taken for a part of an address, of a pipeline or of JSON. */
const KEY = 'room?key=s3cret&x=/ü "q" \\ %41 <a>#f!';

interface Air {
  workers: ReturnType<typeof mediaWorkers>;
  hub: TagHub;
}

function onAir(t: TestContext): Air {
  const workers = mediaWorkers(t);
  return { workers, hub: liveHub(t, workers) };
}

async function published(t: TestContext, behaviour: Behaviour, { workers, hub }: Air = onAir(t)) {
  const server = await startRtmpServer(behaviour);
  t.after(() => server.close());
  const taken: WorkerLink[] = [];
  const log: string[] = [];
  const phases: string[] = [];
  const publisher: Publisher = publisherTo(t, destinationAt({ url: server.url, streamKey: KEY }), {
    logger: createLog((line) => log.push(line)).logger,
    hub,
    workers: {
      acquire: (role) => {
        const worker = workers.acquire(role);
        taken.push(worker);
        return worker;
      },
    },
    onChange: () => {
      const { phase } = publisher.status;
      if (phases.at(-1) !== phase) phases.push(phase);
    },
  });
  const until = (what: string, fits: (status: PublisherStatus) => boolean) =>
    eventually(what, async () => fits(publisher.status) && publisher.status);
  const media = async (count: number) => {
    const from = server.tags.length;
    return eventually('media', async () => server.tags.length >= from + count && server.tags.slice(from));
  };
  publisher.ensureStarted();
  return { server, publisher, phases, log, taken, until, media };
}

const isPicture = ({ kind, bytes }: MediaTag) => kind === 'video' && bytes[1] === 1;
const isKeyframe = (tag: MediaTag) => isPicture(tag) && (tag.bytes[0] ?? 0) >> 4 === 1;

test('a publication begins on a keyframe with its headers, under the name that is the key, and ends in order', async (t) => {
  const { server, publisher, phases, log, until, media } = await published(t, 'accept');
  await until('live', ({ phase }) => phase === 'live');
  const tags = await media(60);
  const first = server.tags.find(isPicture);
  assert.ok(first && isKeyframe(first));
  assert.equal(server.tags[0]?.kind, 'metadata');
  for (const kind of ['audio', 'video']) {
    assert.equal(server.tags.find((tag) => tag.kind === kind)?.bytes[1], 0, 'its configuration first');
    const times = tags.filter((tag) => tag.kind === kind).map(({ timestampMs }) => timestampMs);
    assert.ok(
      times.every((ms, index) => index === 0 || ms >= (times[index - 1] ?? 0)),
      `${kind}: ${times}`,
    );
  }
  assert.deepEqual(server.published, [KEY]);
  assert.ok(publisher.status.kbps > 0);
  await publisher.ensureStopped();
  assert.deepEqual(phases, ['connecting', 'live', 'off']);
  assert.ok(!log.join().includes('s3cret'), 'the key is in no log line');
});

test('a cut is mended at once, again from a keyframe; it is counted', async (t) => {
  const { server, phases, until, media } = await published(t, 'accept');
  await until('live', ({ phase }) => phase === 'live');
  await media(30);
  const before = server.tags.length;
  server.drop();
  const { reason } = await until('the cut is noticed', ({ phase }) => phase !== 'live');
  assert.equal(reason?.code, 'destinationClosed');
  const status = await until('live again', ({ phase }) => phase === 'live');
  assert.deepEqual([status.reconnects, status.reason, status.droppedFrames], [1, null, 0]);
  await media(30);
  const again = server.tags.slice(before).find(isPicture);
  assert.ok(again && isKeyframe(again));
  assert.deepEqual(phases, ['connecting', 'live', 'reconnecting', 'live']);
});

test('each way in which a server fails has its own reason; once it behaves the publication is live by itself', async (t) => {
  const air = onAir(t);
  await Promise.all(
    (
      [
        ['refuse', 'refused', 'destinationRefused'],
        ['cut', 'refused', 'destinationRefused'],
        ['deaf', 'connecting', 'destinationNoAnswer'],
        ['mute', 'connecting', 'destinationNoAnswer'],
        // It takes the stream for a while, as a server does that freezes or whose link dies.
        ['accept', 'reconnecting', 'destinationStalled'],
      ] as const
    ).map(async ([behaviour, phase, code]) => {
      const { server, log, until, media } = await published(t, behaviour, air);
      if (behaviour === 'accept') {
        await media(60);
        server.behave('stall');
      }
      // On a machine that others have too, the box may have been too busy for the first try.
      const status = await until(code, ({ reason }) => reason?.code === code);
      assert.equal(status.phase, phase, log.join(''));
      server.behave('accept');
      server.drop();
      await until('live', (now) => now.phase === 'live' && now.reason === null);
      assert.ok(!log.join().includes('s3cret') && !JSON.stringify(status).includes('s3cret'));
    }),
  );
});

for (const [what, speak] of [
  ['a web server', (socket: Socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ['a shell', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n')],
  ['a mail server', (socket: Socket) => socket.write('220 mail ESMTP\r\n')],
  [
    'one that wants TLS',
    (socket: Socket) => socket.once('data', () => socket.end(Buffer.from('15030100020246', 'hex'))),
  ],
] as const) {
  test(`only what it says itself shows that ${what} is no RTMP server`, async (t) => {
    const other = createServer((socket) => {
      socket.on('error', () => {});
      speak(socket);
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const workers = mediaWorkers(t);
    const destination = destinationAt({ url: `rtmp://127.0.0.1:${port}/live`, streamKey: 'key' });
    const publisher = publisherTo(t, destination, { hub: liveHub(t, workers), workers });
    publisher.ensureStarted();
    const { reason, phase } = await eventually('its reason', async () =>
      publisher.status.reason?.code === 'destinationNotRtmp' ? publisher.status : null,
    );
    assert.equal(phase, 'connecting');
    assert.match(reason?.tech ?? '', /it says: /);
  });
}

test('a box that does not get to its work says so, and nothing of the server', async (t) => {
  const { taken, until } = await published(t, 'deaf');
  const pid = taken[0]?.pid as number;
  // Once it has connected: as on a processor that others have.
  await sleep(2000);
  process.kill(pid, 'SIGSTOP');
  await sleep(9000);
  process.kill(pid, 'SIGCONT');
  const { reason } = await until('a reason', (status) => status.reason !== null);
  assert.equal(reason?.code, 'destinationBoxBusy', reason?.tech);
});

test('a server that takes each stream only to drop it is not hammered', async (t) => {
  const { server, until, publisher } = await published(t, 'accept');
  const deadline = performance.now() + 7000;
  while (performance.now() < deadline) {
    await until('live', ({ phase }) => phase === 'live');
    server.drop();
    await until('cut', ({ phase }) => phase !== 'live');
  }
  // One at once, then one in 2 s; without patience it would be more than ten.
  assert.ok(server.connections >= 3 && server.connections <= 7, `${server.connections} connections`);
  assert.equal(publisher.status.reason?.code, 'destinationClosed');
});

test('a worker that is killed, hangs or crashes in the middle is replaced', async (t) => {
  const air = onAir(t);
  await Promise.all(
    (['SIGKILL', 'SIGSTOP', 'SIGSEGV'] as const).map(async (signal) => {
      const { taken, until, media } = await published(t, 'accept', air);
      await until('live', ({ phase }) => phase === 'live');
      await media(30);
      process.kill(taken[0]?.pid as number, signal);
      await until(`${signal} is noticed`, ({ phase }) => phase === 'reconnecting');
      await until('live again', ({ phase, reconnects }) => phase === 'live' && reconnects === 1);
      assert.equal(taken.length, 2);
      await media(30);
    }),
  );
});

test('stopped and wanted again in the same moment, it connects anew and never claims to be live before it is', async (t) => {
  const { publisher, server, phases, until, media } = await published(t, 'accept');
  await until('live', ({ phase }) => phase === 'live');
  const stopped = publisher.ensureStopped();
  publisher.ensureStarted();
  assert.equal(publisher.status.phase, 'connecting');
  await stopped;
  await until('live', ({ phase }) => phase === 'live');
  await media(30);
  assert.deepEqual(phases, ['connecting', 'live', 'connecting', 'live']);
  assert.equal(server.published.length, 2);
});
