/** Cameras and microphones to choose from. */
import { type Static, Type } from 'typebox';
import { choice, ReasonSchema } from './status.ts';

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([Type.Null(), type]);

export const CONTROL_GROUPS = ['focus', 'exposure', 'whiteBalance', 'powerLine', 'image'] as const;

const CameraControlSchema = Type.Object({
  name: Type.String({ description: 'Key in `camera.controls`: the same whatever the kernel calls it' }),
  group: choice(...CONTROL_GROUPS),
  label: Type.String({ description: 'Its name in plain words, in English' }),
  kind: choice('integer', 'boolean', 'menu'),
  minimum: Type.Number(),
  maximum: Type.Number(),
  step: Type.Number(),
  default: Type.Number(),
  value: Type.Number({ description: 'What the camera says now' }),
  set: orNull(Type.Number({ description: 'What the settings ask for; null: left to the box and the camera' })),
  menu: Type.Array(Type.Object({ value: Type.Number(), label: Type.String() })),
  isInactive: Type.Boolean({ description: 'An automatic mode holds it: a value is kept, and used when that is off' }),
  heldBy: orNull(Type.String({ description: 'Name of the control that holds it' })),
});

const common = {
  name: Type.String(),
  where: Type.String({ description: 'Where it is plugged in, such as `USB 1-1.2`; empty where that is not known' }),
  inUse: orNull(
    Type.Object({
      by: choice('capture', 'trial', 'program'),
      program: Type.String({ description: 'Name of the other program' }),
    }),
  ),
  isChosen: Type.Boolean({ description: 'It is what the setting in force takes now' }),
  isAutomatic: Type.Boolean({ description: 'It is what `auto` would take now' }),
  passedOver: ReasonSchema,
};

export const DevicesSchema = Type.Object({
  cameras: Type.Array(
    Type.Object({
      device: Type.String({ description: 'What to put in `camera.device`' }),
      ...common,
      isGrabber: Type.Boolean({ description: 'It shows what an HDMI cable brings' }),
      modes: Type.Array(
        Type.Object({
          format: Type.String(),
          width: Type.Number(),
          height: Type.Number(),
          framesPerSecond: Type.Number(),
        }),
      ),
      controls: Type.Array(CameraControlSchema, { description: 'Of the chosen camera only' }),
    }),
  ),
  microphones: Type.Array(
    Type.Object({
      device: Type.String({ description: 'What to put in `microphone.device`' }),
      ...common,
      channels: orNull(Type.Number({ description: 'Most channels it records' })),
    }),
  ),
});

export type Devices = Static<typeof DevicesSchema>;
export type CameraControl = Static<typeof CameraControlSchema>;
