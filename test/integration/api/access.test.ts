/** Password, log-in, cookies and tokens. */
import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import test from 'node:test';
import { Auth } from '../../../device/api/auth.ts';
import { COOKIE_SECONDS, LoginStore } from '../../../device/api/login-store.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { openApiBox, PASSWORD } from '../../tools/api/api-box.ts';

const post = (url: string, payload?: object, headers = {}) =>
  ({ method: 'POST', url, ...(payload && { payload }), headers }) as const;

test('before a password is chosen, nothing can be changed and the page is told so', async (t) => {
  const { server } = await openApiBox(t);
  assert.deepEqual((await server.inject('/api/login')).json(), { password: 'unset', loggedIn: false });
  const start = await server.inject(post('/api/session/start'));
  assert.equal(start.statusCode, 401);
  assert.equal(start.json().error.code, 'passwordNotSet');
  assert.equal((await server.inject(post('/api/login', { password: PASSWORD }))).statusCode, 401);
});

test('the first visitor chooses the password once and is logged in', async (t) => {
  const { server, authPath, claim } = await openApiBox(t);
  const reply = await server.inject(post('/api/claim', { password: PASSWORD }));
  assert.equal(reply.statusCode, 200);
  assert.deepEqual(reply.json(), { password: 'set', loggedIn: true });
  assert.match(String(reply.headers['set-cookie']), /; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);

  const again = await server.inject(post('/api/claim', { password: 'another password' }));
  assert.equal(again.statusCode, 409);
  assert.equal(again.json().error.code, 'passwordAlreadySet');
  await assert.rejects(claim());

  const { mode } = await stat(authPath);
  assert.equal(mode & 0o777, 0o600);
  assert.doesNotMatch(await readFile(authPath, 'utf8'), /correct horse/);
});

test('of two claims at the same moment one wins', async (t) => {
  const { server } = await openApiBox(t);
  const replies = await Promise.all([
    server.inject(post('/api/claim', { password: 'first password' })),
    server.inject(post('/api/claim', { password: 'second password' })),
  ]);
  assert.deepEqual(replies.map((reply) => reply.statusCode).sort(), [200, 409]);
});

test('a short password is refused in a sentence, counted in characters', async (t) => {
  const { server } = await openApiBox(t);
  const short = await server.inject(post('/api/claim', { password: '🎓🎓🎓🎓' }));
  assert.equal(short.statusCode, 400);
  assert.equal(short.json().error.code, 'passwordTooShort');
  assert.match(short.json().error.message, /at least 8 characters/);
  assert.equal((await server.inject('/api/login')).json().password, 'unset');
});

test('log-in accepts the password, however its accents were typed, and nothing else', async (t) => {
  const { server } = await openApiBox(t);
  await server.inject(post('/api/claim', { password: 'séminaire'.normalize('NFC') }));
  assert.equal((await server.inject(post('/api/login', { password: 'séminaire'.normalize('NFD') }))).statusCode, 200);
  const wrong = await server.inject(post('/api/login', { password: 'seminaire' }));
  assert.equal(wrong.statusCode, 401);
  assert.equal(wrong.json().error.code, 'passwordWrong');
  assert.equal(wrong.headers['set-cookie'], undefined);
});

test('a cookie lets in until it is logged out or a week has passed', async (t) => {
  const { server, claim, pass } = await openApiBox(t);
  const headers = await claim();
  const login = await server.inject(post('/api/login', { password: PASSWORD }));
  const second = { cookie: `pupitre=${login.cookies[0]?.value}` };
  const loggedIn = async (who: { cookie: string }) =>
    (await server.inject({ url: '/api/login', headers: who })).json().loggedIn;

  assert.equal(await loggedIn(headers), true);
  await server.inject(post('/api/logout', undefined, headers));
  assert.equal(await loggedIn(headers), false);

  assert.equal(await loggedIn(second), true);
  pass(COOKIE_SECONDS * 1000 - 1);
  assert.equal(await loggedIn(second), true);
  pass(1);
  assert.equal(await loggedIn(second), false);
  const start = await server.inject(post('/api/session/start', {}, second));
  assert.equal(start.statusCode, 401);
  assert.equal(start.headers['www-authenticate'], 'Bearer');
  assert.equal(start.json().error.code, 'passwordNeeded');
});

