/** What went out over the last minutes, for the page's plots. */
import { type Static, Type } from 'typebox';

export const HistorySchema = Type.Object({
  everySeconds: Type.Number({ description: 'Time between two samples' }),
  destinations: Type.Array(
    Type.Object({
      id: Type.String(),
      kbps: Type.Array(Type.Number()),
      droppedFrames: Type.Array(Type.Number({ description: 'Since the sample before' })),
      delaySeconds: Type.Array(Type.Union([Type.Null(), Type.Number()])),
    }),
    { description: 'Samples oldest first, the three lists of a destination equally long' },
  ),
});

export type History = Static<typeof HistorySchema>;
