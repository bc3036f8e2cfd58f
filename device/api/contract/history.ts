/** The last five minutes of each destination, for plots. */
import { type Static, Type } from 'typebox';

export const HistorySchema = Type.Object({
  everySeconds: Type.Number({ description: 'Between two samples' }),
  destinations: Type.Array(
    Type.Object({
      id: Type.String(),
      kbps: Type.Array(Type.Number()),
      droppedFrames: Type.Array(Type.Number(), { description: 'Since the sample before' }),
      delaySeconds: Type.Array(Type.Union([Type.Null(), Type.Number()]), {
        description: '`viewerDelaySeconds` where it is known, else `queuedSeconds`',
      }),
    }),
    { description: 'Newest sample last; all arrays are equally long. Kept after a session until the next begins' },
  ),
});

export type History = Static<typeof HistorySchema>;
