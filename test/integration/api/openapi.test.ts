/** The API's description is a sound document, and true: every route is asked in every wrong way, and once rightly. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { UpdateState } from '../../../device/control/update/update-state.ts';
import { because } from '../../../device/reason.ts';
import { SettingsStore } from '../../../device/settings/settings-store.ts';
import { type ApiBoxOptions, openApiBox, PASSWORD } from '../../tools/api/api-box.ts';
import { type ApiDocument, DescribedAnswers, type Operation } from '../../tools/api/described-answers.ts';
import { recordingNamed } from '../../tools/api/fake-collaborators.ts';
import { receiptWith } from '../../unit/receipt/example-receipt.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

interface Ask {
  method: string;
  url: string;
  headers?: Record<string, string>;
  payload?: string;
}

/** A box whose every answer is held to the description; `ask` tells the status. */
async function walkedBox(t: TestContext, options: ApiBoxOptions = {}) {
  const box = await openApiBox(t, options);
  const described = new DescribedAnswers((await box.server.inject('/api/openapi.json')).json<ApiDocument>());
  let asked = 0;
  const ask = async ({ method, url, headers, payload }: Ask) => {
    asked += 1;
    const reply = await box.server.inject({
      // Tries of a password are counted by the address: each comes from another, unless it brings a cookie.
      remoteAddress: `127.0.${asked >> 8}.${asked & 255}`,
      method: method as 'GET',
      url,
      ...(headers && { headers }),
      ...(payload !== undefined && { payload }),
    });
    const type = reply.headers['content-type'];
    described.assertTold({ method, url, status: reply.statusCode, type: type ? String(type) : null, body: reply.body });
    return reply;
  };
  return { ...box, described, ask };
}

const filled = (path: string, name = 'nothing') => path.replace(/\{\w+\}/g, name);
const well = async () => null;
const takesBody = (method: string) => method !== 'GET';

test('the document is sound, and names what programs are made from', async (t) => {
  const { described } = await walkedBox(t);
  const { document } = described;
  const validator = new Validator();
  const outcome = await validator.validate(structuredClone(document) as never);
  assert.ok(outcome.valid, JSON.stringify(outcome.errors));
  assert.equal(validator.version, '3.1');
  assert.deepEqual(document.servers, [{ url: '/' }]);

  const operations = described.operations();
  const ids = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(ids).size, operations.length);
  for (const id of ids) assert.match(id, /^[a-z]+([A-Z][a-z]+)*$/);
  for (const { method, path, operation } of operations) {
    const codes = Object.keys(operation.responses);
    assert.ok(
      codes.some((code) => /^[12]/.test(code)),
      `${method} ${path} ${codes}`,
    );
    for (const { description } of Object.values(operation.responses))
      assert.doesNotMatch(description, /^(Default.*)?$/);
  }
  const text = JSON.stringify(document);
  assert.doesNotMatch(text, /faultCode|faultValues/);
});

test('a body is required where it must hold something, and only a person may see tokens', async (t) => {
  const { described } = await walkedBox(t);
  const needed = described.operations().filter(({ operation }) => operation.requestBody?.required);
  assert.deepEqual(needed.map(({ operation }) => operation.operationId).sort(), [
    ...['changePassword', 'claim', 'logIn', 'makeToken', 'sendUpdate', 'setOffTheRecord'],
  ]);
  const allowing = (name: string) => (described: Operation) => described.security.some((one) => name in one);
  const all = described.operations().map(({ operation }) => operation);
  const cookieAlone = all.filter((one) => allowing('cookie')(one) && !allowing('token')(one));
  assert.deepEqual(cookieAlone.map((one) => one.operationId).sort(), ['listTokens', 'makeToken', 'revokeToken']);
});

