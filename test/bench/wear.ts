/** What a box at rest costs with nobody looking, and what a talk writes to its disk until it is one MP4. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { payloadOf } from '../../device/media/flv/flv-tag.ts';
import { mayMountImage } from '../tools/machine/may-mount.ts';
import { SmallDisk } from '../tools/machine/small-disk.ts';
import { flvTags } from '../tools/measures/flv-counts.ts';
import { openBox } from './box.ts';
import { cpuSeconds, processTree } from './process-tree.ts';
import type { Stage } from './stage.ts';
import type { Row } from './table.ts';

const GOAL = { idlePercent: 1, writtenRatio: 1.1 };
/** The board is looked at each 10 s. */
const IDLE_SECONDS = 30;
/** What a beginning and an end write is spread over it, as over a talk; of an hour it would be less. */
const TALK_SECONDS = 300;
/** Least free by the settings, the talk at 2.1 Mb/s, and room. */
const DISK_MEGABYTES = 1200;
/** As the kernel counts, whatever the disk's own sectors are. */
const SECTOR_BYTES = 512;
const SECTORS_WRITTEN = 6;

export async function wearRows(
  stage: Stage,
  { rounds, say }: { rounds: number; say(text: string): void },
): Promise<Row[]> {
  const idle: number[] = [];
  const box = await openBox(stage, 'test');
  try {
    for (let round = 1; round <= rounds; round++) {
      await box.rest();
      const before = cpuSeconds(processTree(box.device.pid));
      await sleep(IDLE_SECONDS * 1000);
      idle.push(((cpuSeconds(processTree(box.device.pid)) - before) / IDLE_SECONDS) * 100);
      say(`idle ${round}/${rounds}: ${idle.at(-1)?.toFixed(2)} %`);
    }
  } finally {
    await box.close();
  }
  const peers = { gst: [], ffmpeg: [] };
  const row: Row = {
    figure: 'at rest, nobody looking',
    unit: '% of a core',
    ...peers,
    ours: idle,
    goal: { value: GOAL.idlePercent },
  };
  if (!mayMountImage()) {
    say('written: not measured, this user may not mount a disk');
    return [row];
  }
  const written = [await writtenRatio(stage, say)];
  return [
    row,
    {
      figure: 'written to the disk ÷ media',
      unit: 'ratio',
      ...peers,
      ours: written,
      goal: { value: GOAL.writtenRatio },
    },
  ];
}

/** Everything that reaches the disk itself, the file system's journal too, from the press until the talk is one MP4. */
async function writtenRatio(stage: Stage, say: (text: string) => void): Promise<number> {
  const endings: (() => Promise<void>)[] = [];
  const t = { after: (clear: () => Promise<void>) => void endings.unshift(clear) };
  try {
    let disk: SmallDisk | null = null;
    const prepare = async (folder: string) => {
      disk = await SmallDisk.mount(t, { image: join(stage.folder, 'wear.image'), folder, megabytes: DISK_MEGABYTES });
    };
    const box = await openBox(stage, 'movie', { prepare });
    endings.unshift(() => box.close());
    if (!disk) throw new Error('the disk is not mounted');
    const before = await writtenBytes(disk);
    const session = await box.begin();
    await sleep(TALK_SECONDS * 1000);
    const { flv } = await session.end();
    const bytes = (await writtenBytes(disk)) - before;
    const tags = (await Promise.all(flv.map(flvTags))).flat();
    const mediaBytes = tags.reduce((sum, tag) => sum + (tag.kind === 'script' ? 0 : payloadOf(tag).length), 0);
    say(`written: ${(bytes / 1e6).toFixed(1)} MB for ${(mediaBytes / 1e6).toFixed(1)} MB of media`);
    return bytes / mediaBytes;
  } finally {
    for (const clear of endings) await clear();
  }
}

async function writtenBytes({ folder }: SmallDisk): Promise<number> {
  const run = promisify(execFile);
  await run('sync', ['-f', folder]);
  const { stdout } = await run('findmnt', ['-no', 'SOURCE', folder]);
  const stat = await readFile(`/sys/block/${basename(stdout.trim())}/stat`, 'utf8');
  return Number(stat.trim().split(/\s+/)[SECTORS_WRITTEN]) * SECTOR_BYTES;
}
