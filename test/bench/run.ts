/**
 * The benchmark, `npm run bench`: the box beside gst-launch-1.0 and ffmpeg doing the same work in the same run, in turns,
 * round after round. About 20 minutes. Ends with 0 when it could measure, whatever the figures are.
 */
import { rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { troubles } from './box.ts';
import type { Recording } from './contender.ts';
import { cpuRows } from './cpu.ts';
import { type Audit, audit, framesRows } from './frames.ts';
import { latencyRow } from './latency.ts';
import { listRows } from './lists.ts';
import { memoryRows } from './memory.ts';
import { type Options, readOptions } from './options.ts';
import { pageRows } from './page.ts';
import { ffmpegLine, gstLaunchLine, requireSameWork } from './peers.ts';
import { pressRows } from './press.ts';
import { splitTable } from './split.ts';
import { closeStage, openStage, type Stage } from './stage.ts';
import { type Steady, WINDOWS } from './steady.ts';
import { type SteadyRounds, steadyRounds } from './steady-rounds.ts';
import { median, type Row, table } from './table.ts';
import { turnRows } from './turns.ts';
import { wearRows } from './wear.ts';

/** What of the movie is played before and after the window. */
const MARGIN_SECONDS = WINDOWS.late + 10;
/** Of one core. Above it, what others do on this machine shows in the figures. */
const QUIET_PERCENT = 15;

async function measure(stage: Stage, options: Options): Promise<void> {
  const { rounds, seconds, wants } = options;
  const rows: Row[] = [];
  const notes: string[] = [];
  const recordings: Recording[] = [];

  if (wants('cpu', 'memory', 'frames')) {
    const results = await steadyRounds(stage, { rounds, seconds, say });
    const runs = Object.values(results).flat();
    recordings.push(...runs.map(({ recording }) => recording));
    if (wants('cpu')) rows.push(...cpuRows(results));
    if (wants('memory')) rows.push(...memoryRows(results));
    for (const key of ['ours', 'inRoom'] as const)
      notes.push(`On air and recording, late, ${key}:\n${splitTable(results[key].map(({ late }) => late))}`);
    notes.push(await sameResult(results), ...noise(runs));
  }
  if (wants('press')) {
    const pressed = await pressRows(stage, { rounds, say });
    rows.push(...pressed.rows);
    recordings.push(...pressed.recordings);
    notes.push('Press: the peers start when their process does; the source is the test picture, for ffmpeg the movie.');
  }
  if (wants('latency')) {
    const late = await latencyRow(stage, { rounds, seconds, say });
    rows.push(late.row);
    recordings.push(...late.recordings);
  }
  if (wants('page')) {
    const paged = await pageRows(stage, { rounds, seconds, say });
    rows.push(...paged.rows);
    recordings.push(...paged.recordings);
  }
  if (wants('lists')) {
    const listed = await listRows(stage, { rounds, say });
    rows.push(...listed.rows);
    recordings.push(...listed.recordings);
  }
  if (wants('turns')) {
    const turned = await turnRows(stage, { rounds, say });
    rows.push(...turned.rows);
    recordings.push(...turned.recordings);
  }
  if (wants('wear')) rows.push(...(await wearRows(stage, { rounds, say })));
  // What the lists cost is told in frames, too.
  if (wants('frames', 'lists')) {
    const audits: Audit[] = [];
    for (const recording of recordings) audits.push(await audit(recording));
    rows.push(...framesRows(audits));
  }
  for (const trouble of new Set(troubles)) notes.push(`The box said: ${trouble}`);

  console.log(`\n${table(rows)}\n\nMedian of ${rounds} rounds (smallest-largest); ratios are taken inside each round.`);
  for (const note of notes) console.log(`\n${note}`);
}

/** @throws when the encoders were set differently, as x264 itself states it: then nobody can be compared. */
async function sameResult(results: SteadyRounds): Promise<string> {
  const audits: Audit[] = [];
  for (const { recording } of Object.values(results).flat()) audits.push(await audit(recording));
  const options = new Set(audits.map(({ encoderOptions }) => encoderOptions));
  if (options.size !== 1) throw new Error(`the encoders were set differently:\n${[...options].join('\n')}`);
  const recorded = [...new Set(audits.map(({ by }) => by))].map((name) => {
    const own = audits.filter(({ by }) => by === name);
    const [kbps, rate] = [median(own.map((a) => a.videoKbps)), median(own.map((a) => a.framesPerSecond))];
    return `${name} ${kbps.toFixed(0)} kb/s at ${rate.toFixed(2)} frames a second`;
  });
  return `Same x264 options in all of them; video recorded: ${recorded.join(', ')}.`;
}

function noise(runs: Steady[]): string[] {
  const looks = runs.flatMap(({ early, late }) => [early, late]);
  const others = median(looks.map(({ othersCpuPercent }) => othersCpuPercent));
  return [
    ...(others > QUIET_PERCENT ? [`NOISY: others used ${others.toFixed(0)} % of a core meanwhile.`] : []),
    ...(looks.some(({ sharesGstreamer }) => sharesGstreamer)
      ? ['NOISY: other programs had GStreamer loaded; memory reads too low by what they shared, gst-launch the most.']
      : []),
  ];
}

function say(text: string): void {
  console.log(`  ${text}`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  requireSameWork();
  console.log(
    `${cpus()[0]?.model}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} before the bench`,
  );
  if (options.verbose) {
    for (const picture of ['movie', 'test'] as const) console.log(`\n${gstLaunchLine(picture)}`);
    console.log(`\n${ffmpegLine()}\n`);
  }
  const stage = await openStage(options.seconds + MARGIN_SECONDS);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Every child ends with this process.
    process.once(signal, () => {
      rmSync(stage.folder, { recursive: true, force: true });
      process.exit(1);
    });
  }
  try {
    await measure(stage, options);
  } finally {
    await closeStage(stage);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`The bench could not measure: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  },
);
