/** Listing, playing by ranges, downloading and removing recordings, over a real socket. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { because } from '../../../device/reason.ts';
import { openApiBox } from '../../tools/api/api-box.ts';
import { recordingNamed } from '../../tools/api/fake-collaborators.ts';

const ID = '2026-11-22T10-00-00-les-ondes';
/** Content in which every offset can be told. */
const VIDEO = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

async function openWithVideo(t: TestContext) {
  const box = await openApiBox(t);
  const videoPath = join(box.folder, 'recording.mp4');
  const posterPath = join(box.folder, 'poster.jpg');
  await writeFile(videoPath, VIDEO);
  await writeFile(posterPath, 'JPEG');
  box.fake.videos = [
    recordingNamed(ID, { videoPath, posterPath, hasPoster: true, title: 'Les ondes' }),
    recordingNamed('running', { state: 'recording', reason: because('microphoneSilent', '-90 dB') }),
  ];
  const headers = await box.claim();
  const address = await box.listen();
  const get = (path: string, more: Record<string, string> = {}, method = 'GET') =>
    fetch(`${address}/api/recordings${path}`, { method, headers: { ...headers, ...more } });
  return { ...box, get };
}

test('recordings are listed, with the sentence of what went wrong', async (t) => {
  const { get } = await openWithVideo(t);
  const { recordings } = await (await get('')).json();
  assert.deepEqual(
    recordings.map((recording: { id: string }) => recording.id),
    [ID, 'running'],
  );
  assert.match(recordings[1].reason.message, /hears nothing/);
  assert.deepEqual(await (await get(`/${ID}`)).json(), recordings[0]);
  assert.equal((await get('/unknown')).status, 404);
});

test('a page of the list: so many, after that one, and how many there are', async (t) => {
  const { get, fake } = await openWithVideo(t);
  fake.videos = Array.from({ length: 250 }, (_, at) => recordingNamed(`talk-${at}`, {}));
  const ids = async (query: string) => {
    const { recordings, ...rest } = await (await get(query)).json();
    return [recordings.map(({ id }: { id: string }) => id), rest];
  };
  assert.deepEqual(await ids('?limit=2'), [['talk-0', 'talk-1'], { total: 250, next: 'talk-1' }]);
  assert.deepEqual(await ids('?limit=2&before=talk-247'), [['talk-248', 'talk-249'], { total: 250, next: null }]);
  assert.equal((await ids('?before=talk-0'))[0].length, 100);
  const [all, rest] = await ids('');
  assert.deepEqual([all, rest], [fake.videos.map(({ id }) => id), {}]);
  for (const wrong of ['?limit=0', '?limit=-1', '?limit=x', '?limit=1000000', '?before=../x', '?limit=1&offset=3'])
    assert.equal((await get(wrong)).status, 400, wrong);
  assert.equal((await get('?before=never-there')).status, 404);
});

test('the whole list is the same for all who ask at once, in the language of each, and true after a change', async (t) => {
  const { get, fake } = await openWithVideo(t);
  fake.videos = Array.from({ length: 350 }, (_, at) =>
    recordingNamed(`talk-${at}`, { reason: because('microphoneSilent', '-90 dB') }),
  );
  const list = async (language: string) => {
    const reply = await get('', { 'accept-language': language });
    assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
    return (await reply.json()).recordings as { id: string; reason: { message: string } }[];
  };
  const lists = await Promise.all(['fr', 'en', 'fr', 'en', 'en'].map(list));
  for (const [at, one] of lists.entries()) {
    assert.equal(one.length, 350);
    assert.match(
      one[349]?.reason.message ?? '',
      at === 0 || at === 2 ? /n'entend rien|n’entend rien|ne reçoit/ : /hears nothing/,
    );
  }
  fake.videos.splice(100, 1);
  assert.deepEqual(
    (await list('fr')).map(({ id }) => id),
    fake.videos.map(({ id }) => id),
  );
  fake.videos = [];
  assert.deepEqual(await list('fr'), []);
});

test('the whole video, its name and its type', async (t) => {
  const { get } = await openWithVideo(t);
  const reply = await get(`/${ID}/video`);
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('content-type'), 'video/mp4');
  assert.equal(reply.headers.get('accept-ranges'), 'bytes');
  assert.equal(reply.headers.get('content-disposition'), `inline; filename="${ID}.mp4"`);
  assert.deepEqual(Buffer.from(await reply.arrayBuffer()), VIDEO);

  const head = await get(`/${ID}/video`, {}, 'HEAD');
  assert.equal(head.status, 200);
  assert.equal(head.headers.get('content-length'), '1000');
});

