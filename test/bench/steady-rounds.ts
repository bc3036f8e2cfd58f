/** All contenders on air and recording, one after the other, round after round. */
import { box } from './box.ts';
import type { Contender, Picture } from './contender.ts';
import { ffmpeg, gstLaunch } from './peers.ts';
import type { Stage } from './stage.ts';
import { type Steady, steady } from './steady.ts';

export type SteadyRounds = Record<Contender['name'], Steady[]>;

export async function steadyRounds(
  stage: Stage,
  picture: Picture,
  options: { rounds: number; seconds: number; say(text: string): void },
): Promise<SteadyRounds> {
  // ffmpeg has no picture like the box's test picture.
  const contenders = [box(stage), gstLaunch(stage), ...(picture === 'movie' ? [ffmpeg(stage)] : [])];
  const results: SteadyRounds = { ours: [], 'gst-launch': [], ffmpeg: [] };
  for (let round = 1; round <= options.rounds; round++) {
    for (const contender of contenders) {
      const run = await steady(stage, contender, picture, options.seconds);
      results[contender.name].push(run);
      const parts = run.processes.map(
        ({ does, cpuPercent, pssMegabytes }) => `${does} ${cpuPercent.toFixed(1)} %, ${pssMegabytes.toFixed(0)} MB`,
      );
      options.say(
        `${picture} ${round}/${options.rounds} ${contender.name}: ${run.cpuPercent.toFixed(1)} % of a core, ` +
          `${run.pssMegabytes.toFixed(1)} MB (${parts.join('; ')}); others ${run.othersCpuPercent.toFixed(0)} %`,
      );
    }
  }
  return results;
}
