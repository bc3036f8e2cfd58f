/** Memory of all processes on air and recording: proportional set sizes, so what is shared is counted once. */
import type { Picture } from './contender.ts';
import type { Steady } from './steady.ts';
import type { SteadyRounds } from './steady-rounds.ts';
import type { Row } from './table.ts';

const GOAL = { ratio: 1.6, value: 130 };

export function memoryRows(picture: Picture, rounds: SteadyRounds): Row[] {
  const what = `memory, ${picture === 'movie' ? 'moving picture' : 'test picture'}`;
  const of = (name: keyof SteadyRounds, weigh: (run: Steady) => number) => rounds[name].map(weigh);
  const all = (run: Steady) => run.pssMegabytes;
  const peers = { unit: 'MB PSS', gst: of('gst-launch', all), ffmpeg: of('ffmpeg', all) };
  return [
    { figure: what, ...peers, ours: of('ours', all), goal: GOAL },
    {
      figure: `${what}, without the parked spare`,
      ...peers,
      ours: of('ours', (run) => run.pssMegabytes - run.parkedPssMegabytes),
      goal: {},
    },
  ];
}