test('every route answers as described, whatever is wrong with what it is asked, and each refusal it names is real', async (t) => {
  const first = await walkedBox(t);
  const { described, ask, claim, fake, auth, folder } = first;
  const operations = described.operations();
  for (const { method, path } of operations) await ask({ method, url: filled(path) });
  const cookie = await claim();
  const { token } = await auth.createToken('walk');
  const bearer = { authorization: `Bearer ${token}` };
  const send = async (more: Omit<Ask, 'method' | 'url'>, name?: string, query = '') => {
    for (const { method, path } of operations) await ask({ method, url: filled(path, name) + query, ...more });
  };
  /** A cookie only where a token is refused: one that logs out must not end it. */
  const known = ({ security }: Operation) => (security.some((one) => 'token' in one) || !security[0] ? bearer : cookie);
  await send({});
  await send({ headers: { host: 'box.evil.example' } });
  await send({ headers: { origin: 'http://evil.example' } });
  await send({ headers: { ...bearer, origin: 'http://evil.example' } });
  await send({ headers: bearer });
  await send({ headers: bearer }, '%zz');
  await send({ headers: bearer }, '..%2f..%2fetc');
  await send({ headers: bearer }, 'x'.repeat(250));
  await send({ headers: bearer }, 'nothing', '?lines=many&limit=-1&language=1&part=x&before=%00');
  for (const { method, path, operation } of operations) {
    const [url, headers] = [filled(path), known(operation)];
    await ask({ method, url, headers });
    await ask({ method, url: filled(path, '%20'), headers });
    if (!takesBody(method)) continue;
    for (const payload of ['{', 'null', '[]', '{"nonsense":1}', '{"__proto__":{}}', '['.repeat(25), '{}'])
      await ask({ method, url, headers: { ...headers, ...JSON_TYPE }, payload });
    await ask({ method, url, headers: { ...headers, 'content-type': 'text/plain' }, payload: '{}' });
    await ask({ method, url, headers: { ...headers, ...JSON_TYPE }, payload: `{"title":"${'x'.repeat(70_000)}"}` });
  }
  for (const url of ['/api/claim', '/api/login'])
    await ask({ method: 'POST', url, headers: JSON_TYPE, payload: '{"password":"wrong one"}' });
  const wrong = '{"current":"wrong one","password":"another"}';
  await ask({ method: 'POST', url: '/api/password', headers: { ...bearer, ...JSON_TYPE }, payload: wrong });
  for (let tries = 0; tries < 12; tries++)
    for (const url of ['/api/claim', '/api/login', '/api/password'])
      await ask({ method: 'POST', url, headers: cookie });

  // What is there, and what makes no sense now.
  const person = { ...cookie, ...JSON_TYPE };
  const [videoPath, posterPath] = [join(folder, 'a.mp4'), join(folder, 'a.jpg')];
  await writeFile(videoPath, 'video');
  await writeFile(posterPath, 'poster');
  fake.videos = [recordingNamed('a', { videoPath, posterPath }), recordingNamed('b', { state: 'recording' })];
  fake.lan.playlist = async ({ start }) => (start ? { text: '#EXTM3U\n' } : 'notReady');
  fake.lan.segment = (name) => (name === 'a' ? videoPath : null);
  fake.systemRefusal = because('sessionAlreadyRunning', 'fake');
  const files = ['/api/recordings/a/video', '/api/recordings/a/poster', '/live/a', '/live/index.m3u8'];
  for (const url of files) {
    const whole = await ask({ method: 'GET', url, headers: person });
    assert.equal(whole.statusCode, 200, url);
    await ask({ method: 'GET', url, headers: { ...cookie, range: 'bytes=0-1' } });
    await ask({ method: 'GET', url, headers: { ...cookie, range: 'bytes=900-' } });
    await ask({ method: 'GET', url, headers: { ...cookie, 'if-none-match': String(whole.headers.etag) } });
  }
  fake.lan.playlist = async () => 'notReady';
  const system = ['/api/system/restart', '/api/system/power-off'];
  for (const url of ['/live/index.m3u8', '/api/recordings?before=gone', '/api/recordings?limit=1', '/api/recordings/a'])
    await ask({ method: 'GET', url, headers: person });
  for (const url of [...system, '/api/receipt/test', '/api/session/start', '/api/session/start'])
    await ask({ method: 'POST', url, headers: person });
  fake.systemRefusal = null;
  for (const url of system) await ask({ method: 'POST', url, headers: person });
  const session = [
    ['start', '{"title":"Prime numbers"}'],
    ['mark', '{}'],
    ['off-the-record', '{"on":true}'],
    ['stop', '{"now":true}'],
    ['mark', '{}'],
    ['off-the-record', '{"on":true}'],
    ['stop', '{}'],
  ];
  for (const [name, payload = ''] of session)
    await ask({ method: 'POST', url: `/api/session/${name}`, headers: person, payload });
  for (const id of ['a', 'b']) await ask({ method: 'DELETE', url: `/api/recordings/${id}`, headers: person });
  await ask({ method: 'PATCH', url: '/api/settings', headers: person, payload: '{"room":{"name":"B"}}' });
  await ask({ method: 'POST', url: '/api/tokens', headers: person, payload: '{"name":"two"}' });
  for (let more = 0; more < 20; more++) await auth.createToken(`t${more}`).catch(() => {});
  await ask({ method: 'POST', url: '/api/tokens', headers: person, payload: '{"name":"too many"}' });
  await ask({ method: 'DELETE', url: `/api/tokens/${auth.tokens().at(-1)?.id}`, headers: person });
  fake.isHealthy = false;
  await ask({ method: 'GET', url: '/healthz' });
  fake.updates.take = async () => because('updateNoRoom', 'fake');
  const update = { method: 'POST', url: '/api/update', payload: 'x' };
  await ask({ ...update, headers: { ...cookie, 'content-type': 'application/octet-stream' } });
  fake.updates.take = async () => because('updateTooLarge', 'fake');
  await ask({ ...update, headers: { ...cookie, 'content-type': 'application/octet-stream' } });
  await ask({
    method: 'POST',
    url: '/api/login',
    headers: { ...JSON_TYPE },
    payload: JSON.stringify({ password: PASSWORD }),
  });

  fake.receipts.of = async () => receiptWith();
  fake.receipts.test = async () => [{ channel: 'email', recipient: 'me@example.org', reason: null }];
  await ask({ method: 'GET', url: '/api/recordings/b/receipt', headers: person });
  await ask({ method: 'POST', url: '/api/receipt/test', headers: person });
  fake.updates = Object.assign(fake.updates, { take: well, cancel: well, goBack: well });
  const states: UpdateState[] = [
    { phase: 'waiting', version: '1.0.0', why: 'session', forMs: null },
    { phase: 'waiting', version: '1.0.0', why: 'recent', forMs: 5000 },
    { phase: 'testing', version: '1.0.0', secondsLeft: 3 },
    { phase: 'refused', reason: because('updateNoRoom', 'fake') },
  ];
  for (const state of states) {
    Object.assign(fake.updates, { state });
    for (const [method, url] of [
      ['GET', '/api/update'],
      ['DELETE', '/api/update'],
      ['POST', '/api/update/return'],
    ] as const)
      await ask({ method, url, headers: person });
    await ask({ ...update, headers: { ...cookie, 'content-type': 'application/octet-stream' } });
  }
  const next = JSON.stringify({ current: PASSWORD, password: 'another password' });
  await ask({ method: 'POST', url: '/api/password', headers: { ...bearer, ...JSON_TYPE }, payload: next });

  const others = [await walkedBox(t, { authFile: '{' }), await walkedBox(t)];
  for (const { ask } of others)
    for (const { method, path } of operations) {
      const payload = /claim|login/.test(path) ? '{"password":"a long password"}' : '{}';
      await ask({ method, url: filled(path), ...(takesBody(method) && { headers: JSON_TYPE, payload }) });
    }

  const told = operations.flatMap(({ method, path, operation }) =>
    Object.keys(operation.responses)
      // A fault inside the box is no answer that can be asked for.
      .filter((code) => code !== '500')
      .map((code) => `${method} ${path} ${code}`),
  );
  const seen = [first, ...others].flatMap((box) => [...box.described.seen]);
  const unseen = told.filter((one) => !seen.includes(one));
  // A socket has tests of its own.
  assert.deepEqual(unseen, ['GET /api/live 101', 'GET /api/live 503']);
});

