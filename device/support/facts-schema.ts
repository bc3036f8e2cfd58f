/** Facts of a machine that a helper elsewhere asks first. No serial number, no address. */
import { type Static, type TSchema, Type } from 'typebox';

const orNull = <S extends TSchema>(schema: S, description: string) =>
  Type.Union([Type.Null(), schema], { description });

const UsbDeviceSchema = Type.Object({
  name: Type.String(),
  manufacturer: Type.String(),
  id: Type.String({ description: 'Vendor and product, such as `046d:082d`' }),
  kind: Type.String({ description: 'Such as `Video`; empty where that is not known' }),
});

const SoundDeviceSchema = Type.Object({
  name: Type.String(),
  driver: Type.String(),
});

const FileSystemSchema = Type.Object({
  mount: Type.String(),
  device: Type.String(),
  type: Type.String(),
  sizeBytes: Type.Number(),
  availableBytes: Type.Number(),
  isWritable: orNull(Type.Boolean(), 'null: not known'),
});

export const MachineFactsSchema = Type.Object({
  model: orNull(Type.String(), 'Of the board; null: not known'),
  system: orNull(Type.String(), 'Operating system with its release; null: not known'),
  kernel: orNull(Type.String(), 'null: not known'),
  architecture: Type.String(),
  usb: orNull(Type.Array(UsbDeviceSchema), 'null: not known, as without lsusb (Debian package usbutils)'),
  sound: orNull(Type.Array(SoundDeviceSchema), 'null: not known'),
  fileSystems: orNull(Type.Array(FileSystemSchema), 'null: not known'),
});

export type MachineFacts = Static<typeof MachineFactsSchema>;
