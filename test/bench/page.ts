/** What open pages cost the box, idle and on air, and how old the picture is that they show. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { openBox, type ReadyBox } from './box.ts';
import type { Recording } from './contender.ts';
import { DIGIT } from './player.ts';
import { cpuSeconds, processTree } from './process-tree.ts';
import { type Stage, WIDTH } from './stage.ts';
import { median, type Row } from './table.ts';

const GOAL = { idlePercent: 1, previewPercent: 10, delayMs: 500 };
const TEN = 10;
/** The camera is opened for the first page that looks, and sends its first picture. */
const SETTLE_MS = 3_000;
/** Readings of one session: each is a full second. */
const DELAY_SECONDS = 8;
const STANDS_OUT = 2;

export async function pageRows(
  stage: Stage,
  { rounds, seconds, say }: { rounds: number; seconds: number; say(text: string): void },
): Promise<{ rows: Row[]; recordings: Recording[] }> {
  const costs = { idle: [] as number[], first: [] as number[], ten: [] as number[] };
  const delays: number[] = [];
  const recordings: Recording[] = [];
  const box = await openBox(stage, 'test');
  const cost = () => percent(box, seconds);
  try {
    const { cookie } = await box.device.logIn();
    for (let round = 1; round <= rounds; round++) {
      await box.rest();
      const alone = await cost();
      const page = await openPages(box, cookie, 1, false);
      costs.idle.push((await cost()) - alone);
      page.close();

      const session = await box.begin();
      await sleep(SETTLE_MS);
      const before = await cost();
      const one = await openPages(box, cookie, 1, true);
      costs.first.push((await cost()) - before);
      const others = await openPages(box, cookie, TEN - 1, true);
      costs.ten.push((await cost()) - before);
      others.close();
      delays.push(median(await one.delays()));
      one.close();
      recordings.push(await session.end());
      const last = Object.entries(costs).map(([name, values]) => `${name} ${values.at(-1)?.toFixed(1)} %`);
      say(`page ${round}/${rounds}: ${last.join(', ')}, picture ${delays.at(-1)?.toFixed(0)} ms old`);
    }
  } finally {
    await box.close();
  }
  const row = (figure: string, ours: number[], value?: number): Row => ({
    figure,
    unit: '% of a core',
    ours,
    gst: [],
    ffmpeg: [],
    goal: value === undefined ? {} : { value },
  });
  return {
    recordings,
    rows: [
      row('page open, nothing going on', costs.idle, GOAL.idlePercent),
      row('on air: a page with picture and meter', costs.first, GOAL.previewPercent),
      row('on air: ten of them', costs.ten),
      { ...row('camera → picture on the page', delays, GOAL.delayMs), unit: 'ms' },
    ],
  };
}

async function percent({ device }: ReadyBox, seconds: number): Promise<number> {
  const [before, beforeMs] = [cpuSeconds(processTree(device.pid)), performance.now()];
  await sleep(seconds * 1000);
  return (100_000 * (cpuSeconds(processTree(device.pid)) - before)) / (performance.now() - beforeMs);
}

/** As the page's script does it, without a browser: only the box is measured. */
async function openPages({ device }: ReadyBox, cookie: string, count: number, preview: boolean) {
  const sockets = Array.from(
    { length: count },
    () => new WebSocket(`${device.url.replace('http', 'ws')}/api/live`, { headers: { cookie } }),
  );
  await Promise.all(sockets.map((socket) => once(socket, 'open')));
  for (const socket of sockets) if (preview) socket.send(JSON.stringify({ type: 'preview', on: true }));
  if (preview) await sleep(SETTLE_MS);
  return {
    close: () => {
      for (const socket of sockets) socket.terminate();
    },
    delays: () => clockDelays(sockets[0] as WebSocket),
  };
}

/** How long after each full second the first picture came that shows it; the wait for the next picture is in it. */
async function clockDelays(socket: WebSocket): Promise<number[]> {
  const decoder = spawn('ffmpeg', DECODE.split(' '), { stdio: ['pipe', 'pipe', 'ignore'] });
  const arrivedMs: number[] = [];
  const frames: Buffer[] = [];
  decoder.stdout.on('data', (bytes: Buffer) => frames.push(bytes));
  const take = (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return;
    arrivedMs.push(Date.now());
    decoder.stdin.write(data);
  };
  socket.on('message', take);
  await sleep(DELAY_SECONDS * 1000);
  socket.off('message', take);
  decoder.stdin.end();
  await once(decoder, 'close');

  const all = Buffer.concat(frames);
  const size = CROP.width * CROP.height;
  const changes = arrivedMs.slice(1).map((atMs, index) => {
    const [before, now] = [all.subarray(index * size, (index + 1) * size), all.subarray((index + 1) * size)];
    let amount = 0;
    for (let at = 0; at < size; at++) amount += Math.abs((now[at] ?? 0) - (before[at] ?? 0));
    return { atMs, amount };
  });
  const seconds = [...new Set(changes.map(({ atMs }) => Math.floor(atMs / 1000)))];
  return seconds.flatMap((second) => {
    const own = changes.filter(({ atMs }) => Math.floor(atMs / 1000) === second);
    const [first, next] = own.toSorted((a, b) => b.amount - a.amount);
    // The ball passing behind the digit changes as much: then none stands out.
    return first && next && first.amount > STANDS_OUT * next.amount ? [first.atMs - second * 1000] : [];
  });
}

/** Width of the preview pictures; ffmpeg cuts at even places, as the colours are stored for two by two pixels. */
const PREVIEW_WIDTH = 480;
const CROP = Object.fromEntries(
  Object.entries(DIGIT).map(([side, pixels]) => [side, 2 * Math.floor((pixels * PREVIEW_WIDTH) / WIDTH / 2)]),
) as typeof DIGIT;
const DECODE =
  '-v error -f mjpeg -i - -fps_mode passthrough -f rawvideo ' +
  `-vf crop=${CROP.width}:${CROP.height}:${CROP.x}:${CROP.y},format=gray -`;
