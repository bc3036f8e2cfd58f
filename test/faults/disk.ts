/** What a memory card can do to a talk: live must not notice, and what comes meanwhile waits for it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../device/api/contract/status.ts';
import { checkRecording } from '../../image/demo/check-recording.ts';
import { mayMountImage } from '../tools/machine/may-mount.ts';
import { SmallDisk } from '../tools/machine/small-disk.ts';
import { type RtmpViewer, startRtmpViewer } from '../tools/viewers/rtmp-viewer.ts';
import { keep } from './figures.ts';
import { recordingLack } from './recording-lack.ts';
import { isWell, PICTURES, ROOM, Talk } from './talk.ts';

/** The least that the settings allow. */
const MIN_FREE_MEGABYTES = 50;
const DISK_MEGABYTES = 200;
/** A viewer who is 6 s behind notices only what lasts longer; the faults do. */
const LASTS_MS = 12_000;
const GENEROUS = 4;
/** What was written last before a fault may be lost with it: two keyframes back. */
const BEFORE_MS = 5000;
/** To which voice can be counted against a viewer. */
const COUNTED_SECONDS = 0.1;

interface DiskFault {
  fault: string;
  hurt(disk: SmallDisk): Promise<void>;
  mend(disk: SmallDisk): Promise<void>;
  /** `null`: nothing need be said. */
  says: RegExp | null;
  saysWithinSeconds: number;
  backWithinSeconds: number;
  /** Of the recording: what was written and not yet synced when the disk failed. */
  mayLoseSeconds: number;
}

const ballast = (disk: SmallDisk) => join(disk.folder, 'ballast');

const FAULTS: DiskFault[] = [
  {
    fault: 'disk full',
    hurt: async (disk) => {
      const { bavail, bsize } = await statfs(disk.folder);
      const bytes = bavail * bsize - MIN_FREE_MEGABYTES * 1_000_000 + 2_000_000;
      await writeFile(ballast(disk), Buffer.alloc(bytes));
    },
    mend: (disk) => rm(ballast(disk)),
    says: /^diskFull$/,
    saysWithinSeconds: 5,
    backWithinSeconds: 5,
    mayLoseSeconds: 0,
  },
  {
    fault: 'disk hangs',
    hurt: (disk) => disk.freeze(),
    mend: (disk) => disk.thaw(),
    says: /^diskSlow$/,
    saysWithinSeconds: 5,
    backWithinSeconds: 5,
    mayLoseSeconds: 0,
  },
  {
    fault: 'disk slow: takes nothing for 1.5 s of each 2 s',
    hurt: (disk) => disk.stutter({ holdsMs: 1500, takesMs: 500, times: 10 }),
    mend: async () => {},
    says: null,
    saysWithinSeconds: 0,
    backWithinSeconds: 5,
    mayLoseSeconds: 0,
  },
  {
    fault: 'file system breaks, read-only',
    hurt: (disk) => disk.breakDown(),
    mend: async (disk) => {
      await disk.unmount();
      await disk.mountAgain();
    },
    says: /^diskReadOnly$/,
    saysWithinSeconds: 5,
    backWithinSeconds: 5,
    mayLoseSeconds: 2,
  },
  {
    fault: 'disk vanished (unmounted)',
    hurt: (disk) => disk.unmount({ lazily: true }),
    mend: (disk) => disk.mountAgain(),
    says: /^diskGone$/,
    saysWithinSeconds: 5,
    backWithinSeconds: 5,
    mayLoseSeconds: 2,
  },
];