test('cookies are bounded: the oldest is logged out', () => {
  const jar = new LoginStore(systemClock);
  const cookies = Array.from({ length: 65 }, () => jar.open());
  assert.deepEqual(
    cookies.map((cookie) => jar.accepts(cookie)),
    [false, ...Array(64).fill(true)],
  );
  assert.equal(jar.stored().length, 64);
  const same = { hash: jar.stored()[0]?.hash ?? '', endsAt: jar.stored()[0]?.endsAt ?? '' };
  jar.restore(Array.from({ length: 1000 }, (_, index) => ({ ...same, hash: String(index) })));
  assert.equal(jar.stored().length, 64);
});

test('a restart keeps everyone logged in until their week is over, and nobody who logged out', async (t) => {
  const { server, auth, authPath, claim, pass } = await openApiBox(t);
  const [stays, leaves] = [await claim(), `pupitre=${(await auth.logIn(PASSWORD)).cookie}`];
  await server.inject(post('/api/logout', undefined, { cookie: leaves }));
  const text = await readFile(authPath, 'utf8');
  assert.equal((await stat(authPath)).mode & 0o777, 0o600);
  assert.ok(!text.includes(stays.cookie.slice('pupitre='.length)), 'the cookie itself is not on the card');
  pass(1000);

  const value = (cookie: string) => ({
    cookie: cookie.slice('pupitre='.length),
    bearer: undefined,
    browser: undefined,
  });
  const restarted = async (wallMs: number) => {
    const next = { passedMs: 0 };
    const clock = { ...systemClock, wallMs: () => wallMs, monotonicMs: () => next.passedMs };
    const later = new Auth({ file: authPath, clock });
    await later.load();
    return { later, next };
  };
  const { later, next } = await restarted(Date.now() + 1000);
  assert.deepEqual([later.accepts(value(stays.cookie)), later.accepts(value(leaves))], [true, false]);
  // The clock is set while the box runs: that logs nobody out, only time does.
  next.passedMs = COOKIE_SECONDS * 1000 - 60_000;
  assert.equal(later.accepts(value(stays.cookie)), true);
  next.passedMs = COOKIE_SECONDS * 1000;
  assert.equal(later.accepts(value(stays.cookie)), false);

  const muchLater = await restarted(Date.now() + COOKIE_SECONDS * 1000);
  assert.equal(muchLater.later.accepts(value(stays.cookie)), false);
  // A clock that starts in 1970 makes it last no longer than a new one.
  const before = await restarted(0);
  before.next.passedMs = COOKIE_SECONDS * 1000;
  assert.equal(before.later.accepts(value(stays.cookie)), false);
});

test('a password file from before cookies were kept still lets in; a card that takes nothing does too', async (t) => {
  const { auth, authPath, claim } = await openApiBox(t);
  await claim();
  const { cookies, ...older } = JSON.parse(await readFile(authPath, 'utf8'));
  assert.equal(cookies.length, 1);
  await writeFile(authPath, JSON.stringify(older));
  await auth.load();
  assert.equal(auth.passwordState, 'set');

  // A folder where the new file is written first: nothing can be saved.
  await mkdir(`${authPath}.new`);
  const { cookie } = await auth.logIn(PASSWORD);
  assert.equal(auth.accepts({ cookie, bearer: undefined, browser: undefined }), true);
  await auth.logOut(cookie);
  assert.equal(auth.accepts({ cookie, bearer: undefined, browser: undefined }), false);
});

test('tokens are made, listed without their secret, used and revoked', async (t) => {
  const { server, authPath, claim } = await openApiBox(t);
  const headers = await claim();
  const made = await server.inject(post('/api/tokens', { name: 'Agenda' }, headers));
  assert.equal(made.statusCode, 201);
  const { id, token } = made.json();
  const bearer = { authorization: `Bearer ${token}` };

  assert.doesNotMatch(await readFile(authPath, 'utf8'), new RegExp(token));
  const list = await server.inject({ url: '/api/tokens', headers });
  assert.deepEqual(
    list.json().tokens.map((each: object) => Object.keys(each)),
    [['id', 'name', 'createdAt', 'lastUsedAt', 'expiresAt']],
  );

  // The file, not the memory, is what a restarted box knows.
  const copy = `${authPath}.copy`;
  await writeFile(copy, await readFile(authPath));
  const restarted = new Auth({ file: copy, clock: systemClock });
  await restarted.load();
  assert.equal(restarted.accepts({ cookie: undefined, bearer: token, browser: undefined }), true);

  assert.equal((await server.inject({ method: 'DELETE', url: `/api/tokens/${id}`, headers })).statusCode, 204);
  assert.equal((await server.inject({ method: 'DELETE', url: `/api/tokens/${id}`, headers })).statusCode, 404);
  assert.equal((await server.inject({ url: '/api/settings', headers: bearer })).statusCode, 401);
});

