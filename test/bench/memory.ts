/** Memory of all processes on air and recording: proportional set sizes, so what is shared is counted once. */
import type { Look } from './steady.ts';
import type { SteadyRounds } from './steady-rounds.ts';
import type { Row } from './table.ts';

const GOAL_MEGABYTES = { ours: 135, inRoom: 150 };

export function memoryRows(rounds: SteadyRounds): Row[] {
  const of = (key: keyof SteadyRounds, weigh: (look: Look) => number) => rounds[key].map(({ late }) => weigh(late));
  const all = ({ pssMegabytes }: Look) => pssMegabytes;
  const peers = { unit: 'MB PSS', gst: of('gst', all), ffmpeg: of('ffmpeg', all) };
  return [
    { figure: 'memory, one device', ...peers, ours: of('ours', all), goal: { value: GOAL_MEGABYTES.ours } },
    {
      figure: 'memory, separate microphone',
      ...peers,
      ours: of('inRoom', all),
      goal: { value: GOAL_MEGABYTES.inRoom },
    },
    {
      figure: 'memory, one device, without the parked spare',
      ...peers,
      ours: of('ours', (look) => look.pssMegabytes - look.parkedPssMegabytes),
      goal: {},
    },
  ];
}