test('what is wrong is told in the language that is asked for, with the field and what is allowed', async (t) => {
  const { ask, claim } = await walkedBox(t, { settings: { room: { language: 'fr' } } });
  const cookie = await claim();
  const cases: [method: string, url: string, payload: string, path: string, french: RegExp, english: RegExp][] = [
    ['POST', '/api/session/start', '{"titel":"x"}', 'titel', /connues\s: title\./, /known here: title\./],
    ['POST', '/api/session/start', '{"title":5}', 'title', /un texte/, /a text/],
    ['POST', '/api/session/mark', `{"label":"${'é'.repeat(201)}"}`, 'label', /201 .* 200/, /201 .* 200/],
    ['POST', '/api/session/start', '{"title":"a\\tb"}', 'title', /une seule ligne/, /one line/],
    ['POST', '/api/session/start', '[]', '', /accolades/, /braces/],
    ['POST', '/api/session/stop', '{"now":"yes"}', 'now', /true ou false/, /true or false/],
    ['POST', '/api/session/off-the-record', '', 'on', /manque/, /missing/],
    ['POST', '/api/session/start', '{"title":"x",}', '', /ligne 1, colonne 14/, /line 1, column 14/],
    ['POST', '/api/session/start', '{"__proto__":{}}', '', /__proto__/, /__proto__/],
    ['POST', '/api/session/start', '['.repeat(30), '', /niveaux/, /nested/],
    ['POST', '/api/tokens', '{"name":"","expiresInDays":1.5}', 'name', /vide/, /empty/],
    ['POST', '/api/tokens', '{"name":"a","expiresInDays":4000}', 'expiresInDays', /de 1 à 3650/, /from 1 to 3650/],
    ['POST', '/api/password', '{"current":"correct horse","password":"short"}', 'password', /au moins/, /at least/],
    ['GET', '/api/log?lines=many', '', 'lines', /de 0 à 9999/, /from 0 to 9999/],
    ['GET', '/api/log?lines=1&lines=2', '', 'lines', /de 0 à 9999/, /from 0 to 9999/],
    ['GET', '/api/recordings?limit=0', '', 'limit', /de 1 à 999/, /from 1 to 999/],
    ['GET', '/api/recordings?before=%2F', '', 'before', /identifiant/, /the id of a recording/],
    ['GET', '/api/recordings/a/video?part=0', '', 'part', /de 1 à 9999/, /from 1 to 9999/],
    ['GET', '/api/recordings/%20', '', 'id', /identifiant/, /the id of a recording/],
    ['DELETE', '/api/tokens/A', '', 'id', /jeton/, /token/],
    ['PATCH', '/api/settings', '{"camera":{"widht":1}}', 'camera.widht', /connues\s: device, width/, /: device, width/],
    ['PATCH', '/api/settings', '[]', '', /accolades/, /braces/],
  ];
  for (const [method, url, payload, path, french, english] of cases) {
    for (const [language, pattern, other] of [
      ['fr-FR', french, /\b(must|is|the)\b/],
      ['en', english, /[éèà]|\b(il|cette|des)\b/i],
    ] as const) {
      const headers = { ...cookie, 'accept-language': language, ...(payload && JSON_TYPE) };
      const reply = await ask({ method, url, headers, ...(payload && { payload }) });
      assert.equal(reply.statusCode, 400, `${url} ${reply.body}`);
      const [detail] = reply.json().error.details;
      assert.equal(detail.path, path, url);
      assert.match(detail.message, pattern, url);
      assert.doesNotMatch(detail.message, other, url);
    }
  }
  const typed = { method: 'POST', url: '/api/session/start', payload: 'x' };
  const reply = await ask({ ...typed, headers: { ...cookie, 'content-type': 'text/plain', 'accept-language': 'fr' } });
  assert.deepEqual(reply.json().error.details, [{ path: 'Content-Type', message: 'Il faut application/json.' }]);
});

