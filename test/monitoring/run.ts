/**
 * `npm run test:monitoring`: the shipped files for Prometheus, Alertmanager and Grafana against the real programs of Debian, a
 * real box on air, and real faults. As root or as a user who may mount. Two to three minutes.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { metricsText } from '../../device/api/metrics/metrics-text.ts';
import { startServer } from '../../image/server/local-server.ts';
import { boardFacts, readyStatus } from '../tools/api/fake-collaborators.ts';
import { prepareDevice } from '../tools/box/device.ts';
import { isWell } from '../tools/box/is-well.ts';
import type { Ending } from '../tools/ending.ts';
import { SmallDisk } from '../tools/machine/small-disk.ts';
import { runTool, startPrometheus } from './prometheus.ts';

const SHIPPED = resolve(import.meta.dirname, '../../image/server/monitoring');
const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
const PI_KEY = 'aa9c1e0b7a52d8846c0f5e9b21a7d4c3';
const MEGABYTES = 3000;

test("the files are right by the programs' own checks", async (t) => {
  runTool('promtool', ['check', 'config', 'prometheus.yml']);
  runTool('amtool', ['check-config', 'alertmanager.yml']);
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-rules-'));
  t.after(() => rm(folder, { recursive: true }));
  await copyFile(join(SHIPPED, 'pupitre-rules.yml'), join(folder, 'pupitre-rules.yml'));
  await copyFile(join(import.meta.dirname, 'rule-tests.yml'), join(folder, 'rule-tests.yml'));
  runTool('promtool', ['test', 'rules', join(folder, 'rule-tests.yml')]);
});

test('a box on air, seen by Prometheus from near and from afar, and its faults', async (t) => {
  // The last that was started is the first to go: node's own hooks come in the other order.
  const clearing: (() => Promise<void>)[] = [];
  const ending: Ending = { after: (clear) => void clearing.unshift(clear) };
  t.after(async () => {
    for (const clear of clearing) await clear();
  });
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-monitoring-'));
  ending.after(() => rm(folder, { recursive: true, force: true }));
  const tls = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
  execFileSync('openssl', [...words.split(' '), '-keyout', tls.key, '-out', tls.certificate], { stdio: 'ignore' });
  const keys = { [KEY]: 'amphi-a', [PI_KEY]: 'amphi-pi' };
  // Two, so that the one which viewers use can be killed while the other still hears of it.
  const stream = await startServer({ folder: join(folder, 'stream'), keys });
  ending.after(() => stream.stop());
  const reports = await startServer({ folder: join(folder, 'reports'), keys, tls });
  ending.after(() => reports.stop());

  const boxFolder = join(folder, 'box');
  const device = await prepareDevice(ending, {
    folder: boxFolder,
    env: { NODE_EXTRA_CA_CERTS: tls.certificate },
    settings: {
      room: { name: 'Amphi A', language: 'en' },
      recording: { minFreeMegabytes: 100 },
      encoder: { archiveKbps: 600, liveKbps: 600 },
      destinations: [
        {
          id: 'main',
          name: 'Server',
          url: stream.rtmpUrl,
          streamKey: stream.streamKey('amphi-a'),
          watchUrl: stream.hlsUrl('amphi-a'),
        },
      ],
      report: { url: `${reports.httpsUrl}/report/amphi-a`, token: KEY, everySeconds: 5 },
    },
  });
  await SmallDisk.mount(ending, { image: join(folder, 'card.img'), folder: device.stateFolder, megabytes: MEGABYTES });
  await device.start();
  await device.waitForPage();
  device.press('short');
  const onAir = () =>
    device.waitFor('on air, recorded and seen', (s) => isWell(s) && s.destinations[0]?.seen === 'seen');
  await onAir();

  // A board with every sensor, as this machine has not: the same code makes its metrics, and it reports as a box does.
  let pi = boardFacts({
    links: [{ ...boardFacts().links[0], isUp: true, megabitsPerSecond: 1000 } as never, boardFacts().links[1] as never],
  });
  const report = async () => {
    const process_ = { cpuSeconds: 9, residentBytes: 80e6, uptimeSeconds: process.uptime(), eventLoop: null };
    const status = { ...readyStatus(), room: 'Amphi Pi' };
    const moment = { status, board: pi, isHealthy: true, uptimeSeconds: process.uptime(), process: process_ };
    await putReport(`${reports.httpsUrl}/report/amphi-pi/metrics`, (await metricsText(moment)).text);
  };
  await report();
  const reporting = setInterval(() => void report(), 3000);
  ending.after(async () => clearInterval(reporting));

  const prometheus = await startPrometheus(ending, {
    folder: join(folder, 'prometheus'),
    rooms: new URL(reports.privateUrl).host,
    // The same box under another name.
    boxes: [{ targets: [`127.0.0.1:${device.port}`], labels: { room: 'amphi-b' } }],
  });
  const took: Record<string, string> = {};
  const fires = async (fault: string, ...alerts: string[]) => {
    const seconds = await prometheus.until(fault, (firing) => alerts.every((alert) => firing.includes(alert)));
    took[fault] = `${alerts.join(', ')} after ${seconds.toFixed(1)} s`;
  };
  const isOver = (...names: string[]) =>
    prometheus.until(`${names} is over`, (firing) =>
      firing.every((alert) => !names.includes(alert.split(' ')[0] ?? '')),
    );

  await t.test('rooms are found by themselves, and what the box gives is in order', async () => {
    await prometheus.until('all three answer', () => true);
    for (let tries = 0; tries < 100; tries++) {
      if ((await prometheus.query('up == 1').catch(() => [])).length === 3) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.deepEqual((await prometheus.query('up == 1')).map(({ metric }) => `${metric.job} ${metric.room}`).sort(), [
      'pupitre-boxes amphi-b',
      'pupitre-reports amphi-a',
      'pupitre-reports amphi-pi',
    ]);
    const text = await (await fetch(`${device.url}/metrics`)).text();
    assert.equal(runTool('promtool', ['check', 'metrics'], text), '');
    const [seen] = await prometheus.query('pupitre_destination_seen{room="amphi-b"}');
    assert.equal(seen?.value[1], '1');
  });

  await t.test('nothing fires while all is well', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    assert.deepEqual(await prometheus.firing(), []);
  });

  await t.test('every expression of the dashboard gives data', async () => {
    const dashboard = await readFile(join(SHIPPED, 'grafana-dashboard.json'), 'utf8');
    const { panels } = JSON.parse(dashboard) as { panels: { title: string; targets: { expr: string }[] }[] };
    assert.ok(panels.length > 15);
    for (const { title, targets } of panels) {
      for (const { expr } of targets) {
        const text = expr.replaceAll('$room', '.*').replaceAll('$__rate_interval', '10s');
        assert.ok((await prometheus.query(text)).length > 0, `${title}: ${text}`);
      }
    }
  });

  await t.test('a disk that fills up', async () => {
    const filler = join(device.stateFolder, 'filler');
    execFileSync('fallocate', ['-l', `${MEGABYTES - 500}M`, filler]);
    await fires('less than two hours of room', 'PupitreDiskLow amphi-a', 'PupitreDiskLow amphi-b');
    execFileSync('sh', [
      '-c',
      'fallocate -l "$(( $(stat -f -c "%a * %S" "$0") - 20000000 ))" "$0/rest"',
      device.stateFolder,
    ]);
    await fires('disk full', 'PupitreRecordingFailed amphi-a', 'PupitreRecordingFailed amphi-b');
    await rm(filler);
    await rm(join(device.stateFolder, 'rest'));
    await isOver('PupitreRecordingFailed', 'PupitreDiskLow', 'PupitreDoesNotWork');
    await onAir();
  });

  await t.test('the server that viewers use is killed', async () => {
    stream.kill('SIGKILL');
    await fires('server killed', 'PupitreNotSeen amphi-a', 'PupitreNotSeen amphi-b');
    await stream.restart();
    await isOver('PupitreNotSeen');
    await onAir();
  });

  await t.test('workers are killed again and again', async () => {
    for (const role of ['camera', 'microphone', 'camera', 'microphone'] as const) {
      process.kill(await device.worker(role), 'SIGKILL');
      await onAir();
    }
    await fires('workers killed', 'PupitreRestarts amphi-a', 'PupitreRestarts amphi-b');
  });

  await t.test('a power supply that is too weak, a processor that is too hot', async () => {
    pi = { ...pi, underVoltage: true, temperatureCelsius: 83 };
    await fires('weak power and heat', 'PupitreUnderVoltage amphi-pi', 'PupitreTooHot amphi-pi');
    pi = { ...pi, underVoltage: false, temperatureCelsius: 60 };
    await isOver('PupitreUnderVoltage', 'PupitreTooHot');
  });

  await t.test('the box is frozen: silent from near and from afar', async () => {
    process.kill(device.pid, 'SIGSTOP');
    await fires('box frozen in a talk', 'PupitreSilentDuringTalk amphi-a', 'PupitreSilentDuringTalk amphi-b');
    await fires('the same', 'PupitreSilent amphi-a', 'PupitreSilent amphi-b');
    process.kill(device.pid, 'SIGCONT');
    await isOver('PupitreSilentDuringTalk', 'PupitreSilent');
  });

  await t.test('Alertmanager told the technicians of all this, and not what is for the eye alone', async () => {
    const names = new Set(prometheus.told.map(({ alertname }) => alertname));
    for (const name of [
      'DiskLow',
      'RecordingFailed',
      'NotSeen',
      'Restarts',
      'UnderVoltage',
      'TooHot',
      'SilentDuringTalk',
    ])
      assert.ok(names.has(`Pupitre${name}`), name);
    assert.ok(!names.has('PupitreSilent'));
  });
  device.press('end');
  for (const [fault, what] of Object.entries(took)) console.log(`${fault}: ${what}`);
});

/** As a box does it, with the key of the room of the test. */
function putReport(url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${PI_KEY}` };
    const sent = request(url, { method: 'PUT', headers, rejectUnauthorized: false }, (answer) => {
      answer
        .resume()
        .on('end', () => ((answer.statusCode ?? 0) < 300 ? resolve() : reject(new Error(`${answer.statusCode}`))));
    });
    sent.on('error', reject).end(body);
  });
}
