/** Sentences come in the language that is asked for, on every way out of the box; else in the room's. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { WebSocket } from 'ws';
import { because } from '../../../device/reason.ts';
import { openApiBox } from '../../tools/api/api-box.ts';
import { recordingNamed } from '../../tools/api/fake-collaborators.ts';

const FRENCH_ROOM = { room: { name: 'Amphi A', language: 'fr' } };
const FRENCH = { 'accept-language': 'fr-FR,fr;q=0.9,en;q=0.8' };
const ENGLISH = { 'accept-language': 'en-GB,en;q=0.9,fr;q=0.8' };
const IN_FRENCH = /[éèêàî]|aucun/i;

test('state, checks, recordings and errors speak the language that was asked for, else the room’s', async (t) => {
  const { server, fake, claim } = await openApiBox(t, { settings: FRENCH_ROOM });
  const headers = await claim();
  fake.trouble = because('noCamera', 'none');
  fake.videos = [recordingNamed('a', { reason: because('joinFailed', 'counts differ') })];
  const said = async (method: 'GET' | 'POST', url: string, more: Record<string, string> = {}) => {
    const reply = await server.inject({ method, url, headers: { ...headers, ...more } });
    assert.match(String(reply.headers.vary), /accept-language/i, url);
    assert.equal(reply.headers['cache-control'], 'no-store', url);
    const [, message] = /"message":"([^"]+)"/.exec(reply.body) ?? [];
    assert.ok(message, `${url} ${reply.body}`);
    return message;
  };
  for (const [method, url] of [
    ['GET', '/api/state'],
    ['POST', '/api/checks'],
    ['GET', '/api/recordings'],
    ['GET', '/api/recordings/a'],
    ['GET', '/api/recordings/b'],
    ['POST', '/api/session/stop'],
    ['GET', '/api/nothing'],
    ['GET', '/nothing'],
    ['GET', '/%zz'],
  ] as const) {
    assert.doesNotMatch(await said(method, url, ENGLISH), IN_FRENCH, url);
    const french = await said(method, url, FRENCH);
    assert.match(french, IN_FRENCH, url);
    for (const other of ['*', 'de', '']) {
      assert.equal(await said(method, url, { 'accept-language': other }), french, `${url} ${other}`);
    }
  }
});

test('two who ask for the dry run in two languages share it', async (t) => {
  const { server, fake, claim } = await openApiBox(t, { settings: FRENCH_ROOM });
  const headers = await claim();
  const ask = (more: object) => server.inject({ method: 'POST', url: '/api/checks', headers: { ...headers, ...more } });
  const [english, french] = await Promise.all([ask(ENGLISH), ask(FRENCH)]);
  assert.equal(fake.checksRun, 1);
  assert.match(english.json().checks[1].reason.message, /^No microphone/);
  assert.match(french.json().checks[1].reason.message, /^Aucun micro/);
});

test('each socket speaks its language, and a status is composed once for each language, not for each socket', async (t) => {
  const { fake, listen } = await openApiBox(t, { settings: FRENCH_ROOM });
  fake.trouble = because('noCamera', 'none');
  const address = (await listen()).replace('http', 'ws');
  const told = new Map<WebSocket, string[]>();
  const open = async (query: string) => {
    const socket = new WebSocket(`${address}/api/live${query}`);
    t.after(() => socket.terminate());
    const sentences: string[] = [];
    told.set(socket, sentences);
    socket.on('message', (data) => sentences.push(JSON.parse(String(data)).status.health.items[0].reason.message));
    await once(socket, 'message');
    return sentences;
  };
  const english = [await open('?language=en'), await open('?language=en')];
  const french = [await open('?language=fr'), await open('')];
  for (const [first] of english) assert.match(first ?? '', /^No camera/);
  for (const [first] of french) assert.match(first ?? '', /^Aucune caméra/);

  fake.composed.length = 0;
  fake.change({ room: 'Amphi B' });
  await Promise.all([...told.keys()].map((socket) => once(socket, 'message')));
  assert.deepEqual(fake.composed.sort(), ['en', 'fr']);
  for (const [, second] of english) assert.match(second ?? '', /^No camera/);

  // A socket that chose nothing follows the room.
  await fake.settings.patch({ room: { language: 'en' } });
  fake.change({ room: 'Amphi C' });
  await Promise.all([...told.keys()].map((socket) => once(socket, 'message')));
  assert.match(french[0]?.at(-1) ?? '', /^Aucune caméra/);
  assert.match(french[1]?.at(-1) ?? '', /^No camera/);
});

test('a page in a language that the box does not speak is told in the language of the room', async (t) => {
  const { listen, fake } = await openApiBox(t);
  const address = (await listen()).replace('http', 'ws');
  fake.composed.length = 0;
  const socket = new WebSocket(`${address}/api/live?language=de`);
  await once(socket, 'message', { signal: AbortSignal.timeout(10_000) });
  assert.deepEqual([...new Set(fake.composed)], [fake.settings.current().room.language]);
  socket.terminate();
});

test('what is no language opens no socket', async (t) => {
  const { listen } = await openApiBox(t);
  const address = (await listen()).replace('http', 'ws');
  for (const query of ['?language=', '?language=../fr', '?lang=fr', '?language=fr&language=en']) {
    const socket = new WebSocket(`${address}/api/live${query}`);
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response', { signal: AbortSignal.timeout(10_000) });
    assert.equal(response.statusCode, 400, query);
  }
});