test('the settings that a PATCH takes are described: what the box refuses is not valid, what it takes is', async (t) => {
  const { described, ask, claim, fake, folder } = await walkedBox(t);
  const store = await SettingsStore.load(join(folder, 'settings.json'));
  fake.settings.patch = (change) => store.patch(change);
  fake.settings.redacted = () => store.redacted();
  const headers = { ...(await claim()), ...JSON_TYPE };
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(described.document, 'api');
  const fits = ajv.compile({ $ref: 'api#/components/schemas/SettingsChange' });
  const cases: [change: unknown, isTaken: boolean][] = [
    [{}, true],
    [{ room: { name: 'B' } }, true],
    [{ room: { nam: 'B' } }, false],
    [{ wifi: {} }, false],
    [{ camera: { width: 640 } }, true],
    [{ camera: { width: '640' } }, false],
    [{ camera: { width: 641 } }, false],
    [{ camera: { controls: { gain: 3 } } }, true],
    [{ camera: { controls: { gain: 'x' } } }, false],
    [{ destinations: [{ id: 'main', url: 'rtmp://host/live' }] }, true],
    [{ destinations: [{ id: 'main', url: 'rtmp://host/live', streamKey: { set: false } }] }, true],
    [{ destinations: [{ id: 'main' }] }, false],
    [{ destinations: [{ id: 'main', url: 'http://host/live' }] }, false],
    [{ destinations: {} }, false],
    [{ gpio: { enabled: true } }, true],
    [{ gpio: { enabled: 'yes' } }, false],
    [{ report: { token: 'abc' } }, true],
    [{ report: { token: 5 } }, false],
    [[], false],
    ['x', false],
  ];
  for (const [change, isTaken] of cases) {
    const payload = JSON.stringify(change);
    assert.equal(fits(change), isTaken, `described: ${payload} ${JSON.stringify(fits.errors)}`);
    const { statusCode, body } = await ask({ method: 'PATCH', url: '/api/settings', headers, payload });
    assert.equal(statusCode, isTaken ? 200 : 400, `${payload} ${body}`);
  }
});
