/**
 * CPU on air and recording. Compared as the time of all processes ÷ the time of x264's threads among them: x264 does the
 * same work for everybody, so what the machine takes from one run, it takes from both sides.
 */
import { type Look, WINDOWS, type WindowName } from './steady.ts';
import type { SteadyRounds } from './steady-rounds.ts';
import type { Row } from './table.ts';

const GOAL = 1.08;
/** Of one core of the machine that it was set on: half of what there was. */
const OWN_GOAL_PERCENT = 3.2;

export function cpuRows(rounds: SteadyRounds): Row[] {
  const of = (key: keyof SteadyRounds, window: WindowName, weigh: (look: Look) => number) =>
    rounds[key].map((run) => weigh(run[window]));
  const row = (
    figure: string,
    unit: string,
    box: 'ours' | 'inRoom',
    window: WindowName,
    weigh: (l: Look) => number,
  ) => ({
    figure,
    unit,
    ours: of(box, window, weigh),
    gst: of('gst', window, weigh),
    ffmpeg: of('ffmpeg', window, weigh),
    goal: {},
  });
  const total = ({ cpuPercent }: Look) => cpuPercent;
  const weighed = ({ cpuPercent, encoderCpuPercent }: Look) => cpuPercent / encoderCpuPercent;
  const name = (window: WindowName) => `${window} (from ${WINDOWS[window]} s)`;
  return [
    row(`CPU, ${name('early')}`, '% of a core', 'ours', 'early', total),
    row(`CPU, ${name('late')}`, '% of a core', 'ours', 'late', total),
    row(`CPU ÷ x264, ${name('early')}`, 'ratio', 'ours', 'early', weighed),
    { ...row(`CPU ÷ x264, ${name('late')}`, 'ratio', 'ours', 'late', weighed), goal: { ratio: GOAL } },
    row(`CPU ÷ x264, ${name('late')}, in a room`, 'ratio', 'inRoom', 'late', weighed),
    {
      ...row('CPU of all but the capture, late', '% of a core', 'ours', 'late', own),
      gst: [],
      ffmpeg: [],
      goal: { value: OWN_GOAL_PERCENT },
    },
  ];
}

/** Service, publisher and spare. */
function own({ processes }: Look): number {
  const isCapture = (does: string) => does === 'camera' || does === 'microphone';
  return processes.reduce((sum, { does, cpuPercent }) => sum + (isCapture(does) ? 0 : cpuPercent), 0);
}
