/** Joining what is large, on a machine whose every core is busy, and killed at random moments. On demand: `-- joins`. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recording } from '../../device/api/contract/recordings.ts';
import { joinIn, startJoinProcess } from '../../device/media/journal/join-process.ts';
import { systemClock } from '../../device/platform/clock.ts';
import { type Device, startDevice } from '../tools/box/device.ts';
import { PeakMemory } from '../tools/machine/peak-memory.ts';
import { packetCounts } from '../tools/measures/ffprobe.ts';
import { keepIn } from './figures.ts';
import { type MadeRecording, makeRecording, WANTED } from './long-recordings.ts';

const JOINER = resolve(import.meta.dirname, '../../dist/join-worker.mjs');
const MOST_MEGABYTES = 64;
const KILLS = 20;
/** One in four takes the service itself. */
const SERVICE_SHARE = 0.25;
const PATIENCE_MS = 60 * 60_000;
const ID = '2026-10-05T14-00-00-cells';

export function joinFaults(): void {
  for (const wanted of WANTED) {
    test(`joined: ${wanted.what}`, { timeout: PATIENCE_MS }, async (t) => {
      const made = await makeRecording(t, wanted, await mkdtemp(join(tmpdir(), 'pupitre-joins-')));
      const idle = await joined(made);
      const loads = Array.from({ length: availableParallelism() }, busy);
      const atRest = () => {
        for (const load of loads) load.kill();
      };
      t.after(atRest);
      await takeApart(made, idle.path);
      const loaded = await joined(made);
      atRest();
      assert.deepEqual(await packetCounts(loaded.path), made.counts);
      const { size } = await stat(loaded.path);
      const most = Math.max(idle.rssMegabytes, loaded.rssMegabytes);
      keepIn('Joins', {
        recording: wanted.what,
        GB: (size / 1e9).toFixed(2),
        frames: String(made.counts.video + made.counts.audio),
        'idle, s': idle.seconds.toFixed(1),
        'under load, s': loaded.seconds.toFixed(1),
        times: (loaded.seconds / idle.seconds).toFixed(1),
        'memory, MB': most.toFixed(1),
        'own share, MB': Math.max(idle.pssMegabytes, loaded.pssMegabytes).toFixed(1),
      });
      assert.ok(Math.max(idle.pssMegabytes, loaded.pssMegabytes) < MOST_MEGABYTES);
    });
  }

  test(`two hours, killed at ${KILLS} random moments of the join`, { timeout: PATIENCE_MS }, async (t) => {
    const device = await startDevice(t, { settings: { camera: { device: 'none' } } });
    const folder = device.recordingFolder(ID);
    await device.stop();
    const [wanted] = WANTED;
    assert.ok(wanted);
    const made = await makeRecording(t, wanted, folder);
    let wholeMs = (await joined(made)).seconds * 1000;
    let [ofWorker, ofService, late] = [0, 0, 0];
    await device.start();
    while (ofWorker + ofService < KILLS) {
      await device.stop();
      await takeApart(made, join(folder, 'recording.mp4'));
      await device.start();
      const startedMs = performance.now();
      await joinProcessOf(device);
      await sleep(Math.random() * wholeMs);
      const pid = await joinProcessOf(device, 0);
      if (pid === null) late++;
      else if (Math.random() < SERVICE_SHARE) {
        await device.kill();
        await device.start();
        ofService++;
      } else {
        process.kill(pid, 'SIGKILL');
        ofWorker++;
      }
      await untilReady(device);
      if (pid === null) wholeMs = performance.now() - startedMs;
      assert.deepEqual(await packetCounts(join(folder, 'recording.mp4')), made.counts);
      assert.deepEqual(
        (await readdir(folder)).filter((name) => !/^(recording\.mp4|poster\.jpg)$/.test(name)),
        [],
      );
      t.diagnostic(`${ofWorker} kills of the process, ${ofService} of the service, ${late} too late`);
    }
    keepIn('Joins that were killed', {
      recording: wanted.what,
      'kills of the process': String(ofWorker),
      'of the service': String(ofService),
      'whole each time': 'yes',
    });
  });
}

async function joined({ folder, parts }: MadeRecording) {
  const child = startJoinProcess([JOINER]);
  const memory = new PeakMemory(child.pid ?? 0);
  const startedMs = performance.now();
  const order = {
    parts,
    output: join(folder, 'joining.mp4'),
    stills: join(folder, 'joining.h264'),
    spareBytes: Number.MAX_SAFE_INTEGER,
  };
  const end = await joinIn(child, order, { clock: systemClock, onProgress: () => {} });
  assert.ok(end.how === 'joined', JSON.stringify(end));
  await rename(end.path, join(folder, 'recording.mp4'));
  await rm(order.stills, { force: true });
  return { path: join(folder, 'recording.mp4'), seconds: (performance.now() - startedMs) / 1000, ...memory.stop() };
}

/** The part that an MP4 was made of in place, as it was; where it is a copy, the parts are there. */
async function takeApart({ parts }: MadeRecording, mp4: string): Promise<void> {
  const [part = ''] = parts;
  if (await stat(part).catch(() => null)) {
    await rm(mp4);
    return;
  }
  await rename(mp4, part);
  const bytes = frontBytes(part);
  execFileSync('fallocate', ['--collapse-range', '--offset', '0', '--length', String(bytes), part]);
}

/** Up to the end of the head of `mdat`. */
function frontBytes(path: string): number {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(8);
    for (let at = 0; ; ) {
      readSync(file, head, 0, 8, at);
      if (head.toString('latin1', 4) === 'mdat') return at + 16;
      at += head.readUInt32BE(0);
    }
  } finally {
    closeSync(file);
  }
}

/** Takes what a core has, in the background, as a backup does; it ends by itself. */
function busy(): ChildProcess {
  return spawn('nice', ['-n', '5', 'timeout', '1200', 'sh', '-c', 'while :; do :; done'], { stdio: 'ignore' });
}

async function joinProcessOf(device: Device, patienceMs = 60_000): Promise<number | null> {
  const deadlineMs = performance.now() + patienceMs;
  do {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const [status, words] = await Promise.all(
        ['stat', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      const isOwn = Number(status?.slice(status.lastIndexOf(')') + 2).split(' ')[1]) === device.pid;
      if (isOwn && words?.includes('join-worker')) return Number(pid);
    }
    await sleep(20);
  } while (performance.now() < deadlineMs);
  return null;
}

async function untilReady(device: Device): Promise<void> {
  for (;;) {
    const { body } = await device.ask('GET', `/api/recordings/${ID}`).catch(() => ({ body: null }));
    if ((body as Recording | null)?.state === 'ready') return;
    await sleep(500);
  }
}
