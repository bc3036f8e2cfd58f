/** All contenders on air and recording the same movie, one after the other, round after round. */
import { box, boxInRoom } from './box.ts';
import { ffmpeg, gstLaunch } from './peers.ts';
import type { Stage } from './stage.ts';
import { type Look, type Steady, steady } from './steady.ts';

/** `inRoom`: the box with the microphone as another device, so in a process of its own, and what its unit gives it. */
export type SteadyRounds = Record<'ours' | 'inRoom' | 'gst' | 'ffmpeg', Steady[]>;

export async function steadyRounds(
  stage: Stage,
  options: { rounds: number; seconds: number; say(text: string): void },
): Promise<SteadyRounds> {
  const contenders = { ours: box(stage), inRoom: boxInRoom(stage), gst: gstLaunch(stage), ffmpeg: ffmpeg(stage) };
  const results: SteadyRounds = { ours: [], inRoom: [], gst: [], ffmpeg: [] };
  for (let round = 1; round <= options.rounds; round++) {
    for (const key of Object.keys(results) as (keyof SteadyRounds)[]) {
      const run = await steady(stage, contenders[key], 'movie', options.seconds);
      results[key].push(run);
      options.say(`${round}/${options.rounds} ${key}: early ${described(run.early)}; late ${described(run.late)}`);
    }
  }
  return results;
}

function described({ cpuPercent, encoderCpuPercent, pssMegabytes, processes, othersCpuPercent }: Look): string {
  const parts = processes.map((one) => `${one.does} ${one.cpuPercent.toFixed(1)} %, ${one.pssMegabytes.toFixed(0)} MB`);
  return (
    `${cpuPercent.toFixed(1)} % of a core (x264 ${encoderCpuPercent.toFixed(1)} %), ` +
    `${pssMegabytes.toFixed(1)} MB (${parts.join('; ')}), others ${othersCpuPercent.toFixed(0)} %`
  );
}