test('only a person makes, lists and revokes tokens, whatever a program may do otherwise', async (t) => {
  const { server, auth, claim } = await openApiBox(t);
  const headers = await claim();
  const { id, token } = await auth.createToken('Agenda');
  const bearer = { authorization: `Bearer ${token}` };
  assert.equal((await server.inject({ url: '/api/settings', headers: bearer })).statusCode, 200);
  for (const request of [
    { url: '/api/tokens', headers: bearer },
    post('/api/tokens', { name: 'Child' }, bearer),
    { method: 'DELETE' as const, url: `/api/tokens/${id}`, headers: bearer },
    { url: '/api/tokens', headers: { ...bearer, cookie: 'pupitre=x' } },
  ]) {
    const reply = await server.inject(request);
    assert.deepEqual([reply.statusCode, reply.json().error.code], [403, 'personNeeded'], request.url);
  }
  assert.equal(auth.tokens().length, 1);
  assert.equal((await server.inject({ url: '/api/tokens', headers: { ...bearer, ...headers } })).statusCode, 200);
});

test('when a token was last used is told to the second, and known after a restart', async (t) => {
  const { server, auth, authPath, claim } = await openApiBox(t);
  await claim();
  const { token } = await auth.createToken('Agenda');
  assert.equal(auth.tokens()[0]?.lastUsedAt, null);
  const before = Date.now();
  for (let asked = 0; asked < 3; asked++)
    await server.inject({ url: '/api/settings', headers: { authorization: `Bearer ${token}` } });
  const used = Date.parse(auth.tokens()[0]?.lastUsedAt ?? '');
  assert.ok(used >= before && used <= Date.now());
  // What is written is written after the first use.
  await auth.createToken('in turn');
  const restarted = new Auth({ file: authPath, clock: systemClock });
  await restarted.load();
  assert.ok(Math.abs(Date.parse(restarted.tokens()[0]?.lastUsedAt ?? '') - used) < 60_000);
});

test('a token that expires says so when it has', async (t) => {
  const { server, auth, authPath, claim } = await openApiBox(t);
  const headers = await claim();
  const made = (await server.inject(post('/api/tokens', { name: 'Guest', expiresInDays: 30 }, headers))).json();
  assert.equal(Date.parse(made.expiresAt) - Date.parse(made.createdAt), 30 * 24 * 3600_000);
  const bearer = { cookie: undefined, bearer: made.token, browser: undefined };
  assert.equal(auth.accepts(bearer), true);
  const later = new Auth({
    file: authPath,
    clock: { ...systemClock, wallMs: () => Date.now() + 31 * 24 * 3600_000 },
  });
  await later.load();
  assert.equal(later.accepts(bearer), false);
  assert.throws(() => later.require(bearer), /This token has expired on \d{4}-\d\d-\d\d/);
  for (const expiresInDays of [0, -1, 1.5, '30', 100_000])
    assert.equal((await server.inject(post('/api/tokens', { name: 'x', expiresInDays }, headers))).statusCode, 400);
});

test('tokens are bounded', async (t) => {
  const { auth, claim } = await openApiBox(t);
  await claim();
  for (let made = 0; made < 20; made += 1) await auth.createToken(`program ${made}`);
  await assert.rejects(auth.createToken('one more'), /already 20 tokens/);
});

test('wrong, empty and foreign credentials do not let in', async (t) => {
  const { server, claim } = await openApiBox(t);
  const { cookie } = await claim();
  const tries = [
    { authorization: 'Bearer ' },
    { authorization: 'Bearer undefined' },
    { authorization: `Basic ${Buffer.from(`:${PASSWORD}`).toString('base64')}` },
    { authorization: `Bearer ${'x'.repeat(5000)}` },
    { cookie: 'pupitre=' },
    { cookie: `${cookie}x` },
    { cookie: 'pupitre=__proto__' },
  ];
  for (const headers of tries) {
    const reply = await server.inject({ url: '/api/settings', headers });
    assert.equal(reply.statusCode, 401, JSON.stringify(headers));
  }
});

