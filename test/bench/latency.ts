/**
 * From the source to an RTMP player: the box and gst-launch with the same test picture, the same muxer latency, the same
 * server and the same player.
 *
 * The test picture shows a running clock. The frame in which its last digit changes is the first one drawn after the
 * full second; when that was is known within the frame grid, and the grid from outside: the thread that draws the frames
 * sleeps in between, so the moments at which it starts to run are the grid. The player is ffmpeg without buffers, which
 * hands over the few pixels of that digit; the frame that differs most from the one before it is the one. The frames up
 * to the next such one are counted from it, so every frame is a reading.
 *
 * Limits: the figure holds the server and the decoder too, the same for both. Looking at the thread each millisecond
 * makes it right to about 2 ms. rtmp2sink does not set TCP_NODELAY, so single frames wait for an acknowledgement (40 ms
 * on loopback); which ones is chance, hence one median over all frames of a window.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { box } from './box.ts';
import type { Contender, Recording } from './contender.ts';
import { gstLaunch } from './peers.ts';
import { type Change, play } from './player.ts';
import { processTree } from './process-tree.ts';
import { FRAMES_PER_SECOND, onAir, type Stage } from './stage.ts';
import { median, type Row } from './table.ts';

const GOAL_RATIO = 1.1;
const FRAME_MS = 1000 / FRAMES_PER_SECOND;
/** Name of the source in both pipelines; GStreamer names the thread after it. */
const SOURCE_THREAD = 'camera:src';
/** A player that joins waits for a keyframe (2 s) and looks at the stream (2 s more). */
const FIRST_FRAME_LIMIT_MS = 15_000;
/** Its first frames come while it still catches up. */
const SETTLE_MS = 1_000;
/** A frame this near to the full second may have been drawn on either side of it: the run is done again. */
const NEAR_SECOND_MS = 3;
const TRIES = 6;
/** The digit changes 1000 pixels; the ball passing behind it as many: then no frame stands out. */
const STANDS_OUT = 3;
/** Two seconds' worth. */
const FEWEST_READINGS = 2 * FRAMES_PER_SECOND;

export async function latencyRow(
  stage: Stage,
  { rounds, seconds, say }: { rounds: number; seconds: number; say(text: string): void },
): Promise<{ row: Row; recordings: Recording[] }> {
  const recordings: Recording[] = [];
  const row: Row = {
    figure: 'source → RTMP player',
    unit: 'ms',
    ours: [],
    gst: [],
    ffmpeg: [],
    goal: { ratio: GOAL_RATIO },
  };
  for (let round = 1; round <= rounds; round++) {
    for (const [contender, to] of [
      [box(stage), row.ours],
      [gstLaunch(stage), row.gst],
    ] as const) {
      const readings = await measure(stage, contender, seconds, recordings);
      to.push(median(readings));
      const slow = readings.toSorted((a, b) => a - b)[Math.floor(0.95 * readings.length)];
      say(
        `latency ${round}/${rounds} ${contender.name}: half of ${readings.length} frames within ` +
          `${median(readings).toFixed(0)} ms, 95 % within ${slow?.toFixed(0)} ms`,
      );
    }
  }
  return { row, recordings };
}

async function measure(
  stage: Stage,
  contender: Contender,
  seconds: number,
  recordings: Recording[],
): Promise<number[]> {
  const ready = await contender.open('test');
  try {
    for (let triesLeft = TRIES - 1; ; triesLeft--) {
      const session = await ready.begin();
      let readings: number[] | null;
      try {
        await onAir(stage, contender.room);
        readings = await watch(stage, contender, session.pid, seconds);
      } finally {
        recordings.push(await session.end());
      }
      if (readings && readings.length >= FEWEST_READINGS) return readings;
      if (triesLeft === 0) throw new Error(`the clock of ${contender.name} could not be read at the player`);
    }
  } finally {
    await ready.close();
  }
}

/** Null when the frames fall on the full second. */
async function watch(stage: Stage, contender: Contender, pid: number, seconds: number): Promise<number[] | null> {
  const player = await play(stage, contender.room);
  try {
    for (let leftMs = FIRST_FRAME_LIMIT_MS; player.changes.length === 0; leftMs -= 100) {
      if (leftMs <= 0) throw new Error(`the player got no picture of ${contender.name}`);
      await sleep(100);
    }
    await sleep(SETTLE_MS);
    player.changes.length = 0;
    const grid = await frameGrid(pid, seconds * 1000);
    if (Math.min(grid, FRAME_MS - grid) < NEAR_SECOND_MS) return null;
    // The last change may still be on its way.
    await sleep(500);
    return readings(player.changes, grid);
  } finally {
    await player.end();
  }
}

/** How long after each full second the first frame is drawn, 0 to 33 ms; the thread is looked at for `forMs`. */
async function frameGrid(pid: number, forMs: number): Promise<number> {
  const file = `${sourceThread(pid)}/schedstat`;
  const ran = () => readFileSync(file, 'utf8').split(' ', 1)[0];
  const offsets: number[] = [];
  let [last, lastChangeMs] = [ran(), 0];
  for (const endMs = performance.now() + forMs; performance.now() < endMs; await sleep(1)) {
    const [now, nowMs] = [ran(), Date.now()];
    if (now === last) continue;
    // Drawing one frame may take several looks: only the first is its start.
    if (nowMs - lastChangeMs > FRAME_MS / 2) offsets.push(nowMs % FRAME_MS);
    last = now;
    lastChangeMs = nowMs;
  }
  return earliest(offsets);
}

/** Starts are only ever seen late: the early ones are right. Offsets lie on a circle of one frame. */
function earliest(offsets: number[]): number {
  const middle = offsets[0] ?? Number.NaN;
  const around = offsets.map((offset) => modulo(offset - middle + FRAME_MS / 2, FRAME_MS) - FRAME_MS / 2);
  const sorted = around.toSorted((a, b) => a - b);
  return modulo(middle + (sorted[Math.floor(sorted.length / 10)] ?? Number.NaN), FRAME_MS);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function sourceThread(rootPid: number): string {
  for (const { pid } of processTree(rootPid)) {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const folder = `/proc/${pid}/task/${task}`;
      if (readFileSync(`${folder}/comm`, 'utf8').trim() === SOURCE_THREAD) return folder;
    }
  }
  throw new Error(`no thread ${SOURCE_THREAD}`);
}

/** For each frame of each second in which one frame stands out. */
function readings(changes: Change[], grid: number): number[] {
  const seconds = new Set(changes.map(({ atMs }) => Math.floor(atMs / 1000)));
  return [...seconds].flatMap((second) => {
    const own = changes.filter(({ atMs }) => Math.floor(atMs / 1000) === second);
    const [first, next] = own.toSorted((a, b) => b.amount - a.amount);
    if (!first || !next || own.length < FRAMES_PER_SECOND / 2 || first.amount < STANDS_OUT * next.amount) return [];
    const from = changes.indexOf(first);
    const drawnMs = second * 1000 + grid;
    return changes.slice(from, from + FRAMES_PER_SECOND).map(({ atMs }, frame) => atMs - (drawnMs + frame * FRAME_MS));
  });
}
