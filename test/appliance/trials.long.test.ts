/** Cameras and microphones looked at before they are chosen, over the real socket: the right ones, and nothing else is disturbed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../../device/api/contract/live.ts';
import { type Device, startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { packetsOf } from '../tools/measures/ffprobe.ts';
import { makeFlv } from '../tools/samples/make-flv.ts';

type Trial = Extract<ServerMessage, { type: 'trial' }>;
type Levels = Extract<ServerMessage, { type: 'trialLevels' }>;

/** A page of the technician. What it has received is forgotten at each `forget`. */
class Page {
  readonly #socket: WebSocket;
  trials: Trial[] = [];
  levels: Levels[] = [];
  pictures: Buffer[] = [];
  refusals: string[] = [];

  constructor(device: Device, cookie: string) {
    this.#socket = new WebSocket(`${device.url.replace('http', 'ws')}/api/live`, { headers: { cookie } });
    this.#socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.pictures.push(data);
      else {
        const message = JSON.parse(String(data)) as ServerMessage;
        if (message.type === 'trial') this.trials.push(message);
        if (message.type === 'trialLevels') this.levels.push(message);
        if (message.type === 'error') this.refusals.push(message.error.code);
      }
    });
  }

  async opened(): Promise<void> {
    await eventually('the socket is open', async () => this.#socket.readyState === WebSocket.OPEN);
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  forget(): void {
    this.trials = [];
    this.levels = [];
    this.pictures = [];
  }

  /** Waits for three pictures and readings that came after now, and gives the last of each. */
  async look(): Promise<{ picture: Buffer; levels: Levels; trial: Trial | undefined }> {
    const trial = this.trials.at(-1);
    this.forget();
    await eventually('pictures and readings come', async () => this.pictures.length >= 3 && this.levels.length >= 3);
    const [picture, levels] = [this.pictures.at(-1), this.levels.at(-1)];
    assert.ok(picture && levels);
    return { picture, levels, trial: this.trials.at(-1) ?? trial };
  }

  async hears(what: string, fits: (trial: Trial) => boolean): Promise<Trial> {
    await eventually(what, async () => this.trials.some(fits));
    return this.trials.find(fits) as Trial;
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** The picture's mean colour. */
function colourOf(jpeg: Buffer): { red: number; green: number; blue: number } {
  const args = [
    '-v',
    'error',
    '-i',
    'pipe:0',
    '-vf',
    'scale=1:1:flags=area',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-',
  ];
  const [red = 0, green = 0, blue = 0] = execFileSync('ffmpeg', args, { input: jpeg, timeout: 30_000 });
  return { red, green, blue };
}

const isRed = (jpeg: Buffer) => colourOf(jpeg).red > 180 && colourOf(jpeg).blue < 60;
/** The test picture: a white ball on dark blue. */
const isTest = (jpeg: Buffer) => colourOf(jpeg).red < 90 && colourOf(jpeg).blue > 60;

/** A triangle's RMS is 4.8 dB below its peak: the file's tone peaks at -26 dB, the test tone at -12 dB. */
const isQuietTone = ({ peakDb, rmsDb }: Levels) => Math.abs(peakDb + 26) < 2 && Math.abs(rmsDb + 30.8) < 2;
const isTestTone = ({ peakDb, rmsDb }: Levels) => Math.abs(peakDb + 12) < 1.5 && Math.abs(rmsDb + 16.8) < 1.5;

async function openBox(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-trials-'));
  t.after(() => rm(folder, { recursive: true }));
  const red = join(folder, 'red.flv');
  makeFlv(red, { pattern: 'red', volume: 0.05 });
  const device = await startDevice(t);
  const { cookie } = await device.logIn();
  const open = async () => {
    const page = new Page(device, cookie);
    t.after(() => page.close());
    await page.opened();
    return page;
  };
  const trialWorkers = async () => (await device.workers()).filter(({ role }) => role === 'trial');
  const noTrialWorker = () =>
    eventually('no worker of a trial is left', async () => (await trialWorkers()).length === 0);
  return { device, red, open, trialWorkers, noTrialWorker };
}

test('devices are tried while nothing runs: nothing is applied, and nothing is left', {
  timeout: 120_000,
}, async (t) => {
  const { device, red, open, trialWorkers, noTrialWorker } = await openBox(t);
  const page = await open();
  const before = await readFile(device.settingsFile, 'utf8');

  page.send({ type: 'trial', on: true, camera: `replay:${red}`, microphone: `replay:${red}` });
  const [first] = [await page.hears('it starts', () => true)];
  assert.equal(first.phase, 'starting');
  const ok = await page.hears('both deliver', ({ phase }) => phase === 'ok');
  assert.deepEqual([ok.camera.phase, ok.microphone.phase, ok.reason], ['ok', 'ok', null]);
  assert.match(ok.camera.name, /red\.flv$/);
  const { picture, levels } = await page.look();
  assert.ok(isRed(picture), JSON.stringify(colourOf(picture)));
  assert.ok(isQuietTone(levels), JSON.stringify(levels));
  await t.test('each thread of it that carries media gives way to a session', async () => {
    for (const { pid } of await trialWorkers()) {
      const threads = await readdir(`/proc/${pid}/task`);
      const facts = await Promise.all(threads.map((id) => readFile(`/proc/${pid}/task/${id}/stat`, 'utf8')));
      const niceOf = (stat: string) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16];
      const media = facts.filter((stat) => /:s(rc|ink)/.test(stat));
      assert.ok(media.length > 0);
      assert.deepEqual([...new Set(media.map(niceOf))], ['10']);
    }
  });

  await t.test('only the microphone is changed: the picture is the same worker’s', async () => {
    const pids = (await trialWorkers()).map(({ pid }) => pid);
    assert.equal(pids.length, 2);
    page.send({ type: 'trial', on: true, camera: `replay:${red}`, microphone: 'test' });
    await eventually('the test tone is heard', async () => page.levels.some(isTestTone));
    const look = await page.look();
    assert.ok(isRed(look.picture) && isTestTone(look.levels), JSON.stringify(look.levels));
    const kept = (await trialWorkers()).filter(({ pid }) => pids.includes(pid));
    assert.equal(kept.length, 1);
  });

  await t.test('a file that is not there is said, and the other half goes on', async () => {
    page.forget();
    page.send({ type: 'trial', on: true, camera: 'replay:/nowhere.mp4', microphone: 'test' });
    const failed = await page.hears('the camera fails', ({ phase }) => phase === 'failed');
    assert.equal(failed.camera.phase, 'failed');
    assert.match(failed.camera.reason?.message ?? '', /\/nowhere\.mp4, cannot be read/);
    assert.equal(failed.microphone.reason, null);
    await eventually('readings go on', async () => page.levels.length > 5);
  });

  await t.test('without a camera, and ended as asked', async () => {
    page.forget();
    page.send({ type: 'trial', on: true, camera: 'none' });
    const { camera, microphone } = await page.hears('the microphone delivers', ({ phase }) => phase === 'ok');
    assert.deepEqual([camera.phase, microphone.phase, microphone.name], ['off', 'ok', 'test']);
    page.send({ type: 'trial', on: false });
    const ended = await page.hears('it ends', ({ phase }) => phase === 'ended');
    assert.equal(ended.reason, null);
    await noTrialWorker();
  });

  assert.equal(await readFile(device.settingsFile, 'utf8'), before);
  assert.equal((await device.state()).session.phase, 'ready');
});

test('a trial beside a running session costs it no frame', { timeout: 180_000 }, async (t) => {
  const { device, red, open, trialWorkers, noTrialWorker } = await openBox(t);
  const page = await open();
  page.send({ type: 'preview', on: true });
  await eventually('the preview is there', async () => page.pictures.length > 0);
  device.press('short');
  await device.waitFor('it records', ({ recording }) => recording.phase === 'recording' && recording.seconds >= 2);
  const capture = [await device.worker('camera'), await device.worker('microphone')];

  await t.test('another camera and microphone', async () => {
    page.send({ type: 'trial', on: true, camera: `replay:${red}`, microphone: `replay:${red}` });
    await page.hears('both deliver', ({ phase }) => phase === 'ok');
    const { picture, levels } = await page.look();
    assert.ok(isRed(picture) && isQuietTone(levels), JSON.stringify([colourOf(picture), levels]));
    assert.equal((await trialWorkers()).length, 2);
  });

  await t.test('the devices in use are lent by the capture, not opened again', async () => {
    page.forget();
    page.send({ type: 'trial', on: true });
    await page.hears('both deliver', ({ phase, camera }) => phase === 'ok' && camera.name === 'test');
    const { picture, levels } = await page.look();
    assert.ok(isTest(picture) && isTestTone(levels), JSON.stringify([colourOf(picture), levels]));
    await noTrialWorker();
  });

  await t.test('after it the preview is the capture’s again', async () => {
    page.send({ type: 'trial', on: true, camera: `replay:${red}` });
    await eventually('red pictures', async () => page.pictures.some(isRed));
    page.send({ type: 'trial', on: false });
    await page.hears('it ends', ({ phase }) => phase === 'ended');
    page.forget();
    await eventually('the preview goes on', async () => page.pictures.length >= 3);
    assert.ok(page.pictures.every(isTest));
    await noTrialWorker();
  });

  assert.deepEqual([await device.worker('camera'), await device.worker('microphone')], capture);
  const { session, recording } = await device.state();
  assert.equal(recording.parts, 1);
  device.press('end');
  const file = join(device.recordingFolder(session.id ?? ''), 'recording.mp4');
  await eventually('the recording is finished', () =>
    stat(file).then(
      () => true,
      () => false,
    ),
  );
  const pictures = (await packetsOf(file)).filter(({ kind }) => kind === 'video').map(({ pts }) => pts);
  const seconds = (pictures.at(-1) ?? 0) - (pictures[0] ?? 0);
  assert.ok(seconds > 4);
  assert.equal(pictures.length, Math.round(seconds * 15) + 1, 'one picture each 1/15 s');
});

test('a session that starts, or settings that are saved, take the device over from the trial', {
  timeout: 180_000,
}, async (t) => {
  const { device, red, open, trialWorkers, noTrialWorker } = await openBox(t);
  const page = await open();
  page.send({ type: 'trial', on: true });
  await page.hears('both deliver', ({ phase }) => phase === 'ok');
  assert.equal((await trialWorkers()).length, 2);
  device.press('short');
  await device.waitFor('it records', ({ recording }) => recording.phase === 'recording' && recording.seconds >= 1);
  await noTrialWorker();
  const lent = await page.look();
  assert.ok(isTest(lent.picture) && isTestTone(lent.levels));
  assert.equal(lent.trial?.phase, 'ok');

  page.send({ type: 'trial', on: true, camera: `replay:${red}` });
  await eventually('red pictures', async () => page.pictures.some(isRed));
  assert.equal((await trialWorkers()).length, 1);
  const { status } = await device.ask('PATCH', '/api/settings', { camera: { device: `replay:${red}` } });
  assert.equal(status, 200);
  await noTrialWorker();
  const applied = await page.look();
  assert.ok(isRed(applied.picture) && applied.trial?.phase === 'ok', JSON.stringify(applied.trial));
  assert.equal((await device.state()).session.phase, 'running');
  page.close();
});

test('the newest page wins; who logs out or goes away leaves nothing', { timeout: 120_000 }, async (t) => {
  const { device, red, open, noTrialWorker } = await openBox(t);
  const [first, second] = [await open(), await open()];
  first.send({ type: 'trial', on: true, camera: `replay:${red}`, microphone: 'none' });
  await first.hears('it delivers', ({ phase }) => phase === 'ok');
  second.send({ type: 'trial', on: true, camera: 'none', microphone: 'test' });
  const lost = await first.hears('it is told', ({ phase }) => phase === 'ended');
  assert.equal(lost.reason?.code, 'trialReplaced');
  await second.hears('the second delivers', ({ phase }) => phase === 'ok');
  first.send({ type: 'trial', on: false });
  await eventually('the second goes on', async () => second.levels.length > 5);

  await device.ask('POST', '/api/logout');
  const out = await second.hears('logged out', ({ phase }) => phase === 'ended');
  assert.equal(out.reason?.code, 'passwordNeeded');
  await noTrialWorker();

  const { cookie } = await device.logIn();
  const third = new Page(device, cookie);
  await third.opened();
  third.send({ type: 'trial', on: true, camera: `replay:${red}` });
  await third.hears('it delivers', ({ phase }) => phase === 'ok');
  third.close();
  await noTrialWorker();

  const stranger = new Page(device, '');
  t.after(() => stranger.close());
  await stranger.opened();
  stranger.send({ type: 'trial', on: true, camera: 'test' });
  await eventually('it is refused', async () => stranger.refusals.length === 1);
  assert.deepEqual(stranger.refusals, ['passwordNeeded']);
  assert.deepEqual([stranger.trials, stranger.pictures], [[], []]);
});