test('changing the password needs the current one and logs every other page out', async (t) => {
  const { server, claim } = await openApiBox(t);
  const headers = await claim();
  const change = { current: 'not the password', password: 'new password' };
  assert.equal((await server.inject(post('/api/password', change, headers))).statusCode, 401);
  const done = await server.inject(post('/api/password', { ...change, current: PASSWORD }, headers));
  assert.equal(done.statusCode, 200);
  assert.equal((await server.inject({ url: '/api/settings', headers })).statusCode, 401);
  const fresh = { cookie: `pupitre=${done.cookies[0]?.value}` };
  assert.equal((await server.inject({ url: '/api/settings', headers: fresh })).statusCode, 200);
  assert.equal((await server.inject(post('/api/login', { password: PASSWORD }))).statusCode, 401);
  assert.equal((await server.inject(post('/api/login', { password: 'new password' }))).statusCode, 200);
});

test('log-in, claim and password change share a limit on tries from one address', async (t) => {
  const { server, claim } = await openApiBox(t);
  const headers = await claim();
  const codes: number[] = [];
  for (let tries = 0; tries < 10; tries += 1) {
    codes.push((await server.inject(post('/api/login', { password: `guess number ${tries}` }))).statusCode);
  }
  assert.deepEqual(codes, [...Array(9).fill(401), 429]);
  const right = await server.inject(post('/api/login', { password: PASSWORD }));
  assert.equal(right.statusCode, 429);
  assert.equal(right.json().error.code, 'tooManyTries');
  assert.ok(Number(right.headers['retry-after']) <= 60);
  assert.equal((await server.inject(post('/api/claim', { password: PASSWORD }))).statusCode, 429);
  // Whoever is logged in goes on working.
  assert.equal((await server.inject({ url: '/api/settings', headers })).statusCode, 200);
  const change = { current: PASSWORD, password: 'new password' };
  assert.equal((await server.inject(post('/api/password', change, headers))).statusCode, 200);
});

test('a browser that has logged in before has tries of its own, and no more than those', async (t) => {
  const { server, claim } = await openApiBox(t);
  await claim();
  const first = await server.inject(post('/api/login', { password: PASSWORD }));
  const [session, browser] = first.cookies;
  assert.deepEqual([session?.name, browser?.name], ['pupitre', 'pupitre-browser']);
  assert.ok(browser?.httpOnly && browser.sameSite === 'Strict');
  const known = { cookie: `pupitre-browser=${browser?.value}` };
  assert.equal((await server.inject({ url: '/api/settings', headers: known })).statusCode, 401, 'it opens nothing');
  const tryIn = async (password: string, headers = {}) =>
    (await server.inject(post('/api/login', { password }, headers))).statusCode;
  for (let tries = 0; tries < 12; tries++) await tryIn('a wrong one');
  assert.equal(await tryIn(PASSWORD), 429);
  const again = await server.inject(post('/api/login', { password: PASSWORD }, known));
  assert.equal(again.statusCode, 200);
  assert.equal(again.cookies[1]?.value, browser?.value, 'it keeps its name');
  for (let tries = 0; tries < 9; tries++) assert.equal(await tryIn('a wrong one', known), 401);
  assert.equal(await tryIn(PASSWORD, known), 429);
  const [name = '', signed = ''] = (browser?.value ?? '').split('.');
  for (const forged of [
    `${'A'.repeat(22)}.${signed}`,
    `${name}.${'A'.repeat(43)}`,
    `${name}.`,
    name,
    `${name}.${signed}.x`,
    `${name}.${signed.slice(1)}`,
  ])
    assert.equal(await tryIn(PASSWORD, { cookie: `pupitre-browser=${forged}` }), 429, forged);
});

