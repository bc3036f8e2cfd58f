/** The scriptable RTMP server of the tests is itself held to what real publishers say of it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { eventually } from '../../tools/eventually.ts';
import { type Behaviour, startRtmpServer } from '../../tools/servers/rtmp-server.ts';
import { publish } from './publisher.ts';

async function server(t: TestContext, behaviour?: Behaviour) {
  const started = await startRtmpServer(behaviour);
  t.after(() => started.close());
  return started;
}

/** What rtmp2sink says, as our own publishers will hear it. */
async function rtmp2sink(t: TestContext, address: string): Promise<string> {
  const sink = ['rtmp2sink', 'timeout=3', 'sync=false', 'async=false', `location=${address}`];
  const source =
    'videotestsrc is-live=true ! video/x-raw,width=320,height=180 ! x264enc tune=zerolatency ! flvmux streamable=true !';
  const child = spawn('timeout', ['8', 'gst-launch-1.0', '-q', ...source.split(' '), ...sink], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(() => child.kill());
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child, 'close');
  return said;
}

test('it takes a stream: name, key, and every tag in order', async (t) => {
  const { url, published, tags } = await server(t);
  publish(t, `${url}/amphi-a?key=secret`);
  await eventually('100 tags', async () => tags.length >= 100);
  assert.deepEqual(published, ['amphi-a?key=secret']);
  const video = tags.filter(({ kind }) => kind === 'video');
  assert.deepEqual([...(video[0]?.bytes.subarray(0, 2) ?? [])], [0x17, 0], 'the sequence header comes first');
  assert.equal(video[1]?.bytes[0], 0x17, 'then a keyframe');
  const timesMs = video.map(({ timestampMs }) => timestampMs);
  assert.deepEqual(
    timesMs,
    timesMs.toSorted((a, b) => a - b),
  );
  assert.ok((timesMs.at(-1) ?? 0) > 1_000);
  assert.ok(tags.some(({ kind }) => kind === 'audio') && tags.some(({ kind }) => kind === 'metadata'));
});

test('refused, cut off and never answered are told apart by a publisher', async (t) => {
  const { url, published, tags, behave } = await server(t, 'refuse');
  assert.match(await rtmp2sink(t, `${url}/a`), /publish denied/);
  behave('cut');
  assert.match(await rtmp2sink(t, `${url}/b`), /connection closed remotely/);
  behave('mute');
  // No word, and its own time-out does not count here: whoever uses it needs a deadline of their own.
  assert.equal(await rtmp2sink(t, `${url}/c`), '');
  behave('deaf');
  assert.match(await rtmp2sink(t, `${url}/d`), /timed out/);
  assert.deepEqual(published, ['a', 'b', 'c']);
  assert.deepEqual(tags, []);
});

test('a stalled server stops reading, and can go on; a dropped connection is noticed', async (t) => {
  const { url, tags, behave, drop } = await server(t);
  const { ended } = publish(t, `${url}/a`);
  await eventually('a start', async () => tags.length > 10);
  behave('stall');
  await eventually('no more tags', async () => {
    const before = tags.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return tags.length === before;
  });
  const stalledAt = tags.length;
  behave('accept');
  await eventually('more tags', async () => tags.length > stalledAt + 10);
  drop();
  assert.ok((await ended).failed);
});
