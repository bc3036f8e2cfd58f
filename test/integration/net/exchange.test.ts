/** One request against real servers: that are slow, stop, answer early, close at the wrong moment, or are not whom they say. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, Agent as HttpAgent, type RequestListener } from 'node:http';
import { createServer as createTlsServer, Agent as HttpsAgent } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type ExchangeRequest, exchange } from '../../../device/net/exchange.ts';
import { HttpClient } from '../../../device/net/http-client.ts';
import { freePort } from '../../tools/servers/free-port.ts';
import { listen } from '../../tools/servers/listen.ts';

const SLOW_TAKER = join(import.meta.dirname, 'slow-taker.py');
const MEGABYTE = 1_000_000;
const NEVER = new AbortController().signal;

async function web(t: TestContext, answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(t, createServer(answer))}/`;
}

async function tcp(t: TestContext, take: (socket: Socket) => void): Promise<string> {
  return `http://127.0.0.1:${await listen(t, createTcpServer(take))}/`;
}

const ask = (url: string, more: Partial<ExchangeRequest> = {}) =>
  exchange({
    method: 'GET',
    url,
    limits: { connectMs: 20_000, idleMs: 20_000, totalMs: null },
    answer: { mostBytes: 100_000, isWhole: true },
    signal: NEVER,
    ...more,
  });

async function file(t: TestContext, bytes: number) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-exchange-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'recording.mp4');
  const content = randomBytes(bytes);
  await writeFile(path, content);
  return { path, content, folder };
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('a file goes as it is, from where it is asked for, and says how much the connection has taken', async (t) => {
  const { path, content } = await file(t, 20 * MEGABYTE);
  const url = await web(t, async (request, response) => {
    const sum = createHash('sha256');
    for await (const chunk of request) sum.update(chunk as Buffer);
    response.end(`${request.headers['content-length']} ${sum.digest('hex')}`);
  });
  const seen: number[] = [];
  const whole = await ask(url, { method: 'PUT', body: { file: path }, onAccepted: (bytes) => seen.push(bytes) });
  assert.equal(whole.how === 'answered' && whole.bytes.toString(), `${content.length} ${hash(content)}`);
  assert.ok(seen.length > 100 && seen.every((bytes, at) => bytes > (seen[at - 1] ?? 0)));
  assert.deepEqual([seen.at(-1), whole.acceptedBytes], [content.length, content.length]);
  const from = 7 * MEGABYTE + 1;
  const rest = await ask(url, { method: 'PUT', body: { file: path, from } });
  assert.equal(
    rest.how === 'answered' && rest.bytes.toString(),
    `${content.length - from} ${hash(content.subarray(from))}`,
  );
  const nothing = await ask(url, { method: 'PUT', body: { file: path, from: content.length } });
  assert.match(nothing.how === 'answered' ? nothing.bytes.toString() : '', /^0 /);
});

test('a file that is gone, or becomes shorter on the way, is no fault of the server', async (t) => {
  const { path, folder } = await file(t, 20 * MEGABYTE);
  const url = await web(t, (request) => {
    request.once('data', () => {
      request.pause();
      void truncate(path, MEGABYTE).then(() => request.resume());
    });
  });
  const gone = await ask(url, { method: 'PUT', body: { file: join(folder, 'none.mp4') } });
  assert.deepEqual([gone.how, gone.how === 'failed' && gone.why, gone.acceptedBytes], ['failed', 'request', 0]);
  const shorter = await ask(url, { method: 'PUT', body: { file: path } });
  assert.deepEqual([shorter.how, shorter.how === 'failed' && shorter.why], ['failed', 'request']);
});

test('what is refused by its head is not sent; what a server says in the midst of a body is its verdict', async (t) => {
  const { path } = await file(t, 20 * MEGABYTE);
  let sentBytes = 0;
  const server = createServer((request, response) => {
    request.once('data', () => response.writeHead(507).end('full'));
  });
  server.on('checkContinue', (request, response) => {
    if (request.url === '/early') {
      response.writeContinue();
      server.emit('request', request, response);
      return;
    }
    request.on('data', (chunk: Buffer) => {
      sentBytes += chunk.length;
    });
    response.writeHead(401, { connection: 'close' }).end('log in');
  });
  const url = `http://127.0.0.1:${await listen(t, server)}`;
  const refused = await ask(`${url}/`, { method: 'PUT', body: { file: path } });
  assert.deepEqual([refused.how === 'answered' && refused.status, refused.acceptedBytes, sentBytes], [401, 0, 0]);
  const full = await ask(`${url}/early`, { method: 'PUT', body: { file: path } });
  assert.equal(full.how === 'answered' && full.status, 507);
  assert.ok(full.acceptedBytes < 20 * MEGABYTE, `${full.acceptedBytes}`);
});

test('a server that knows no question gets the body all the same', async (t) => {
  const { path, content } = await file(t, 300_000);
  const url = await tcp(t, (socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const at = received.indexOf('\r\n\r\n');
      if (at < 0 || received.length - at - 4 < content.length) return;
      socket.end(`HTTP/1.1 201 Created\r\ncontent-length: 64\r\n\r\n${hash(received.subarray(at + 4))}`);
    });
  });
  const end = await ask(url, { method: 'PUT', body: { file: path } });
  assert.equal(end.how === 'answered' && end.bytes.toString(), hash(content));
});

test('a server that takes no more ends it', { timeout: 120_000 }, async (t) => {
  const { path, content } = await file(t, 12 * MEGABYTE);
  const limits = { connectMs: 20_000, idleMs: 2_000, totalMs: null };
  const deaf = await tcp(t, (socket) => {
    socket.once('data', () => socket.pause());
  });
  const stuck = await ask(deaf, { method: 'PUT', body: { file: path }, limits });
  assert.deepEqual([stuck.how, stuck.how === 'failed' && stuck.fault.kind], ['failed', 'silent']);
  assert.ok(stuck.how === 'failed' && stuck.isConnected && stuck.isLate);
  assert.ok(stuck.acceptedBytes > 0 && stuck.acceptedBytes < content.length, `${stuck.acceptedBytes}`);
});

test('what the kernel holds counts to its last byte, and the pause begins behind it', {
  timeout: 120_000,
}, async (t) => {
  const { path, content } = await file(t, 6 * MEGABYTE);
  // The kernel's 2.5 to 4 MB take 4 to 7 s: longer than a pause may be. The answer comes within one more.
  const taker = spawn('python3', [SLOW_TAKER, '600000', '3.6'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => taker.kill('SIGKILL'));
  const [port] = (await once(taker.stdout, 'data')) as [Buffer];
  const done = await ask(`http://127.0.0.1:${Number(port)}/`, {
    method: 'PUT',
    body: { file: path },
    limits: { connectMs: 20_000, idleMs: 4_000, totalMs: null },
  });
  assert.equal(done.how === 'answered' ? done.bytes.toString() : done.tech, String(content.length));
});

test('an owner that gives up ends it in the midst of a body, of an answer, and before', async (t) => {
  const { path } = await file(t, 12 * MEGABYTE);
  const gone: Promise<unknown>[] = [];
  const url = await tcp(t, (socket) => {
    gone.push(once(socket, 'close'));
    socket.once('data', () => socket.pause().write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
  });
  for (const more of [{ method: 'PUT', body: { file: path } }, {}]) {
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 300);
    const end = await ask(url, { ...more, signal: ending.signal });
    assert.deepEqual([end.how, end.how === 'failed' && end.why], ['failed', 'ended']);
  }
  const before = await ask(url, { signal: AbortSignal.abort() });
  assert.equal(before.how === 'failed' && before.why, 'ended');
  await Promise.all(gone);
});

test('where the head is the verdict, it is one though its body never ends, breaks or is damaged', async (t) => {
  const url = await tcp(t, (socket) => {
    socket.once('data', (request: Buffer) => {
      const path = request.toString('latin1').split(' ')[1];
      if (path === '/hangs') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
      if (path === '/breaks') socket.end('HTTP/1.1 503 No\r\ncontent-length: 10\r\n\r\nabc');
      if (path === '/damaged') socket.end('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nno gzip at all');
    });
  });
  const limits = { connectMs: 5_000, idleMs: 500, totalMs: null };
  const answer = { mostBytes: 100, isWhole: false };
  const ends = await Promise.all(
    ['hangs', 'breaks', 'damaged'].map((path) => ask(`${url}${path}`, { limits, answer })),
  );
  assert.deepEqual(
    ends.map((end) => end.how === 'answered' && [end.status, end.bytes.toString()]),
    [
      [200, 'abc'],
      [503, 'abc'],
      [200, ''],
    ],
  );
});

test('of an answer that is larger than wanted its beginning is kept, or it is refused, whatever pieces it comes in', async (t) => {
  const body = 'x'.repeat(50_000);
  const url = await web(t, (request, response) => {
    if (request.url === '/said') response.setHeader('content-length', body.length);
    response.end(body);
  });
  for (const path of ['said', 'chunked']) {
    const begin = await ask(`${url}${path}`, { answer: { mostBytes: 1000, isWhole: false } });
    assert.equal(begin.how === 'answered' && begin.bytes.toString(), 'x'.repeat(1000), path);
    const whole = await ask(`${url}${path}`, { answer: { mostBytes: 1000, isWhole: true } });
    assert.equal(whole.how === 'failed' && whole.why, 'tooLarge', path);
    const fits = await ask(`${url}${path}`, { answer: { mostBytes: body.length, isWhole: true } });
    assert.equal(fits.how === 'answered' && fits.bytes.length, body.length, path);
  }
});

test('a kept connection that the server closes in the same moment is made anew, but nothing is posted twice', async (t) => {
  const heard: string[] = [];
  const url = await tcp(t, (socket) => {
    let count = 0;
    socket.on('data', (request: Buffer) => {
      heard.push(request.toString('latin1').split(' ')[0] ?? '');
      count += 1;
      // Its time was over when the second request was on its way.
      if (count > 1) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok');
    });
  });
  const agent = () => ({ http: new HttpAgent({ keepAlive: true, maxSockets: 1 }), https: new HttpsAgent() });
  const got = agent();
  for (let time = 0; time < 3; time++) assert.equal((await ask(url, { agents: got })).how, 'answered');
  const posted = agent();
  assert.equal((await ask(url, { agents: posted, method: 'POST' })).how, 'answered');
  const second = await ask(url, { agents: posted, method: 'POST' });
  assert.deepEqual([second.how, second.how === 'failed' && second.fault.kind], ['failed', 'cut']);
  assert.equal(heard.filter((method) => method === 'POST').length, 2);
  for (const { http } of [got, posted]) http.destroy();
});

test('redirects and refusals keep the connection: a reading of the same place makes no new one each time', async (t) => {
  let connections = 0;
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/list' }).end('it is elsewhere');
    else if (request.url === '/list') response.end('#EXTM3U\n');
    else response.writeHead(404).end('no such list');
  });
  server.on('connection', () => {
    connections += 1;
  });
  const url = `http://127.0.0.1:${await listen(t, server)}`;
  const client = new HttpClient();
  t.after(() => client.close());
  const limits = { mostBytes: 1000, withinMs: 20_000, signal: NEVER };
  for (let time = 0; time < 5; time++) {
    assert.equal((await client.get(`${url}/moved`, limits)).how, 'got');
    assert.equal((await client.get(`${url}/none`, limits)).how, 'refused');
  }
  // Fifteen requests; one connection may be read to its end while the next is asked for.
  assert.ok(connections <= 4, `${connections}`);
});

test('an answer that comes too late says how much of it came: the link is thin, and the server gives it', async (t) => {
  const url = await tcp(t, (socket) => {
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n${'x'.repeat(5000)}`));
  });
  const client = new HttpClient();
  t.after(() => client.close());
  const end = await client.get(url, { mostBytes: 10_000, withinMs: 1_500, signal: NEVER });
  assert.equal(end.how, 'late');
  assert.equal(end.how === 'late' && end.receivedBytes, 5000);
});

test('nobody, nobody of that name, and what is no web server', async (t) => {
  const greeting = await tcp(t, (socket) => {
    socket.write('220 mail.example ESMTP\r\n');
  });
  const kindOf = async (url: string) => {
    const end = await ask(url);
    return end.how === 'failed' && `${end.fault.kind} ${end.isConnected}`;
  };
  assert.equal(await kindOf(`http://127.0.0.1:${await freePort()}/`), 'portClosed false');
  assert.equal(await kindOf('http://no.such.name.invalid/'), 'nameUnknown false');
  assert.equal(await kindOf(greeting), 'notHttp true');
  assert.equal(await kindOf(greeting.replace('http:', 'https:')), 'noTls true');
});

/** Certificates of an authority of the test's own; `openssl ca` alone can date them. */
async function authority(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-authority-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const openssl = (words: string) => execFileSync('openssl', words.split(' '), { cwd: folder, stdio: 'pipe' });
  await writeFile(
    join(folder, 'ca.conf'),
    '[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\n' +
      'copy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n',
  );
  await writeFile(join(folder, 'index.txt'), '');
  await writeFile(join(folder, 'serial'), '01\n');
  openssl('req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.crt');
  const certificate = async (name: string, from: string, to: string) => {
    openssl(
      `req -new -newkey rsa:2048 -nodes -subj /CN=${name} -addext subjectAltName=DNS:${name} -keyout s.key -out s.csr`,
    );
    openssl(
      `ca -batch -config ca.conf -cert ca.crt -keyfile ca.key -in s.csr -out s.crt -startdate ${from} -enddate ${to}`,
    );
    return { key: await readFile(join(folder, 's.key')), cert: await readFile(join(folder, 's.crt')) };
  };
  return { ca: await readFile(join(folder, 'ca.crt')), certificate };
}

test('a certificate that is too old, too new, of another, or from nobody that is known is told as that', async (t) => {
  const { ca, certificate } = await authority(t);
  const [past, now, future] = ['20200101000000Z', '20200601000000Z', '20400101000000Z'];
  const told = async (tls: { key: Buffer; cert: Buffer }, trusted: Buffer | undefined) => {
    const port = await listen(
      t,
      createTlsServer(tls, (_, response) => response.end('ok')),
    );
    const https = new HttpsAgent(trusted && { ca: trusted });
    const end = await ask(`https://localhost:${port}/`, { agents: { http: new HttpAgent(), https } });
    return end.how === 'answered' ? end.status : end.fault.kind;
  };
  const good = await certificate('localhost', past, future);
  assert.equal(await told(good, ca), 200);
  assert.equal(await told(good, undefined), 'certificateUnknown');
  assert.equal(await told(await certificate('localhost', past, now), ca), 'certificateExpired');
  assert.equal(await told(await certificate('localhost', '20390101000000Z', future), ca), 'certificateEarly');
  assert.equal(await told(await certificate('other.example', past, future), ca), 'certificateName');
});
