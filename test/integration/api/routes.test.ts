/** Every resource: what it answers, and how it refuses. Answers are held to the schemas the API publishes. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import test from 'node:test';
import { Ajv } from 'ajv';
import { AddressesSchema } from '../../../device/api/contract/addresses.ts';
import { CardSchema } from '../../../device/api/contract/card.ts';
import { ChecksSchema } from '../../../device/api/contract/checks.ts';
import { DevicesSchema } from '../../../device/api/contract/devices.ts';
import { HealthSchema } from '../../../device/api/contract/health.ts';
import { HistorySchema } from '../../../device/api/contract/history.ts';
import { StatusSchema } from '../../../device/api/contract/status.ts';
import { because } from '../../../device/reason.ts';
import { openApiBox } from '../../tools/api/api-box.ts';
import { readyStatus } from '../../tools/api/fake-collaborators.ts';

const DESTINATION = { id: 'main', name: 'Server', url: 'rtmp://host/live', streamKey: 'very-secret-key' };

function assertMatches(schema: object, value: unknown) {
  const check = new Ajv({ allErrors: true, strict: false }).compile(schema);
  assert.ok(check(value), JSON.stringify(check.errors));
}

test('every schema of the contract is a sound JSON Schema', async () => {
  const folder = new URL('../../../device/api/contract/', import.meta.url);
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, keywords: ['faultCode', 'faultValues'] });
  let checked = 0;
  for (const file of await readdir(folder)) {
    const exported = Object.entries(await import(new URL(file, folder).href));
    for (const [name, schema] of exported.filter(([name]) => name.endsWith('Schema'))) {
      assert.doesNotThrow(() => ajv.compile(schema as object), `${file} ${name}`);
      checked += 1;
    }
  }
  assert.ok(checked > 15, `${checked} schemas found`);
});

test('the state is for everyone', async (t) => {
  const { server } = await openApiBox(t);
  const reply = await server.inject('/api/state');
  assert.equal(reply.statusCode, 200);
  assertMatches(StatusSchema, reply.json());
  assert.deepEqual(reply.json(), readyStatus());
  assert.equal(reply.headers['cache-control'], 'no-store');
});

test('the history is for everyone', async (t) => {
  const { server, fake } = await openApiBox(t);
  const reply = await server.inject('/api/history');
  assert.equal(reply.statusCode, 200);
  assertMatches(HistorySchema, reply.json());
  assert.deepEqual(reply.json(), fake.history());
});

test('addresses are for whoever is logged in', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  assert.equal((await server.inject('/api/addresses')).statusCode, 401);
  const reply = await server.inject({ url: '/api/addresses', headers: await claim() });
  assertMatches(AddressesSchema, reply.json());
  assert.deepEqual(reply.json(), { addresses: fake.addresses() });
});

test('what the board measures and what it means is open, in the language asked for, and fits its schema', async (t) => {
  const { server, fake } = await openApiBox(t);
  fake.trouble = because('boardHot', 'fake', { celsius: 81 });
  const french = await server.inject({ url: '/api/health', headers: { 'accept-language': 'fr' } });
  assert.equal(french.statusCode, 200);
  assertMatches(HealthSchema, french.json());
  assert.match(french.json().items[0].reason.message, /chaud \(81\s°C\)/);
  assert.equal(french.json().board.temperatureCelsius, 54.5);
  fake.facts = null;
  assert.equal((await server.inject('/api/health')).json().board, null);
});

test("what the card's file came to is open, in the language asked for, and fits its schema", async (t) => {
  const { server, fake } = await openApiBox(t);
  assert.deepEqual((await server.inject('/api/card')).json(), { isRead: false, taken: [], mistakes: [] });
  const mistakes = [because('cardTableUnknownNear', 'unknown table', { line: 3, name: 'wiffi', near: 'wifi' })];
  fake.cardRecord = { taken: ['room.name'], mistakes, troubles: [] };
  const french = (await server.inject({ url: '/api/card', headers: { 'accept-language': 'fr' } })).json();
  assertMatches(CardSchema, french);
  assert.deepEqual([french.isRead, french.taken], [true, ['room.name']]);
  assert.match(french.mistakes[0].message, /^Ligne 3\s: .* Vouliez-vous dire \[wifi\]\s\?/);
});

test('a seminar is started, marked, hidden, shown, stopped and resumed', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  const headers = await claim();
  const post = async (url: string, payload?: object) => {
    const reply = await server.inject({
      method: 'POST',
      url: `/api/session/${url}`,
      headers,
      ...(payload && { payload }),
    });
    assert.equal(reply.statusCode, 200, reply.body);
    assertMatches(StatusSchema, reply.json());
    return reply.json().session;
  };
  assert.deepEqual(await post('start', { title: '  Les ondes ' }), {
    ...readyStatus().session,
    phase: 'running',
    id: '2026-11-22T10-00-00-fake',
    title: 'Les ondes',
    startedBy: 'page',
  });
  assert.deepEqual((await post('mark')).marks, [{ atSeconds: 0, label: '1' }]);
  assert.equal((await post('mark', { label: 'Questions' })).marks[1].label, 'Questions');
  assert.equal((await post('off-the-record', { on: true })).offTheRecord, true);
  assert.equal((await post('off-the-record', { on: false })).offTheRecord, false);
  assert.equal((await post('stop')).phase, 'ending');
  assert.equal((await post('start', { title: '' })).phase, 'running');
  assert.equal((await post('stop', { now: true })).phase, 'ready');
  assert.equal(fake.state.session.phase, 'ready');
});

test('what makes no sense now is refused with 409 and the reason, in the language of the room', async (t) => {
  const { server, claim } = await openApiBox(t, { settings: { room: { language: 'fr' } } });
  const headers = await claim();
  for (const [url, payload] of [
    ['/api/session/stop', {}],
    ['/api/session/mark', {}],
    ['/api/session/off-the-record', { on: true }],
  ] as const) {
    const reply = await server.inject({ method: 'POST', url, headers, payload });
    assert.equal(reply.statusCode, 409);
    assert.equal(reply.json().error.code, 'sessionNotRunning');
    assert.match(reply.json().error.message, /[éèêà]/);
  }
  await server.inject({ method: 'POST', url: '/api/session/start', headers });
  const twice = await server.inject({ method: 'POST', url: '/api/session/start', headers });
  assert.equal(twice.statusCode, 409);
  assert.equal(twice.json().error.code, 'sessionAlreadyRunning');
});

test('secrets go in and never come out', async (t) => {
  const { server, fake, logged, claim } = await openApiBox(t, {
    settings: {
      destinations: [DESTINATION],
      upload: { password: 'cloud-password' },
      report: { token: 'report-token' },
      room: { language: 'en' },
    },
  });
  const headers = await claim();
  const secrets = /very-secret-key|cloud-password|report-token|another-secret|correct horse/;
  const answers = [
    await server.inject({ url: '/api/settings', headers }),
    await server.inject({ url: '/api/settings/schema', headers }),
    await server.inject({
      method: 'PATCH',
      url: '/api/settings',
      headers,
      payload: { destinations: [{ ...DESTINATION, streamKey: 'another-secret' }] },
    }),
    await server.inject({
      method: 'PATCH',
      url: '/api/settings',
      headers,
      payload: { destinations: [{ ...DESTINATION, streamKey: 12, url: 'another-secret' }] },
    }),
    await server.inject('/api/state'),
    await server.inject({ url: '/api/log', headers }),
  ];
  assert.deepEqual(
    answers.map((reply) => reply.statusCode),
    [200, 200, 200, 400, 200, 200],
  );
  assert.equal(fake.settings.current().destinations[0]?.streamKey, 'another-secret');
  assert.deepEqual(answers[0]?.json().destinations[0].streamKey, { set: true });
  for (const reply of answers) assert.doesNotMatch(reply.body, secrets);
  assert.doesNotMatch(logged.join(''), secrets);
});

test('settings are changed all together or not at all, with every fault by its path', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  const headers = await claim();
  const patch = (payload: object | string) =>
    server.inject({ method: 'PATCH', url: '/api/settings', headers, payload });
  const good = await patch({ room: { name: 'Amphi B' } });
  assert.equal(good.statusCode, 200);
  assert.equal(good.json().room.name, 'Amphi B');
  assert.equal(good.json().room.language, 'en');

  const bad = await patch({ room: { name: 'Amphi C' }, camera: { width: '1280', colour: true } });
  assert.equal(bad.statusCode, 400);
  assert.equal(bad.json().error.code, 'settingsRefused');
  const paths = bad.json().error.details.map((detail: { path: string }) => detail.path);
  assert.deepEqual(paths.sort(), ['camera.colour', 'camera.width']);
  assert.equal(fake.settings.current().room.name, 'Amphi B');
  // The language of refusals follows the settings.
  assert.equal((await patch({ room: { language: 'fr' } })).statusCode, 200);
  assert.match((await patch({ nothing: 1 })).json().error.message, /réglages/);
  assert.equal((await server.inject({ url: '/api/settings/schema', headers })).json().properties.room.type, 'object');
});

test('devices, checks, log, restart and power-off', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  const headers = await claim();
  const devices = await server.inject({ url: '/api/devices', headers });
  assertMatches(DevicesSchema, devices.json());
  assert.equal(devices.json().microphones[0].device, 'hw:CARD=U');

  const asked = { method: 'POST', url: '/api/checks', headers } as const;
  const [first, second] = await Promise.all([server.inject(asked), server.inject(asked)]);
  assertMatches(ChecksSchema, first.json());
  assert.deepEqual(first.json(), second.json());
  assert.match(first.json().checks[1].reason.message, /Plug the microphone/);
  assert.equal(fake.checksRun, 1);
  await server.inject(asked);
  assert.equal(fake.checksRun, 2);

  assert.deepEqual((await server.inject({ url: '/api/log', headers })).json(), { lines: fake.lines });
  assert.deepEqual((await server.inject({ url: '/api/log?lines=1', headers })).json(), { lines: [fake.lines[1]] });
  assert.deepEqual((await server.inject({ url: '/api/log?lines=0', headers })).json(), { lines: [] });
  for (const query of ['lines=-1', 'lines=x', 'lines=1e9', 'lines=1&lines=2', 'line=1']) {
    assert.equal((await server.inject({ url: `/api/log?${query}`, headers })).statusCode, 400, query);
  }

  const restart = { method: 'POST', url: '/api/system/restart', headers } as const;
  assert.equal((await server.inject(restart)).statusCode, 202);
  fake.systemRefusal = because('sessionAlreadyRunning', 'fake');
  const refused = await server.inject({ ...restart, url: '/api/system/power-off' });
  assert.equal(refused.statusCode, 409);
  assert.equal(refused.json().error.code, 'sessionAlreadyRunning');
  assert.deepEqual(fake.systemCalls, ['restart', 'powerOff']);
});

test('a failed dry run can be asked for again', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  const headers = await claim();
  const works = fake.checks;
  fake.checks = () => Promise.reject(new Error('no camera tool'));
  const asked = { method: 'POST', url: '/api/checks', headers } as const;
  assert.equal((await server.inject(asked)).statusCode, 500);
  fake.checks = works;
  assert.equal((await server.inject(asked)).statusCode, 200);
});

test('healthz says whether media makes progress', async (t) => {
  const { server, fake } = await openApiBox(t);
  assert.equal((await server.inject('/healthz')).statusCode, 200);
  fake.isHealthy = false;
  const failing = await server.inject('/healthz');
  assert.equal(failing.statusCode, 503);
  assert.deepEqual(failing.json(), { ok: false });
});

test('without a password everything else is closed', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  await claim();
  const before = JSON.stringify(fake.state);
  for (const [method, url] of [
    ['POST', '/api/session/start'],
    ['POST', '/api/session/stop'],
    ['POST', '/api/session/mark'],
    ['POST', '/api/session/off-the-record'],
    ['GET', '/api/recordings'],
    ['GET', '/api/recordings/a'],
    ['HEAD', '/api/recordings/a/video'],
    ['GET', '/api/recordings/a/video'],
    ['GET', '/api/recordings/a/poster'],
    ['DELETE', '/api/recordings/a'],
    ['GET', '/api/settings'],
    ['PATCH', '/api/settings'],
    ['GET', '/api/settings/schema'],
    ['GET', '/api/devices'],
    ['POST', '/api/checks'],
    ['GET', '/api/log'],
    ['POST', '/api/system/restart'],
    ['POST', '/api/system/power-off'],
    ['GET', '/api/tokens'],
    ['POST', '/api/tokens'],
    ['DELETE', '/api/tokens/a'],
    ['POST', '/api/password'],
    ['GET', '/api/update'],
    ['POST', '/api/update'],
    ['DELETE', '/api/update'],
    ['POST', '/api/update/return'],
  ] as const) {
    assert.equal((await server.inject({ method, url })).statusCode, 401, `${method} ${url}`);
  }
  assert.equal(JSON.stringify(fake.state), before);
  assert.equal(fake.checksRun, 0);
  assert.deepEqual(fake.systemCalls, []);
});

test('the API describes every route of the contract', async (t) => {
  const { server } = await openApiBox(t);
  const document = (await server.inject('/api/openapi.json')).json();
  assert.equal(document.openapi, '3.1.0');
  assert.equal(document.info.version, '0.1.0');
  assert.deepEqual(Object.keys(document.paths).sort(), [
    '/api/addresses',
    '/api/card',
    '/api/checks',
    '/api/claim',
    '/api/devices',
    '/api/facts',
    '/api/health',
    '/api/history',
    '/api/live',
    '/api/log',
    '/api/login',
    '/api/logout',
    '/api/password',
    '/api/receipt/test',
    '/api/receipt/waiting',
    '/api/recordings',
    '/api/recordings/{id}',
    '/api/recordings/{id}/poster',
    '/api/recordings/{id}/receipt',
    '/api/recordings/{id}/video',
    '/api/session/mark',
    '/api/session/off-the-record',
    '/api/session/start',
    '/api/session/stop',
    '/api/settings',
    '/api/settings/schema',
    '/api/state',
    '/api/support',
    '/api/system/power-off',
    '/api/system/restart',
    '/api/tokens',
    '/api/tokens/{id}',
    '/api/update',
    '/api/update/return',
    '/healthz',
    '/live/index.m3u8',
    '/live/{name}',
    '/metrics',
  ]);
  assert.deepEqual(document.paths['/api/state'].get.security, []);
  assert.equal(document.paths['/api/session/start'].post.security.length, 2);
  const body = document.paths['/api/session/off-the-record'].post.requestBody.content['application/json'].schema;
  assert.deepEqual(body.required, ['on']);
});

test('the page is served with its policy and lasting names, and nothing beside it', async (t) => {
  const { server } = await openApiBox(t);
  const page = await server.inject('/');
  assert.equal(page.statusCode, 200);
  assert.equal(page.headers['cache-control'], 'no-cache');
  const policy = String(page.headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  assert.equal(page.headers['x-frame-options'], 'DENY');
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  for (const name of ['opener-policy', 'resource-policy']) {
    assert.equal(page.headers[`cross-origin-${name}`], 'same-origin', name);
  }
  assert.equal(page.headers['cross-origin-embedder-policy'], 'require-corp');
  assert.match(String(page.headers['permissions-policy']), /camera=\(\), microphone=\(\)/);
  assert.equal((await server.inject('/api/nothing')).headers['content-security-policy'], policy);
  assert.match(String((await server.inject('/assets/main-1a2b.js')).headers['cache-control']), /immutable/);
  for (const url of [
    '/auth.json',
    '/../auth.json',
    '/%2e%2e/auth.json',
    '/..%2fauth.json',
    '/assets/..%2f..%2fauth.json',
  ]) {
    const reply = await server.inject(url);
    assert.ok([400, 403, 404].includes(reply.statusCode), `${url} ${reply.statusCode}`);
    assert.equal(typeof reply.json().error.code, 'string', url);
  }
});
