/** A box with the recordings of years: what it costs a talk on air when many ask for the list of them at once. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { megabytesOf } from '../tools/machine/process-usage.ts';
import { makeRecordings } from '../tools/samples/many-recordings.ts';
import { openBox } from './box.ts';
import type { Recording } from './contender.ts';
import { processTree } from './process-tree.ts';
import { onAir, type Stage } from './stage.ts';
import { median, type Row } from './table.ts';

const RECORDINGS = 5000;
const AT_ONCE = 20;
const GOAL = { milliseconds: 300, megabytes: 10 };
/** Beside the talk's own beginning. */
const SETTLE_MS = 5000;
/** One file of the kernel, read beside the twenty who ask: more would be measured with them. */
const MEMORY_LOOK_MS = 50;

export async function listRows(
  stage: Stage,
  { rounds, say }: { rounds: number; say(text: string): void },
): Promise<{ rows: Row[]; recordings: Recording[] }> {
  const whole: number[] = [];
  const pages: number[] = [];
  const more: number[] = [];
  const cpu: number[] = [];
  const prepare = async (folder: string) => {
    const recordings = join(folder, 'state', 'recordings');
    await mkdir(recordings, { recursive: true });
    await makeRecordings(recordings, RECORDINGS);
  };
  const box = await openBox(stage, 'test', { prepare, asUnit: true });
  const { device } = box;
  const recordings: Recording[] = [];
  try {
    const { cookie } = await device.logIn();
    const list = async (query: string) => {
      const startedMs = performance.now();
      const answer = await fetch(`${device.url}/api/recordings${query}`, { headers: { cookie } });
      const bytes = await answer.arrayBuffer();
      if (answer.status !== 200 || bytes.byteLength < 1000) throw new Error(`status ${answer.status}`);
      return performance.now() - startedMs;
    };
    const cpuOfService = () => processTree(device.pid)[0]?.cpuSeconds ?? 0;
    const session = await box.begin();
    await onAir(stage, 'ours');
    await sleep(SETTLE_MS);
    const before = megabytesOf(device.pid);
    for (let round = 1; round <= rounds; round++) {
      let most = megabytesOf(device.pid);
      const watch = setInterval(() => {
        most = Math.max(most, megabytesOf(device.pid));
      }, MEMORY_LOOK_MS);
      const cpuBefore = cpuOfService();
      const times = await Promise.all(Array.from({ length: AT_ONCE }, () => list('')));
      cpu.push((cpuOfService() - cpuBefore) * 1000);
      pages.push(median(await Promise.all(Array.from({ length: AT_ONCE }, () => list('?limit=50')))));
      await sleep(1000);
      clearInterval(watch);
      whole.push(Math.max(...times));
      more.push(most - before);
      say(
        `lists ${round}/${rounds}: slowest ${whole.at(-1)?.toFixed(0)} ms, page ${pages.at(-1)?.toFixed(0)} ms, +${more.at(-1)?.toFixed(1)} MB`,
      );
    }
    recordings.push(await session.end());
  } finally {
    await box.close();
  }
  const row = (figure: string, unit: string, ours: number[], value: number): Row => ({
    figure,
    unit,
    ours,
    gst: [],
    ffmpeg: [],
    goal: { value },
  });
  return {
    recordings,
    rows: [
      row(`on air: the slowest of ${AT_ONCE} lists of ${RECORDINGS} at once`, 'ms', whole, GOAL.milliseconds),
      row('processor time of the service for all of them', 'ms', cpu, GOAL.milliseconds),
      row(`on air: a page of 50, ${AT_ONCE} at once`, 'ms', pages, GOAL.milliseconds),
      row('memory of the service meanwhile, more than before', 'MB', more, GOAL.megabytes),
    ],
  };
}