test('strangers from many addresses fill their queue, not that of a browser that is known', async (t) => {
  const { server, auth, claim } = await openApiBox(t);
  await claim();
  const { browser } = await auth.logIn(PASSWORD);
  const flood = Array.from({ length: 200 }, (_, at) =>
    server.inject({ ...post('/api/login', { password: `guess ${at}` }), remoteAddress: `10.0.${at}.1` }),
  );
  const known = server.inject(post('/api/login', { password: PASSWORD }, { cookie: `pupitre-browser=${browser}` }));
  let answered = 0;
  for (const one of flood) void one.then(() => answered++);
  assert.equal((await known).statusCode, 200);
  const codes = (await Promise.all(flood)).map(({ statusCode }) => statusCode);
  const count = (code: number) => codes.filter((one) => one === code).length;
  assert.deepEqual([count(401) + count(429), count(401) <= 10], [200, true], codes.join());
});

test('who asks through a proxy is known by what the proxy says, and by nothing that anyone else says', async (t) => {
  const web = { proxies: ['192.168.1.5', '10.0.0.0/8', 'fd00::/16'] };
  const { server, claim } = await openApiBox(t, { settings: { room: { language: 'en' }, web } });
  await claim();
  const tryFrom = async (remoteAddress: string, forwarded: string, password = 'a wrong one') =>
    (
      await server.inject({
        ...post('/api/login', { password }, { 'x-forwarded-for': forwarded }),
        remoteAddress,
      })
    ).statusCode;
  for (const proxy of ['192.168.1.5', '::ffff:192.168.1.5', '10.200.3.4', 'fd00::1']) {
    const attacker = `198.51.100.${proxy.length}`;
    for (let tries = 0; tries < 10; tries++) assert.equal(await tryFrom(proxy, attacker), 401);
    assert.equal(await tryFrom(proxy, attacker, PASSWORD), 429);
    assert.equal(await tryFrom(proxy, `203.0.113.${proxy.length}`, PASSWORD), 200, proxy);
    // What the attacker himself had put in front does not count.
    assert.equal(await tryFrom(proxy, `203.0.113.99, ${attacker}`, PASSWORD), 429);
  }
  for (let tries = 0; tries < 10; tries++) await tryFrom('192.168.1.6', `203.0.113.${tries + 100}`);
  assert.equal(await tryFrom('192.168.1.6', '203.0.113.200', PASSWORD), 429, 'no proxy');
});

for (const [what, authFile] of [
  ['empty', ''],
  ['cut short', '{"version":1,"password":{"salt":'],
  ['of another form', '{"version":1,"tokens":[]}'],
  ['with an empty hash', '{"version":1,"password":{"salt":"","hash":""},"tokens":[]}'],
  ['null', 'null'],
] as const) {
  test(`a password file that is ${what} lets nobody in, nor lets anyone claim the box, until it is reset`, async (t) => {
    const { server, auth, claim } = await openApiBox(t, { authFile });
    assert.equal((await server.inject('/api/login')).json().password, 'damaged');
    assert.equal((await server.inject('/api/state')).statusCode, 200);
    for (const request of [
      post('/api/claim', { password: PASSWORD }),
      post('/api/login', { password: '' }),
      post('/api/login', { password: PASSWORD }),
      post('/api/session/start'),
      { url: '/api/settings', headers: { authorization: 'Bearer x' } },
    ]) {
      const reply = await server.inject(request);
      if (reply.statusCode === 400) continue; // the empty password is not even a password
      assert.equal(reply.statusCode, 503, request.url);
      assert.equal(reply.json().error.code, 'passwordFileDamaged');
      assert.match(reply.json().error.message, /Hold the button for 10 s/);
    }
    assert.equal(auth.trouble?.code, 'passwordFileDamaged');
    await auth.reset();
    assert.equal(auth.trouble?.code, 'passwordForgotten');
    assert.equal((await server.inject('/api/login')).json().password, 'unset');
    await claim();
    assert.equal(auth.trouble, null);
  });
}

test('a password file that is a folder counts as damaged', async (t) => {
  const { folder } = await openApiBox(t);
  const auth = new Auth({ file: folder, clock: systemClock });
  await auth.load();
  assert.equal(auth.passwordState, 'damaged');
});

test('that the password was forgotten is told for ten minutes', async (t) => {
  const { auth, pass } = await openApiBox(t);
  assert.equal(auth.trouble?.code, undefined);
  await auth.reset();
  pass(10 * 60_000 - 1);
  assert.equal(auth.trouble?.code, 'passwordForgotten');
  pass(1);
  assert.equal(auth.trouble, null);
});
