/**
 * Camera and microphone that go while a talk is on air, and come back. What stands in for the devices are files that are
 * replayed: one that is removed, with the process that has it open, is a cable pulled out.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../device/api/contract/status.ts';
import { shownPictures } from '../tools/measures/shown-pictures.ts';
import { makeFlv } from '../tools/samples/make-flv.ts';
import { longestPause, type RtmpViewer, startRtmpViewer } from '../tools/viewers/rtmp-viewer.ts';
import { keepIn } from './figures.ts';
import { ROOM, Talk } from './talk.ts';
import { VoiceSync } from './voice-sync.ts';

type Role = 'camera' | 'microphone';

interface DeviceFault {
  fault: string;
  roles: Role[];
  /** Not only its process is killed: the device itself is away for 10 s. */
  isRemoved: boolean;
}

const FAULTS: DeviceFault[] = [
  { fault: 'process of the camera killed', roles: ['camera'], isRemoved: false },
  { fault: 'process of the microphone killed', roles: ['microphone'], isRemoved: false },
  { fault: 'camera removed for 10 s', roles: ['camera'], isRemoved: true },
  { fault: 'microphone removed for 10 s', roles: ['microphone'], isRemoved: true },
  { fault: 'both removed for 10 s', roles: ['camera', 'microphone'], isRemoved: true },
];
const REMOVED_MS = 10_000;
/** Until the parked processes are there again, and longer than a capture has to live for its next failure to be its first. */
const REST_MS = 12_000;

/** The goals are 1 s until the slate, 2 s until the picture is back, 100 ms of voice: a busy machine is no failure. */
const STAND_IN_SECONDS = 1;
const BACK_SECONDS = 2;
const VOICE_GAP_MS = 100;
const OFFSET_MS = 80;
const GENEROUS = 4;

export function deviceFaults(): void {
  test('the devices', { timeout: 10 * 60_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-faults-devices-'));
    const files = { camera: join(folder, 'camera.flv'), microphone: join(folder, 'microphone.flv') };
    makeFlv(files.camera);
    makeFlv(files.microphone, { picture: false });
    const camera = { device: `replay:${files.camera}`, width: 320, height: 180, framesPerSecond: 15 };
    const settings = { camera, microphone: { device: `replay:${files.microphone}` } };
    const talk = await Talk.begin(t, { box: { settings } });
    t.after(() => rm(folder, { recursive: true, force: true }));
    const viewer = startRtmpViewer(t, `${talk.server.rtmpUrl}/${ROOM}`);
    const sync = new VoiceSync(talk.device);
    await sync.mark('nothing yet');
    for (const fault of FAULTS) {
      await t.test(fault.fault, (each) => suffer(each, talk, viewer, files, fault));
      await sleep(REST_MS);
      await sync.mark(fault.fault);
    }
    await t.test('voice and picture are as far apart as before', (each) => isInStep(each, talk, sync));
  });
}