export function diskFaults(): void {
  const skip = !mayMountImage() && 'this user may not mount an image';
  test('the disk', { skip, timeout: 12 * 60_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-faults-disk-'));
    const box = join(folder, 'box');
    const disk = await SmallDisk.mount(t, {
      image: join(folder, 'image'),
      folder: join(box, 'state'),
      megabytes: DISK_MEGABYTES,
    });
    const settings = { recording: { minFreeMegabytes: MIN_FREE_MEGABYTES } };
    const talk = await Talk.begin(t, { box: { folder: box, asUnit: true, settings } });
    t.after(() => rm(folder, { recursive: true, force: true }));
    const viewer = startRtmpViewer(t, `${talk.server.rtmpUrl}/${ROOM}`);
    await sleep(BEFORE_MS);
    for (const fault of FAULTS) await t.test(fault.fault, (each) => suffer(each, talk, viewer, disk, fault));
    await t.test('all of it is one MP4', () => joins(talk));
  });
}

async function suffer(
  t: TestContext,
  talk: Talk,
  viewer: RtmpViewer,
  disk: SmallDisk,
  fault: DiskFault,
): Promise<void> {
  const { device } = talk;
  const [fromMs, watchedMs] = [await talk.recordedMs(), performance.now() - BEFORE_MS];
  const { destinations: before } = await device.state();
  talk.audience.stood();
  let detectedSeconds: number | null = null;
  let said = '-';
  const { says } = fault;
  if (!says) said = await saidDuring(talk, fault.hurt(disk));
  else {
    await fault.hurt(disk);
    const told = await talk.until('it is said', ({ recording }) => says.test(recording.reason?.code ?? ''));
    detectedSeconds = told.seconds;
    said = told.status.recording.reason?.code ?? '-';
    assert.notEqual(told.status.lamps.rec, 'solid', 'the lamp tells the truth');
    await sleep(LASTS_MS);
  }
  await fault.mend(disk);
  const { seconds: backSeconds } = await talk.until('it records again', isOnDisk);
  // As long as a viewer takes to notice.
  await sleep(8000);
  const { voiceGapMs, pictureGapMs } = await talk.recordedSince(fromMs);
  const lack = await recordingLack(viewer, device.recordingFolder(talk.id), watchedMs);
  const lostSeconds = Math.max(lack.voiceSeconds, lack.pictures / PICTURES);
  const viewerStoodSeconds = talk.audience.stood();
  const row = { fault: fault.fault, detectedSeconds, backSeconds, viewerStoodSeconds, said };
  keep({ ...row, recordingLostSeconds: lostSeconds, voiceGapMs, pictureGapMs });
  t.diagnostic(JSON.stringify({ ...row, voiceGapMs, pictureGapMs, ...lack }));
  const { session, destinations: after, recording } = await device.state();
  assert.deepEqual([session.id, recording.reason], [talk.id, null]);
  const live = (status: Status['destinations']) => status.map(({ phase, reconnects }) => [phase, reconnects]);
  assert.deepEqual(live(after), live(before), 'live goes on, on the one connection');
  assert.equal(viewerStoodSeconds, 0, 'viewers notice nothing');
  assert.ok(lostSeconds <= fault.mayLoseSeconds + COUNTED_SECONDS, `the recording lacks ${lostSeconds} s`);
  assert.ok((detectedSeconds ?? 0) <= fault.saysWithinSeconds * GENEROUS, `said after ${detectedSeconds} s`);
  assert.ok(backSeconds <= fault.backWithinSeconds * GENEROUS, `back after ${backSeconds} s`);
}

/** What the page says of the recording while something goes on. */
async function saidDuring({ device }: Talk, going: Promise<void>): Promise<string> {
  const codes = new Set<string>();
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const { recording } = await device.state();
      if (recording.reason) codes.add(recording.reason.code);
      await sleep(100);
    }
  };
  const watching = watch();
  await going.finally(() => {
    isOver = true;
  });
  await watching;
  return [...codes].join() || '-';
}

const isOnDisk = (status: Status) => isWell(status) && status.recording.reason === null;

async function joins({ device, id }: Talk): Promise<void> {
  device.press('end');
  const joined = (line: string) => /"recording (not )?joined"/.test(line);
  assert.match(await device.waitForLine('joined', joined), /"recording joined"/);
  const { plays, description } = await checkRecording(join(device.recordingFolder(id), 'recording.mp4'));
  assert.ok(plays, description);
}
