/** From the press, or the start of the process, to the first video that the server has. */
import { openBox } from './box.ts';
import type { Contender, Ready, Recording } from './contender.ts';
import { ffmpeg, gstLaunch } from './peers.ts';
import { onAir, type Stage } from './stage.ts';
import type { Row } from './table.ts';

const WARM_GOAL_MS = 200;
const COLD_GOAL_RATIO = 1.2;

export async function pressRows(
  stage: Stage,
  { rounds, say }: { rounds: number; say(text: string): void },
): Promise<{ rows: Row[]; recordings: Recording[] }> {
  const peers = [gstLaunch(stage), ffmpeg(stage)] as const;
  const [gst, ff] = await Promise.all(peers.map((peer) => peer.open('test')));
  const ours = await openBox(stage, 'test');
  const times = { warm: [] as number[], cold: [] as number[], gst: [] as number[], ffmpeg: [] as number[] };
  const recordings: Recording[] = [];
  const measure = async (ready: Ready | undefined, room: Contender['room'], to: number[]) => {
    if (!ready) return;
    const session = await ready.begin();
    try {
      to.push((await onAir(stage, room)) - session.startedMs);
    } finally {
      recordings.push(await session.end());
    }
  };
  try {
    for (let round = 1; round <= rounds; round++) {
      await ours.rest();
      await measure(ours, 'ours', times.warm);
      await measure(gst, 'gst', times.gst);
      await ours.rest();
      await ours.killParked();
      await measure(ours, 'ours', times.cold);
      await measure(ff, 'ffmpeg', times.ffmpeg);
      const last = Object.entries(times).map(([name, values]) => `${name} ${values.at(-1)?.toFixed(0)} ms`);
      say(`press ${round}/${rounds}: ${last.join(', ')}`);
    }
  } finally {
    await ours.close();
  }
  const peerTimes = { unit: 'ms', gst: times.gst, ffmpeg: times.ffmpeg };
  return {
    recordings,
    rows: [
      { figure: 'press → video at the server, at rest', ...peerTimes, ours: times.warm, goal: { value: WARM_GOAL_MS } },
      {
        figure: 'press → video at the server, no worker parked',
        ...peerTimes,
        ours: times.cold,
        goal: { ratio: COLD_GOAL_RATIO },
      },
    ],
  };
}
