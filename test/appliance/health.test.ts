/** One box that only publishes, behind a router: what it says of itself, and how the server learns of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { accessFaults } from '../tools/browser/access-faults.ts';
import { openBrowser } from '../tools/browser/browser.ts';

const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const TECHNICIAN = { username: 'technician', password: 'a password of the test' };

async function startServerWithTls(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-report-'));
  const tls = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
  execFileSync('openssl', [...words.split(' '), '-keyout', tls.key, '-out', tls.certificate], { stdio: 'ignore' });
  const hash = execFileSync('openssl', ['passwd', '-6', TECHNICIAN.password], { encoding: 'utf8' }).trim();
  const viewers = `${TECHNICIAN.username}:${hash}`;
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: 'amphi-a' }, viewers, tls });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { server, certificate: tls.certificate, reports: join(folder, 'server/web/reports') };
}

test('a box that only publishes, and tells its server how it is', async (t) => {
  const { server, certificate, reports } = await startServerWithTls(t);
  const device = await startDevice(t, {
    env: { NODE_EXTRA_CA_CERTS: certificate },
    settings: {
      room: { name: 'Amphi A', language: 'en' },
      recording: { enabled: false },
      destinations: [{ id: 'main', name: 'Server', url: 'rtmp://127.0.0.1:9/live' }],
    },
  });
  const report = (change: Record<string, unknown>) => device.ask('PATCH', '/api/settings', { report: change });
  const told = (code: string) =>
    device.waitFor(code, ({ health }) => health.items.some(({ reason }) => reason?.code === code));
  const wellAgain = () =>
    device.waitFor('nothing of the report is wrong', ({ health }) =>
      health.items.every(({ id }) => !id.startsWith('report')),
    );
  const arrived = async () => JSON.parse(await readFile(join(reports, 'amphi-a/status.json'), 'utf8'));
  device.press('short');

  // It was called stuck, and the watchdog ended it each minute for as long as its server was away.
  await t.test('it is not stuck when its server is away', async () => {
    const { recording, destinations } = await device.waitFor(
      'the session runs',
      ({ session }) => session.phase === 'running',
    );
    assert.equal(recording.phase, 'off');
    assert.notEqual(destinations[0]?.phase, 'live');
    assert.equal((await fetch(`${device.url}/healthz`)).status, 200);
  });

  await t.test('its metrics say the same as its status, to anyone in the room', async () => {
    await device.waitFor('the board was looked at', ({ health }) => health.items.some(({ id }) => id === 'memory'));
    const answer = await fetch(`${device.url}/metrics`, { headers: { accept: 'application/openmetrics-text' } });
    assert.match(answer.headers.get('content-type') ?? '', /^application\/openmetrics-text; version=1\.0\.0/);
    const text = await answer.text();
    assert.match(text, /^pupitre_session_running 1$/m);
    assert.match(text, /^pupitre_destination_phase\{destination="main",phase="live"\} 0$/m);
    assert.match(text, /^pupitre_memory_available_bytes [1-9]\d+$/m);
  });

  await t.test('the wrong key is refused, and the page says so', async () => {
    await report({ url: `${server.httpsUrl}/report/amphi-a`, token: 'not-the-key', everySeconds: 5 });
    const { health } = await told('reportRefused');
    const { level, reason } = health.items.find(({ id }) => id === 'reportRefused') ?? {};
    assert.equal(level, 'degraded');
    assert.match(reason?.message ?? '', /Check the key of the report/);
    await assert.rejects(arrived());
  });

  await t.test('with its key it is known there, and its key is in no log and no answer', async () => {
    await report({ token: KEY });
    await wellAgain();
    const { room, session } = await arrived();
    assert.deepEqual([room, session.phase], ['Amphi A', 'running']);
    assert.match(await readFile(join(reports, 'amphi-a/metrics'), 'utf8'), /^pupitre_session_running 1$/m);
    const { body } = await device.ask('GET', '/api/settings');
    assert.deepEqual((body as { report: { token: unknown } }).report.token, { set: true });
    assert.deepEqual(
      [...device.lines.filter((line) => line.includes(KEY)), JSON.stringify(body).includes(KEY)],
      [false],
    );
  });

  await t.test('Prometheus finds it there by itself', async () => {
    const [target] = (await (await fetch(`${server.privateUrl}/targets`)).json()) as {
      targets: string[];
      labels: Record<string, string>;
    }[];
    assert.equal(target?.labels.room, 'amphi-a');
    const answer = await fetch(`http://${target.targets[0]}${target.labels.__metrics_path__}`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    assert.match(await answer.text(), /^pupitre_info\{room_name="Amphi A",version=/m);
  });

  await t.test('the server away and back: it is said, and the newest arrives', async () => {
    await server.stop();
    await told('reportUnreachable');
    device.press('end');
    await device.waitFor('the session is over', ({ session }) => session.phase === 'ready');
    await server.restart();
    await wellAgain();
    assert.equal((await arrived()).session.phase, 'ready');
  });

  await t.test('the page of the rooms shows it, to whoever has the password', async () => {
    const address = `${server.httpsUrl}/rooms/`;
    const context = { ignoreHTTPSErrors: true, viewport: { width: 360, height: 640 }, locale: 'en-GB' };
    const browser = await openBrowser(t);
    const anybody = await browser.newContext(context);
    for (const path of ['/rooms/', '/reports/', '/reports/amphi-a/status.json'])
      assert.equal((await anybody.request.get(`${server.httpsUrl}${path}`)).status(), 401, path);
    const page = await (await browser.newContext({ ...context, httpCredentials: TECHNICIAN })).newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (line) => {
      if (line.text().includes('Content Security Policy')) complaints.push(line.text());
    });
    // A room that sent something else hides no other.
    await mkdir(join(reports, 'amphi-b'));
    await writeFile(join(reports, 'amphi-b/status.json'), '{}');
    await page.goto(address);
    const room = page.locator('[data-room="amphi-a"]');
    await room.getByText('Ready').waitFor();
    await page.locator('[data-room="amphi-b"]').getByText('cannot be read').waitFor();
    assert.equal(await room.getByRole('heading').textContent(), 'Amphi A');
    assert.deepEqual(await accessFaults(page), []);
    assert.deepEqual(complaints, []);
  });
});
