/** CPU of all processes on air and recording, in percent of one core. */
import type { Picture } from './contender.ts';
import type { SteadyRounds } from './steady-rounds.ts';
import type { Row } from './table.ts';

const GOAL = 1.05;

export function cpuRow(picture: Picture, rounds: SteadyRounds): Row {
  const of = (name: keyof SteadyRounds) => rounds[name].map(({ cpuPercent }) => cpuPercent);
  return {
    figure: `CPU, ${picture === 'movie' ? 'moving picture' : 'test picture'}`,
    unit: '% of a core',
    ours: of('ours'),
    gst: of('gst-launch'),
    ffmpeg: of('ffmpeg'),
    goal: { ratio: GOAL },
  };
}
