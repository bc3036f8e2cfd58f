/** What a box has the server tell viewers: who may say it, who may read it, and what is served beside it. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { startServer } from '../../../image/server/local-server.ts';
import { eventually } from '../../tools/eventually.ts';
import { ownCertificate } from '../../tools/servers/own-certificate.ts';
import { publish } from './publisher.ts';

const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const OTHER_KEY = 'aa9c1e0b7a52d8846c0f5e9b21a7d4c3';
const TOLD = JSON.stringify({ phase: 'onAir', title: 'Théorie', room: 'Amphi A', talk: 'a' });

async function server(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-talk-'));
  const tls = ownCertificate(folder);
  const started = await startServer({
    folder: join(folder, 'server'),
    keys: { [KEY]: 'amphi-a', [OTHER_KEY]: 'amphi-b' },
    tls,
  });
  t.after(async () => {
    await started.stop();
    await rm(folder, { recursive: true });
  });
  const put = (path: string, key: string, body = TOLD, headers = {}) =>
    fetch(`${started.httpUrl}${path}`, {
      method: 'PUT',
      body,
      headers: { authorization: `Bearer ${key}`, ...headers },
    }).then(({ status }) => status);
  return { ...started, tls, put, web: join(folder, 'server/web') };
}

test('with the key of the room its box tells viewers, who may all read it; nobody else tells anything', async (t) => {
  const { httpUrl, put, web } = await server(t);
  const read = async (room: string) => {
    const answer = await fetch(`${httpUrl}/live/${room}.json`);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  assert.deepEqual([(await read('amphi-a')).status, (await read('amphi-a')).text], [200, '{}']);
  assert.equal(await put('/report/amphi-a/talk.json', KEY), 201);
  const { status, headers, text } = await read('amphi-a');
  assert.deepEqual([status, text], [200, TOLD]);
  assert.match(headers.get('content-type') ?? '', /^application\/json; charset=utf-8$/i);
  assert.equal(headers.get('cache-control'), 'no-cache');
  assert.equal(headers.get('access-control-allow-origin'), '*');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.ok(headers.get('last-modified'));

  for (const [path, key] of [
    ['/report/amphi-a/talk.json', OTHER_KEY],
    ['/report/amphi-a/talk.json', ''],
    ['/report/amphi-a/talk.json', '..'],
    ['/report/amphi-a/other.json', KEY],
    ['/report/amphi-a/../amphi-b/talk.json', KEY],
    ['/report/amphi-b/talk.json', KEY],
    ['/report/amphi-z/talk.json', KEY],
  ] as const)
    assert.equal(await put(path, key), 403, `${path} ${key}`);
  assert.ok((await put('/live/amphi-a.json', KEY)) >= 400);
  assert.deepEqual(await readdir(join(web, 'live')), ['amphi-a.json']);
  assert.equal(await readFile(join(web, 'live/amphi-a.json'), 'utf8'), TOLD);

  const unknown = await read('amphi-z');
  assert.deepEqual([unknown.status, unknown.text], [404, '{"phase":"noRoom"}']);
});

test('how the box is goes over HTTPS alone, and so do the passwords of those who look', async (t) => {
  const { httpUrl, httpsUrl, tls, put, web } = await server(t);
  assert.equal(await put('/report/amphi-a/status.json', KEY, '{}'), 403);
  assert.equal(await put('/report/amphi-a/metrics', KEY, '{}'), 403);
  assert.deepEqual(await readdir(join(web, 'reports')), []);
  // A proxy before it has taken the TLS off.
  assert.equal(await put('/report/amphi-a/status.json', KEY, '{}', { 'x-forwarded-proto': 'https' }), 201);
  for (const path of ['/rooms/', '/reports/', '/reports/amphi-a/status.json']) {
    const plain = await fetch(`${httpUrl}${path}`, {
      redirect: 'manual',
      headers: { authorization: `Basic ${btoa('technician:word')}` },
    });
    assert.equal(plain.status, 301, path);
    assert.equal(plain.headers.get('www-authenticate'), null);
    assert.equal(plain.headers.get('location'), `https://127.0.0.1${path}`);
    const ca = await readFile(tls.certificate);
    const status = await new Promise((resolve, reject) =>
      request(`${httpsUrl}${path}`, { ca }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end(),
    );
    assert.equal(status, 401, path);
  }
});

test('the address of the server alone, and a folder of its own, give a page and the rooms on air', async (t) => {
  const { httpUrl, rtmpUrl, streamKey } = await server(t);
  const front = await fetch(httpUrl);
  assert.equal(front.status, 200);
  assert.match(front.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.match(await front.text(), /<section id="rooms"/);
  publish(t, `${rtmpUrl}/${streamKey('amphi-a')}`);
  await eventually('the playlist in the list', async () => {
    const entries = (await (await fetch(`${httpUrl}/live/`)).json()) as { name: string; mtime: string }[];
    return entries.some(({ name, mtime }) => name === 'amphi-a.m3u8' && !Number.isNaN(Date.parse(mtime)));
  });
});
