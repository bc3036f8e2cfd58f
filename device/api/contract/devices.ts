/** Cameras and microphones that could be chosen. */
import { type Static, Type } from 'typebox';

export const DevicesSchema = Type.Object({
  cameras: Type.Array(
    Type.Object({
      device: Type.String({ description: 'What to put in `camera.device`' }),
      name: Type.String(),
      modes: Type.Array(
        Type.Object({
          format: Type.String(),
          width: Type.Number(),
          height: Type.Number(),
          framesPerSecond: Type.Number(),
        }),
      ),
    }),
  ),
  microphones: Type.Array(
    Type.Object({ device: Type.String({ description: 'What to put in `microphone.device`' }), name: Type.String() }),
  ),
});

export type Devices = Static<typeof DevicesSchema>;