for (const [range, from, to] of [
  ['bytes=0-0', 0, 1],
  ['bytes=0-', 0, 1000],
  ['bytes=100-199', 100, 200],
  ['bytes=-10', 990, 1000],
  ['bytes=-1000', 0, 1000],
  ['bytes=999-', 999, 1000],
  ['bytes=990-5000', 990, 1000],
] as const) {
  test(`range ${range}`, async (t) => {
    const { get } = await openWithVideo(t);
    const reply = await get(`/${ID}/video`, { range });
    assert.equal(reply.status, 206);
    assert.equal(reply.headers.get('content-range'), `bytes ${from}-${to - 1}/1000`);
    assert.deepEqual(Buffer.from(await reply.arrayBuffer()), VIDEO.subarray(from, to));
  });
}

test('a range past the end is refused with the length there is', async (t) => {
  const { get } = await openWithVideo(t);
  const reply = await get(`/${ID}/video`, { range: 'bytes=1000-' });
  assert.equal(reply.status, 416);
  assert.equal(reply.headers.get('content-range'), 'bytes */1000');
  assert.match(String(reply.headers.get('content-type')), /^application\/json/);
  assert.equal((await reply.json()).error.code, 'rangeOutside');
});

test('the last bytes of a file, more than it has, are all of it', async (t) => {
  const { get } = await openWithVideo(t);
  const reply = await get(`/${ID}/video`, { range: 'bytes=-1001' });
  assert.equal(reply.status, 200);
  assert.deepEqual(Buffer.from(await reply.arrayBuffer()), VIDEO);
});

for (const range of ['bytes=200-100', 'bytes=a-b', 'frames=0-1', 'bytes=0-1,5-6', 'bytes=']) {
  test(`range ${range} is answered with the whole file or refused, never with other bytes`, async (t) => {
    const { get } = await openWithVideo(t);
    const reply = await get(`/${ID}/video`, { range });
    const body = Buffer.from(await reply.arrayBuffer());
    if (reply.status === 200) assert.deepEqual(body, VIDEO);
    else assert.equal(reply.status, 416);
  });
}

test('a player whose file was replaced meanwhile gets the new file whole', async (t) => {
  const { get } = await openWithVideo(t);
  const reply = await get(`/${ID}/video`, { range: 'bytes=10-19', 'if-range': '"another"' });
  assert.equal(reply.status, 200);
  assert.equal((await reply.arrayBuffer()).byteLength, 1000);
});

test('poster, and what has none', async (t) => {
  const { get, fake } = await openWithVideo(t);
  const poster = await get(`/${ID}/poster`);
  assert.equal(poster.headers.get('content-type'), 'image/jpeg');
  assert.equal(await poster.text(), 'JPEG');
  assert.equal((await get('/running/poster')).status, 404);
  const noVideo = await get('/running/video');
  assert.equal(noVideo.status, 404);
  assert.equal((await noVideo.json()).error.code, 'recordingWithoutVideo');
  assert.equal((await (await get('/unknown/video')).json()).error.code, 'recordingUnknown');

  // Listed, but the file was taken away under the box.
  fake.videos.push(recordingNamed('lost', { videoPath: '/nowhere/recording.mp4' }));
  assert.equal((await get('/lost/video')).status, 404);
});

test('a recording is removed once, and never while it is written', async (t) => {
  const { get, fake } = await openWithVideo(t);
  const busy = await get('/running', {}, 'DELETE');
  assert.equal(busy.status, 409);
  assert.equal((await busy.json()).error.code, 'recordingBusy');
  assert.equal((await get(`/${ID}`, {}, 'DELETE')).status, 204);
  assert.equal((await get(`/${ID}`, {}, 'DELETE')).status, 404);
  assert.deepEqual(
    fake.videos.map((recording) => recording.id),
    ['running'],
  );
});

test('an id can never lead out of its folder', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  const headers = await claim();
  const asked: string[] = [];
  for (const name of ['find', 'video', 'poster', 'remove'] as const) {
    const works = fake.recordings[name] as (id: string) => Promise<never>;
    Object.assign(fake.recordings, {
      [name]: (id: string) => {
        asked.push(id);
        return works(id);
      },
    });
  }
  for (const id of [
    '..',
    '%2e%2e',
    '..%2f..%2fetc',
    '%2e%2e%2fauth.json',
    'a%00b',
    'a%2fb',
    '%5c..',
    '.hidden',
    'a'.repeat(300),
    'a.b',
  ]) {
    for (const rest of ['', '/video', '/poster']) {
      const reply = await server.inject({ url: `/api/recordings/${id}${rest}`, headers });
      assert.ok([400, 404, 414].includes(reply.statusCode), `${id}${rest} ${reply.statusCode}`);
      assert.equal(typeof reply.json().error.code, 'string');
    }
    const removed = await server.inject({ method: 'DELETE', url: `/api/recordings/${id}`, headers });
    assert.ok([400, 404, 414].includes(removed.statusCode), id);
  }
  assert.deepEqual(asked, []);
});
