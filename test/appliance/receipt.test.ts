/**
 * The receipt of a real talk by real SMTP (aiosmtpd with STARTTLS and a password), HTTPS and the Matrix API, over a mail server
 * that is away and a service that is killed in mid-talk and again while its mail waits.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceiptsWaiting, ReceiptTest, ShownReceipt } from '../../device/api/contract/receipt.ts';
import type { Receipt } from '../../device/receipt/receipt-schema.ts';
import { freePort, startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { loudnessOf } from '../tools/measures/loudness.ts';
import { MailServer } from '../tools/servers/mail-server.ts';
import { MATRIX, MessageInbox, matrixHomeserver } from '../tools/servers/message-inbox.ts';
import { ownCertificate } from '../tools/servers/own-certificate.ts';

const TOKEN = 'a-token-of-the-hook';
const EMAIL = {
  host: 'localhost',
  security: 'starttls',
  user: 'box',
  password: 'right',
  from: 'box@example.org',
  to: ['one@example.org', 'two@example.org'],
};

test('receipts', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pupitre-receipt-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const trusted = ownCertificate(folder, 'trusted');
  const hook = await new MessageInbox().start(t, trusted);
  const stranger = await new MessageInbox().start(t, ownCertificate(folder, 'stranger'));
  const homeserver = await matrixHomeserver().start(t);
  const email = { ...EMAIL, port: await freePort() };
  const mail = new MailServer(t, { ...trusted, port: email.port, security: 'starttls' });
  await mail.start();
  const receipt = {
    email,
    webhook: { url: `${hook.url}/hook`, token: TOKEN },
    matrix: { homeserver: `${homeserver.url}/`, ...MATRIX },
  };
  const settings = { receipt, room: { name: 'Amphi A', language: 'en' } };
  const device = await startDevice(t, { settings, env: { NODE_EXTRA_CA_CERTS: trusted.certificate } });
  // A secret is given with each change: for another server it is asked for again.
  const patch = async ({ email, webhook, ...others }: { email?: object; webhook?: object; matrix?: object }) => {
    const change = {
      ...others,
      ...(email && { email: { password: EMAIL.password, ...email } }),
      ...(webhook && { webhook: { token: TOKEN, ...webhook } }),
    };
    assert.equal((await device.ask('PATCH', '/api/settings', { receipt: change })).status, 200);
  };
  const tryAll = async () => {
    const { status, body } = await device.ask('POST', '/api/receipt/test');
    assert.equal(status, 200, JSON.stringify(body));
    return (body as ReceiptTest).outcomes;
  };

  await t.test('a test message goes each way, encrypted and logged in, to each recipient by itself', async () => {
    const outcomes = await tryAll();
    assert.deepEqual(
      outcomes.map(({ channel, recipient, reason }) => [channel, recipient, reason]),
      [
        ['webhook', new URL(hook.url).host, null],
        ['email', 'one@example.org', null],
        ['email', 'two@example.org', null],
        ['matrix', MATRIX.roomId, null],
      ],
    );
    await eventually('two mails', async () => mail.taken.length === 2);
    assert.deepEqual(mail.taken.flatMap(({ to }) => to).sort(), email.to);
    for (const { encrypted, user, data, from } of mail.taken) {
      assert.deepEqual([encrypted, user, from], [true, true, 'box@example.org']);
      assert.match(data, /^Subject: Amphi A: test message\r?$/m);
      assert.match(data, /^Auto-Submitted: auto-generated\r?$/m);
    }
    assert.equal(hook.taken[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.match(JSON.stringify(hook.taken[0]?.body), /"type":"test"/);
    assert.match(JSON.stringify(homeserver.taken[0]?.body), /test message of Amphi A/);
  });

  await t.test('a server that wants TLS from the first byte, and one of the house without any', async () => {
    for (const security of ['tls', 'none'] as const) {
      const other = new MailServer(t, { ...trusted, port: await freePort(), security });
      await other.start();
      await patch({ email: { port: other.port, security, to: ['one@example.org'] } });
      const outcome = (await tryAll()).find(({ channel }) => channel === 'email');
      assert.equal(outcome?.reason, null, JSON.stringify(outcome));
      await eventually('a mail', async () => other.taken.length === 1);
      assert.deepEqual([other.taken[0]?.encrypted, other.taken[0]?.user], [security === 'tls', true]);
    }
    await patch(receipt);
  });

  await t.test('each failure has its sentence', async () => {
    const fails = async (change: object, channel: string, code: string, said: RegExp) => {
      await patch(change);
      const outcome = (await tryAll()).find((one) => one.channel === channel && one.reason !== null);
      assert.equal(outcome?.reason?.code, code, JSON.stringify(outcome));
      assert.match(outcome?.reason?.message ?? '', said);
      await patch(receipt);
    };
    await fails({ email: { password: 'wrong' } }, 'email', 'receiptNotLetIn', /localhost refuses the account/);
    await fails({ email: { to: ['nobody@example.org'] } }, 'email', 'receiptRecipientRefused', /nobody@example\.org/);
    await fails({ email: { to: ['later@example.org'] } }, 'email', 'receiptServerFault', /\(451\)/);
    await fails({ email: { host: 'mail.invalid' } }, 'email', 'receiptUnresolvable', /mail\.invalid cannot be found/);
    await fails({ email: { port: await freePort() } }, 'email', 'receiptUnreachable', /localhost does not answer/);
    await fails({ email: { security: 'tls' } }, 'email', 'receiptTls', /no secure connection/);
    await fails({ email: { security: 'none' } }, 'email', 'receiptRefused', /refuses it \(530\)/);
    await fails({ webhook: { url: stranger.url } }, 'webhook', 'receiptTls', /certificate/);
    await fails({ matrix: { accessToken: 'other' } }, 'matrix', 'receiptNotLetIn', /refuses the account/);
    await fails({ matrix: { roomId: '' } }, 'matrix', 'receiptIncomplete', /not complete/);
    for (const [mood, code] of [
      [503, 'receiptServerFault'],
      [404, 'receiptRefused'],
      ['cut', 'receiptUnreachable'],
      [{ redirect: stranger.url }, 'receiptRefused'],
    ] as const) {
      hook.moods.push(mood);
      assert.equal((await tryAll()).find(({ channel }) => channel === 'webhook')?.reason?.code, code);
    }
    assert.deepEqual(stranger.asked, [], 'a token goes where it was meant to and nowhere else');
    await patch({
      webhook: { url: '', token: '' },
      email: { host: '', to: [], user: '', password: '' },
      matrix: { accessToken: '', homeserver: '', roomId: '' },
    });
    const { status, body } = await device.ask('POST', '/api/receipt/test');
    assert.deepEqual([status, (body as { error: { code: string } }).error.code], [409, 'receiptNobody']);
    await patch(receipt);
  });

  await t.test('secrets neither come back nor reach the log', async () => {
    const shown = JSON.stringify([(await device.ask('GET', '/api/settings')).body, device.lines]);
    for (const secret of [TOKEN, MATRIX.accessToken]) assert.ok(!shown.includes(secret), secret);
    assert.match(shown, /"password":\{"set":true\}/);
    assert.match(shown, /"accessToken":\{"set":true\}/);
  });

  await t.test('a talk in which the service is killed; its mail waits for the server, over one more kill', async () => {
    const before = { mails: mail.taken.length, hooks: hook.taken.length, events: homeserver.taken.length };
    await mail.stop();
    await device.ask('POST', '/api/session/start', { title: 'Cells' });
    const { session } = await device.waitFor('recording', ({ recording }) => recording.seconds >= 3);
    const id = session.id ?? '';
    await device.kill();
    await sleep(1500);
    await device.start();
    await device.waitForPage();
    await device.waitFor(
      'recording again',
      ({ recording }) => recording.phase === 'recording' && recording.seconds >= 2,
    );
    await device.ask('POST', '/api/session/mark', { label: 'Questions' });
    await device.waitFor('some more', ({ recording }) => recording.seconds >= 4);
    await device.ask('POST', '/api/session/stop', { now: true });

    await eventually('the webhook has it', async () => hook.taken.length > before.hooks);
    await eventually('Matrix has it', async () => homeserver.taken.length > before.events);
    const waiting = await eventually('the mail waits', async () => {
      const { body } = await device.ask('GET', '/api/receipt/waiting');
      const list = (body as ReceiptsWaiting).waiting;
      return list.length === 2 && list.every(({ reason }) => reason !== null) ? list : null;
    });
    assert.deepEqual(
      new Set(waiting.map(({ channel, reason }) => `${channel} ${reason?.code}`)),
      new Set(['email receiptUnreachable']),
    );
    await device.kill();
    await mail.start();
    await device.start();
    await eventually('both mails are there', async () => mail.taken.length === before.mails + 2);
    await eventually(
      'nothing waits',
      async () => readdirSync(join(device.stateFolder, 'receipts', 'outbox')).length === 0,
    );
    assert.equal(readdirSync(join(device.stateFolder, 'receipts')).filter((name) => name.endsWith('.json')).length, 0);

    // Each was sent once.
    assert.deepEqual([hook.taken.length, homeserver.taken.length], [before.hooks + 1, before.events + 1]);
    const given = hook.taken.at(-1)?.body as Receipt & { verdict: string; text: string };
    const file = join(device.recordingFolder(id), 'recording.mp4');
    assert.equal(given.type, 'receipt');
    assert.deepEqual([given.id, given.title, given.room, given.restarts], [id, 'Cells', 'Amphi A', 1]);
    assert.equal(given.recording?.sha256, execFileSync('sha256sum', [file], { encoding: 'utf8' }).split(' ')[0]);
    assert.ok(Math.abs((given.recording?.loudnessLufs ?? 0) - loudnessOf(file).lufs) <= 0.1);
    const seconds = execFileSync('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'format=duration',
      '-of',
      'csv=p=0',
      file,
    ]);
    assert.ok(Math.abs((given.recording?.seconds ?? 0) - Number(seconds)) <= 0.1);
    assert.equal(given.recording?.cuts.length, 1);
    assert.ok((given.recording?.cuts[0]?.missingSeconds ?? 0) >= 1.5);
    assert.match(given.verdict, /^1 cut, [\d.]+\ss missing\.$/);
    assert.deepEqual(
      given.marks.map(({ label }) => label),
      ['Questions'],
    );

    const mails = mail.taken.slice(-2).map(({ data }) => data);
    for (const data of mails) assert.match(data, /^Subject: Amphi A: Cells - 1 cut/m);
    assert.equal(new Set(mails.map((data) => /^Message-ID: (.*)$/im.exec(data)?.[1])).size, 2);
    await device.waitForPage();
    const { body } = await device.ask('GET', `/api/recordings/${id}/receipt`);
    const shown = body as ShownReceipt;
    assert.equal(shown.verdict, given.verdict);
    assert.equal(shown.receipt.recording?.sha256, given.recording?.sha256);
    assert.equal(JSON.parse(readFileSync(join(device.recordingFolder(id), 'receipt.json'), 'utf8')).id, id);
  });

  await t.test('a talk that is not to be recorded has its receipt too, and holds an update back', async () => {
    const before = hook.taken.length;
    const noted = join(device.stateFolder, 'last-session.json');
    rmSync(noted, { force: true });
    assert.equal((await device.ask('PATCH', '/api/settings', { recording: { enabled: false } })).status, 200);
    await device.ask('POST', '/api/session/start', { title: 'Not kept' });
    await device.waitFor('it runs', ({ session }) => session.phase === 'running' && session.seconds >= 2);
    await device.ask('POST', '/api/session/stop', { now: true });
    await eventually('the webhook has it', async () => hook.taken.length > before);
    const given = hook.taken.at(-1)?.body as Receipt;
    assert.deepEqual([given.title, given.recording, hook.taken.length], ['Not kept', null, before + 1]);
    await eventually('when it was over is noted', async () => existsSync(noted));
  });
});