async function suffer(
  t: TestContext,
  talk: Talk,
  viewer: RtmpViewer,
  files: Record<Role, string>,
  { fault, roles, isRemoved }: DeviceFault,
): Promise<void> {
  const { device } = talk;
  const pids = await Promise.all(roles.map((role) => device.worker(role)));
  const fromMs = await talk.recordedMs();
  talk.audience.stood();
  const hurtMs = performance.now();
  if (isRemoved) await Promise.all(roles.map((role) => rename(files[role], `${files[role]}.away`)));
  for (const pid of pids) process.kill(pid, 'SIGKILL');

  const isAway = (status: Status) => roles.every((role) => /^(missing|failed)$/.test(status[role].phase));
  const isThere = (status: Status) =>
    roles.every((role) => status[role].phase === 'ok') && status.camera.framesPerSecond > 0;
  let saidSeconds: number | null = null;
  let said = '-';
  let returnMs = hurtMs;
  if (isRemoved) {
    const told = await talk.until('it is said', isAway);
    saidSeconds = (performance.now() - hurtMs) / 1000;
    said = roles.map((role) => told.status[role].reason?.code ?? '-').join();
    await sleep(REMOVED_MS);
    returnMs = performance.now();
    await Promise.all(roles.map((role) => rename(`${files[role]}.away`, files[role])));
  }
  await device.waitFor('all is well', isThere);
  await sleep(5000);
  const { session, destinations, recording } = await device.state();
  const endMs = performance.now();

  const pauses = { camera: 'video', microphone: 'audio' } as const;
  const over = (fromMs: number, toMs: number) =>
    Math.max(...roles.map((role) => longestPause(viewer, pauses[role], fromMs, toMs).overMs - fromMs)) / 1000;
  const standInSeconds = isRemoved ? over(hurtMs, returnMs) : null;
  const backSeconds = isRemoved ? over(returnMs, endMs) : over(hurtMs, endMs);
  const recorded = await talk.recordedSince(fromMs);
  const [voice, picture] = [longestPause(viewer, 'audio', hurtMs, endMs), longestPause(viewer, 'video', hurtMs, endMs)];
  const stood = talk.audience.stood();
  const seconds = (value: number | null) => (value === null ? '-' : value.toFixed(1));
  const row = {
    fault,
    'stand-in after s': seconds(standInSeconds),
    'said after s': seconds(saidSeconds),
    'back after s': seconds(backSeconds),
    'voice gap ms: recording': String(recorded.voiceGapMs),
    'at an RTMP viewer': String(voice.stepMs),
    'picture gap ms: recording': String(recorded.pictureGapMs),
    'at the RTMP viewer': String(picture.stepMs),
    'HLS viewer stood s': stood.toFixed(1),
    said,
  };
  keepIn('devices', row);
  t.diagnostic(JSON.stringify(row));
  assert.deepEqual(
    [session.id, destinations[0]?.phase, destinations[0]?.reconnects, recording.phase, recording.parts],
    [talk.id, 'live', 0, 'recording', 1],
    'on air all the while, in one part',
  );
  assert.ok(backSeconds <= BACK_SECONDS * GENEROUS, `back after ${backSeconds} s`);
  assert.ok((standInSeconds ?? 0) <= STAND_IN_SECONDS * GENEROUS, `a stand-in after ${standInSeconds} s`);
  // What was not taken away must not notice; what was, has a gap that a stand-in ends.
  const most = (role: Role, ms: number) => (roles.includes(role) ? STAND_IN_SECONDS * 1000 * GENEROUS : ms);
  for (const [gap, where] of [
    [recorded.voiceGapMs, 'recorded'],
    [voice.stepMs, 'sent'],
  ] as const)
    assert.ok(gap <= most('microphone', VOICE_GAP_MS), `the voice pauses for ${gap} ms as ${where}`);
  for (const [gap, where] of [
    [recorded.pictureGapMs, 'recorded'],
    [picture.stepMs, 'sent'],
  ] as const)
    assert.ok(gap <= most('camera', VOICE_GAP_MS * GENEROUS), `the picture pauses for ${gap} ms as ${where}`);
}

/** Measured in the finished recording. */
async function isInStep(t: TestContext, { device, id }: Talk, sync: VoiceSync): Promise<void> {
  device.press('end');
  const joined = (line: string) => /"recording (not )?joined"/.test(line);
  assert.match(await device.waitForLine('joined', joined), /"recording joined"/);
  const mp4 = join(device.recordingFolder(id), 'recording.mp4');
  // The slates are much alike; one for a camera that is away stays longer than one off the record.
  const isLong = ({ from, to }: { from: number; to: number }) => to - from > REMOVED_MS / 2000;
  const slates = (await shownPictures(mp4, 'noCamera-en.png')).filter((shown) => shown.isSlate && isLong(shown));
  t.diagnostic(`slates: ${slates.map(({ from, to }) => `${(to - from).toFixed(1)} s`).join(', ')}`);
  assert.equal(slates.length, FAULTS.filter(({ roles, isRemoved }) => isRemoved && roles.includes('camera')).length);
  for (const { after, lateMs } of await sync.measure(mp4)) {
    const mean = lateMs.reduce((sum, ms) => sum + ms, 0) / lateMs.length;
    const each = lateMs.map((ms) => ms.toFixed(0)).join(', ');
    keepIn('voice later than picture, in the recording', { after, 'mean ms': mean.toFixed(0), 'each ms': each });
    assert.ok(Math.abs(mean) <= OFFSET_MS * 2, `after ${after}: ${each} ms`);
  }
}
