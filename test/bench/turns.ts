/** How long the service stands still at most while a talk is on air, among honest servers and among hostile ones. */

import { longestTurnOf } from '../tools/box/longest-turn.ts';
import { hostileSurroundings } from '../tools/hostile/talk.ts';
import { openBox } from './box.ts';
import type { Recording } from './contender.ts';
import { onAir, type Stage } from './stage.ts';
import type { Row } from './table.ts';

/** A press of the button is answered within 150 ms, whatever else is done. */
const GOAL_MS = 50;

/** @throws where not all that is hostile was asked for. */
export async function turnRows(
  stage: Stage,
  { rounds, say }: { rounds: number; say(text: string): void },
): Promise<{ rows: Row[]; recordings: Recording[] }> {
  const turns = { calm: [] as number[], hostile: [] as number[] };
  const recordings: Recording[] = [];
  const endings: (() => Promise<void>)[] = [];
  const around = await hostileSurroundings({ after: (clear) => endings.push(clear) }, stage.server, 'gst');
  const box = await openBox(stage, 'test', { asUnit: true });
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const kind of ['calm', 'hostile'] as const) {
        const session = await box.begin();
        await onAir(stage, 'ours');
        await around.goThrough(box.device, kind === 'calm');
        turns[kind].push((await longestTurnOf(box.device)) * 1000);
        recordings.push(await session.end());
      }
      say(
        `turns ${round}/${rounds}: calm ${turns.calm.at(-1)?.toFixed(0)} ms, hostile ${turns.hostile.at(-1)?.toFixed(0)} ms`,
      );
    }
    const missed = around.missed();
    if (missed.length > 0) throw new Error(`not asked for: ${missed.join(', ')}`);
  } finally {
    await box.close();
    for (const end of endings) await end();
  }
  const row = (figure: string, ours: number[], goal: Row['goal']): Row => ({
    figure,
    unit: 'ms',
    ours,
    gst: [],
    ffmpeg: [],
    goal,
  });
  return {
    recordings,
    rows: [
      row('on air: the longest turn of the service', turns.calm, {}),
      row('the same among hostile servers', turns.hostile, { value: GOAL_MS }),
    ],
  };
}
