/** What a careless program, a curious student or another site's page may send. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'node:test';
import { WebSocket } from 'ws';
import { openApiBox } from '../../tools/api/api-box.ts';

test('unknown keys and wrong types are refused by their path, and nothing is converted', async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  const headers = await claim();
  const cases: [string, unknown, string[]][] = [
    ['/api/session/start', { titel: 'x' }, ['titel']],
    ['/api/session/start', { title: 5 }, ['title']],
    ['/api/session/start', { title: null }, ['title']],
    ['/api/session/start', { title: 'a\nb' }, ['title']],
    ['/api/session/start', { title: 'x'.repeat(201) }, ['title']],
    ['/api/session/start', [], ['']],
    ['/api/session/start', null, ['']],
    ['/api/session/start', 'title', ['']],
    ['/api/session/stop', { now: 'true' }, ['now']],
    ['/api/session/off-the-record', {}, ['on']],
    ['/api/session/off-the-record', undefined, ['on']],
    ['/api/session/off-the-record', { on: 1, off: 0 }, ['off', 'on']],
    ['/api/tokens', { name: '' }, ['name']],
    ['/api/password', { current: 'x' }, ['password']],
    ['/api/login', { password: ['correct horse'] }, ['password']],
  ];
  for (const [url, payload, paths] of cases) {
    const reply = await server.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(payload !== undefined && { payload: JSON.stringify(payload) }),
    });
    assert.equal(reply.statusCode, 400, `${url} ${JSON.stringify(payload)}`);
    assert.equal(reply.json().error.code, 'requestNotUnderstood');
    const found = reply.json().error.details.map((detail: { path: string }) => detail.path);
    assert.deepEqual(found.sort(), paths, JSON.stringify(payload));
  }
  assert.equal(fake.state.session.phase, 'ready');
});

test('an empty body is an empty request, whatever its type says', async (t) => {
  const { server, claim } = await openApiBox(t);
  const headers = await claim();
  const start = { method: 'POST', url: '/api/session/start' } as const;
  assert.equal((await server.inject({ ...start, headers })).statusCode, 200);
  const json = { ...headers, 'content-type': 'application/json' };
  assert.equal(
    (await server.inject({ ...start, url: '/api/session/stop', headers: json, payload: '' })).statusCode,
    200,
  );
});

test('JSON that is nested without end is refused by every route that takes some', async (t) => {
  const { server, claim } = await openApiBox(t);
  const headers = { ...(await claim()), 'content-type': 'application/json' };
  const document = (await server.inject({ method: 'GET', url: '/api/openapi.json' })).json() as {
    paths: Record<string, Record<string, { requestBody?: { content: object } }>>;
  };
  const taking = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { requestBody }]) => requestBody && 'application/json' in requestBody.content)
      .map(([method]) => ({ method: method.toUpperCase() as 'POST', url: path.replace(/\{\w+\}/g, 'x') })),
  );
  assert.ok(taking.length >= 8, `${taking.length} routes`);
  for (const levels of [40, 7000, 15_000])
    for (const [open, close] of [
      ['[', ']'],
      ['{"room":', '}'],
    ] as const) {
      const times = Math.min(levels, Math.floor(60_000 / (open.length + 1)));
      const payload = `${open.repeat(times)}1${close.repeat(times)}`;
      for (const { method, url } of taking) {
        const reply = await server.inject({ method, url, headers, payload });
        const { code, message } = reply.json().error;
        const told = `${method} ${url} ${times} ${open} ${message}`;
        assert.ok(reply.statusCode === 400 || reply.statusCode === 429, `${reply.statusCode} ${told}`);
        assert.ok(code === 'requestNotUnderstood' || code === 'tooManyTries', `${code} ${told}`);
      }
    }
});

test('broken JSON, other types of body and prototype tricks', async (t) => {
  const { server, claim } = await openApiBox(t);
  const headers = await claim();
  const send = (payload: string, type: string) =>
    server.inject({
      method: 'POST',
      url: '/api/session/start',
      payload,
      headers: { ...headers, 'content-type': type },
    });
  assert.equal((await send('{"title":', 'application/json')).statusCode, 400);
  assert.equal((await send('{"__proto__":{"title":"x"}}', 'application/json')).statusCode, 400);
  assert.equal((await send('{"constructor":{"prototype":{}}}', 'application/json')).statusCode, 400);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ]) {
    const reply = await send('{}', type);
    assert.equal(reply.statusCode, 415, type);
    assert.equal(reply.json().error.code, 'requestNotUnderstood');
  }
});

test('10 MB are refused without being read into memory, and the box answers the next request', async (t) => {
  const { claim, listen } = await openApiBox(t);
  const headers = { ...(await claim()), 'content-type': 'application/json' };
  const address = new URL(await listen());
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(address.port), address.hostname);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    // The box may close while this side still writes: that is the refusal working.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    socket.on('close', () => resolve(received));
    const head = [
      'PATCH /api/settings HTTP/1.1',
      `host: ${address.host}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'content-length: 10485760',
      'connection: close',
      '\r\n',
    ];
    socket.write(head.join('\r\n'));
    socket.end(Buffer.alloc(10_485_760, 0x20));
  });
  assert.match(answer, /^HTTP\/1\.1 413 /);
  assert.match(answer, /"code":"requestTooLarge"/);

  // The same in chunks, without announcing the length.
  const chunked = await fetch(new URL('/api/settings', address), {
    method: 'PATCH',
    headers,
    body: new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 80; sent += 1) controller.enqueue(new Uint8Array(1024).fill(0x20));
        controller.close();
      },
    }),
    duplex: 'half',
  } as RequestInit);
  assert.equal(chunked.status, 413);
  assert.equal((await fetch(new URL('/api/state', address))).status, 200);
});

test("another site's page can change nothing, logged in or not", async (t) => {
  const { server, fake, claim } = await openApiBox(t);
  const headers = await claim();
  const start = (more: object) =>
    server.inject({
      method: 'POST',
      url: '/api/session/start',
      headers: { ...headers, host: 'box.local:8080', ...more },
    });
  for (const origin of ['http://evil.example', 'http://box.local:8081', 'http://box.local', 'null', '']) {
    const reply = await start({ origin });
    assert.equal(reply.statusCode, 403, origin);
    assert.equal(reply.json().error.code, 'foreignPage');
  }
  for (const url of ['/api/claim', '/api/login', '/api/logout']) {
    const reply = await server.inject({ method: 'POST', url, headers: { origin: 'http://evil.example' } });
    assert.equal(reply.statusCode, 403, url);
  }
  const remove = {
    method: 'DELETE',
    url: '/api/recordings/a',
    headers: { ...headers, origin: 'http://evil.example' },
  } as const;
  assert.equal((await server.inject(remove)).statusCode, 403);
  assert.equal(fake.state.session.phase, 'ready');

  const preflight = await server.inject({
    method: 'OPTIONS',
    url: '/api/session/start',
    headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
  });
  assert.equal(preflight.headers['access-control-allow-origin'], undefined);

  // The box's own page, by name or behind a proxy that adds TLS, and programs, which name no origin.
  assert.equal((await start({ origin: 'http://box.local:8080' })).statusCode, 200);
  assert.equal((await start({ origin: 'https://box.local:8080' })).statusCode, 409);
  assert.equal((await start({})).statusCode, 409);
});

test('a foreign name that is pointed to the box gets nothing from it, until its owner says that the name is its own', async (t) => {
  const { server, fake, claim, listen } = await openApiBox(t);
  const headers = await claim();
  const own = { ...headers, host: 'rebound.example:8080', origin: 'http://rebound.example:8080' };
  for (const [method, url] of [
    ['GET', '/'],
    ['GET', '/api/state'],
    ['GET', '/api/nothing'],
    ['POST', '/api/claim'],
    ['POST', '/api/session/start'],
    ['GET', '/healthz'],
  ] as const) {
    const reply = await server.inject({
      method,
      url,
      headers: { ...own, 'x-forwarded-host': 'localhost', forwarded: 'host=localhost' },
    });
    assert.equal(reply.statusCode, 421, url);
    assert.equal(reply.json().error.code, 'unknownHostName');
    assert.match(reply.json().error.message, /rebound\.example:8080.*IP address/);
  }
  const address = (await listen()).replace('http', 'ws');
  const socket = new WebSocket(`${address}/api/live`, { headers: own });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  assert.equal(response.statusCode, 421);
  assert.equal(fake.state.session.phase, 'ready');

  const named = { web: { names: ['rebound.example'] } };
  assert.equal(
    (await server.inject({ method: 'PATCH', url: '/api/settings', headers, payload: named })).statusCode,
    200,
  );
  assert.equal((await server.inject({ method: 'POST', url: '/api/session/start', headers: own })).statusCode, 200);
});

test('unknown addresses, methods and undecodable paths get the one form of error', async (t) => {
  const { server, claim } = await openApiBox(t);
  await claim();
  for (const [method, url, status] of [
    ['GET', '/api/nothing', 404],
    ['POST', '/api/state', 404],
    ['DELETE', '/', 404],
    ['GET', '/nothing.html', 404],
    ['GET', '/%zz', 400],
    ['GET', '/api/live', 404],
  ] as const) {
    const reply = await server.inject({ method, url });
    assert.equal(reply.statusCode, status, `${method} ${url}`);
    assert.deepEqual(Object.keys(reply.json()), ['error']);
    assert.deepEqual(Object.keys(reply.json().error), ['code', 'message']);
  }
});

test('what breaks inside is logged and not told', async (t) => {
  const { server, fake, logged, claim } = await openApiBox(t);
  const headers = await claim();
  fake.devices = () => Promise.reject(new Error('v4l2 said /dev/video7 is on fire'));
  const reply = await server.inject({ url: '/api/devices', headers });
  assert.equal(reply.statusCode, 500);
  assert.equal(reply.json().error.code, 'insideFault');
  assert.doesNotMatch(reply.body, /fire|video7/);
  assert.match(logged.join(''), /on fire/);
});

test('half a request does not hold a place for ever', async (t) => {
  const { server } = await openApiBox(t);
  const { headersTimeout, requestTimeout, maxConnections, timeout, maxRequestsPerSocket } = server.server;
  for (const bound of [headersTimeout, requestTimeout, maxConnections, timeout, maxRequestsPerSocket]) {
    assert.ok((bound ?? 0) > 0);
  }
  assert.ok(headersTimeout <= 15_000 && requestTimeout <= 15_000);
});

test('changes leave a line in the log, without what was sent', async (t) => {
  const { server, logged, claim } = await openApiBox(t);
  const headers = await claim();
  await server.inject({ method: 'POST', url: '/api/session/start', headers, payload: { title: 'Private title' } });
  const lines = logged.map((line) => JSON.parse(line));
  assert.equal(
    lines.filter(({ msg, status }) => /^POST \/api\/session\/start: 200/.test(msg) && status === 200).length,
    1,
  );
  assert.doesNotMatch(logged.join(''), /Private title|correct horse/);
});

test('bodies of thousands of levels are refused like any other that is not understood', async (t) => {
  const { server, claim } = await openApiBox(t);
  const headers = { ...(await claim()), 'content-type': 'application/json' };
  const bodies = [
    `${'['.repeat(7000)}${']'.repeat(7000)}`,
    `${'{"a":'.repeat(7000)}1${'}'.repeat(7000)}`,
    `${'[{"a":'.repeat(4000)}1${'}]'.repeat(4000)}`,
    '['.repeat(60_000),
    `{"room":${'['.repeat(30)}${']'.repeat(30)}}`,
  ];
  for (const payload of bodies) {
    for (const [method, url] of [
      ['PATCH', '/api/settings'],
      ['POST', '/api/session/start'],
      ['POST', '/api/login'],
    ] as const) {
      const reply = await server.inject({ method, url, headers, payload });
      assert.deepEqual(
        [reply.statusCode, reply.json().error.code],
        [400, 'requestNotUnderstood'],
        payload.slice(0, 20),
      );
    }
  }
});

test('strangers fill no log: broken frames, refused changes and wrong hosts are a few lines', async (t) => {
  const { server, logged, claim, listen } = await openApiBox(t);
  await claim();
  const address = await listen();
  const url = `${address.replace('http', 'ws')}/api/live`;
  for (let at = 0; at < 40; at++) {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    socket.on('error', () => {});
    socket.send('x'.repeat(at % 2 ? 10_000 : 10));
    await once(socket, 'close');
  }
  for (let at = 0; at < 200; at++) {
    await server.inject({ method: 'POST', url: '/api/session/start' });
    await server.inject({ method: 'POST', url: `/${'x'.repeat(50)}${at}` });
    await server.inject({ method: 'POST', url: '/api/logout', headers: { host: `host-${at}.example.org` } });
    await server.inject({ method: 'POST', url: '/api/login', payload: { password: 'wrong' } });
  }
  const text = logged.join('');
  assert.ok(logged.length <= 6, text);
  assert.ok(text.length < 2000, text);
  assert.match(text, /"from":"127\.0\.0\.1"/);
});

test('a change is told with its answer and who asked for it', async (t) => {
  const { server, auth, logged, claim } = await openApiBox(t);
  const headers = await claim();
  const { token } = await auth.createToken('Agenda');
  await server.inject({ method: 'POST', url: '/api/session/start', headers });
  await server.inject({ method: 'POST', url: '/api/session/start', headers: { authorization: `Bearer ${token}` } });
  await server.inject({ method: 'POST', url: '/api/logout', headers });
  const said = logged.map((line) => JSON.parse(line).msg);
  assert.deepEqual(said, [
    'POST /api/claim: 200, by page at 127.0.0.1',
    'POST /api/session/start: 200, by page at 127.0.0.1',
    'POST /api/session/start: 409, by token Agenda at 127.0.0.1',
    'POST /api/logout: 200, by page at 127.0.0.1',
  ]);
});
