/**
 * The receipt of a talk that went badly: the server killed, the camera's process killed, the service killed in mid-talk and again
 * while its mail waits for a mail server that is away. What it says beside what others find: ffprobe, ffmpeg's `ebur128`,
 * `sha256sum`, and somebody who asked the box four times a second whether viewers see the talk.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '../../device/receipt/receipt-schema.ts';
import { startServer } from '../../image/server/local-server.ts';
import { type Device, freePort, startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { loudnessOf } from '../tools/measures/loudness.ts';
import { MailServer } from '../tools/servers/mail-server.ts';
import { MATRIX, MessageInbox, matrixHomeserver } from '../tools/servers/message-inbox.ts';
import { ownCertificate } from '../tools/servers/own-certificate.ts';
import { keepIn } from './figures.ts';
import { isWell, KEYS, ROOM } from './talk.ts';

const TABLE = 'Receipt of a talk that went badly';
const ASK_MS = 250;

export function receiptFaults(): void {
  test('the receipt of a talk that went badly', { timeout: 10 * 60_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-receipt-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const server = await startServer({ folder: join(folder, 'server'), keys: KEYS });
    t.after(() => server.stop());
    const trusted = ownCertificate(folder);
    const hook = await new MessageInbox().start(t, trusted);
    const homeserver = await matrixHomeserver().start(t);
    const port = await freePort();
    const mail = new MailServer(t, { ...trusted, port, security: 'starttls' });
    const email = {
      host: 'localhost',
      port,
      user: 'box',
      password: 'right',
      from: 'box@example.org',
      to: ['one@example.org'],
    };
    const device = await startDevice(t, {
      env: { NODE_EXTRA_CA_CERTS: trusted.certificate },
      settings: {
        destinations: [
          {
            id: 'main',
            name: 'Server',
            url: server.rtmpUrl,
            streamKey: server.streamKey(ROOM),
            watchUrl: server.hlsUrl(ROOM),
          },
        ],
        receipt: {
          email,
          webhook: { url: `${hook.url}/hook`, token: 'x' },
          matrix: { homeserver: homeserver.url, ...MATRIX },
        },
      },
    });

    const startedMs = performance.now();
    await device.ask('POST', '/api/session/start', { title: 'Cells' });
    const { session } = await device.waitFor('seen', ({ destinations }) => destinations[0]?.seen === 'seen');
    const id = session.id as string;
    const witness = watch(device);
    await sleep(15_000);
    process.kill(await device.worker('camera'), 'SIGKILL');
    await sleep(8000);
    server.kill('SIGKILL');
    await sleep(8000);
    await server.restart();
    await device.waitFor('seen again', ({ destinations }) => destinations[0]?.seen === 'seen', 60_000);
    await device.ask('POST', '/api/session/mark', { label: 'Questions' });
    await sleep(5000);
    await device.kill();
    await sleep(2000);
    await device.start();
    await device.waitFor('well again', isWell, 60_000);
    await device.waitFor('seen once more', ({ destinations }) => destinations[0]?.seen === 'seen', 60_000);
    await sleep(10_000);
    const seen = witness.stop();
    await device.ask('POST', '/api/session/stop', { now: true });
    const lastedSeconds = (performance.now() - startedMs) / 1000;

    await eventually(
      'the webhook and Matrix have it',
      async () => hook.taken.length === 1 && homeserver.taken.length === 1,
    );
    await sleep(60_000);
    await device.kill();
    await mail.start();
    const mailUpMs = performance.now();
    await device.start();
    await eventually('the mail is there', async () => mail.taken.length === 1);
    const mailSeconds = (performance.now() - mailUpMs) / 1000;
    await sleep(3000);
    assert.deepEqual([hook.taken.length, homeserver.taken.length, mail.taken.length], [1, 1, 1], 'each once');

    const given = hook.taken[0]?.body as Receipt & { text: string };
    const file = join(device.recordingFolder(id), 'recording.mp4');
    const { recording } = given;
    const [main] = given.destinations;
    const found = loudnessOf(file);
    const seconds = Number(
      execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file]),
    );
    const sum = execFileSync('sha256sum', [file], { encoding: 'utf8' }).split(' ')[0] ?? '';
    const missing = recording?.cuts.reduce((total, cut) => total + (cut.missingSeconds ?? 0), 0) ?? 0;
    const row = (figure: string, said: unknown, by: string) =>
      keepIn(TABLE, { figure, receipt: String(said), 'found by others': by });
    row('loudness, LUFS', recording?.loudnessLufs, `${found.lufs} (ffmpeg ebur128)`);
    row('peak, dBFS', recording?.peakDb, `${found.peakDb} (ffmpeg)`);
    row('length, s', recording?.seconds, `${seconds.toFixed(2)} (ffprobe)`);
    row('missing, s', missing, `${(lastedSeconds - seconds).toFixed(1)} (from the press to the end, less the file)`);
    row(
      'not seen by viewers, s',
      `${main?.notSeenSeconds}, unknown ${main?.unknownSeconds}, not watched ${given.unwatchedSeconds}`,
      `${seen.notSeenSeconds.toFixed(1)}, unknown ${seen.unknownSeconds.toFixed(1)}, no answer ${seen.awaySeconds.toFixed(1)} (asked 4 times a second)`,
    );
    row('reconnections', main?.reconnects, '2 done');
    row('median bitrate, kb/s', main?.kbps?.median, `${median(seen.kbps)} (asked)`);
    row(
      "viewers' delay, s",
      JSON.stringify(main?.delaySeconds),
      `median ${median(seen.delays)}, worst ${Math.max(...seen.delays)} (asked)`,
    );
    row('SHA-256', recording?.sha256?.slice(0, 16), `${sum.slice(0, 16)} (sha256sum)`);
    row('mail, s after its server and the box were back', mailSeconds.toFixed(1), '-');
    t.diagnostic(given.text);

    assert.equal(recording?.sha256, sum);
    assert.ok(Math.abs((recording?.loudnessLufs ?? 0) - found.lufs) <= 0.1);
    assert.ok(Math.abs((recording?.seconds ?? 0) - seconds) <= 0.1);
    // The start takes its time to the first picture, and the end to the last.
    assert.ok(Math.abs(missing - (lastedSeconds - seconds)) <= 1.5, `${missing} ${lastedSeconds - seconds}`);
    assert.equal(main?.reconnects, 2);
    assert.ok(Math.abs((main?.notSeenSeconds ?? 0) - seen.notSeenSeconds) <= 4);
    assert.match(mail.taken[0]?.data ?? '', /^Subject: .*cut/m);
  });
}

interface Witness {
  notSeenSeconds: number;
  unknownSeconds: number;
  awaySeconds: number;
  kbps: number[];
  delays: number[];
}

/** Asks the box for as long as it is let. */
function watch(device: Device): { stop(): Witness } {
  const found: Witness = { notSeenSeconds: 0, unknownSeconds: 0, awaySeconds: 0, kbps: [], delays: [] };
  let before = performance.now();
  const timer = setInterval(async () => {
    const status = await device.state().catch(() => null);
    const passed = (performance.now() - before) / 1000;
    before = performance.now();
    const [main] = status?.destinations ?? [];
    if (!main) found.awaySeconds += passed;
    else if (main.phase !== 'live' || main.seen === 'notSeen') found.notSeenSeconds += passed;
    else {
      if (main.seen === 'unknown') found.unknownSeconds += passed;
      found.kbps.push(main.kbps);
      if (main.viewerDelaySeconds !== null) found.delays.push(main.viewerDelaySeconds);
    }
  }, ASK_MS);
  return {
    stop() {
      clearInterval(timer);
      return found;
    },
  };
}

const median = (values: number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
