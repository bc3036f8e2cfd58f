/** Lists the devices for the page, and what prevents the choice of each. */
import { because, type Reason } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { CameraControl } from './camera-control.ts';
import { readCameraControls } from './camera-controls.ts';
import { chooseCamera } from './choose-camera.ts';
import { chooseMicrophone } from './choose-microphone.ts';
import { type DeviceUser, deviceUsers, microphoneUser } from './device-users.ts';
import { type Camera, listCameras } from './list-cameras.ts';
import { listMicrophones, type Microphone, microphoneChannels } from './list-microphones.ts';
import type { CameraMode } from './parse-camera-modes.ts';
import { lastCameraFormats, readCameraFormats } from './read-camera-formats.ts';
import { isSameSource } from './source.ts';

/** Below the second that a page waits; a camera that hangs is listed without its modes. */
const DEADLINE_MS = 700;

/** Processes of the box that may have a device open. */
export interface OwnPids {
  capture: number[];
  trial: number[];
}

interface Entry {
  device: string;
  name: string;
  where: string;
  inUse: { by: 'capture' | 'trial' | 'program'; program: string } | null;
  isChosen: boolean;
  isAutomatic: boolean;
  passedOver: Reason | null;
}

type ListedControl = CameraControl & { label: string; set: number | null };

export interface DeviceList {
  cameras: (Entry & { isGrabber: boolean; modes: CameraMode[]; controls: ListedControl[] })[];
  microphones: (Entry & { channels: number | null })[];
}

/** Takes below a second, whatever hangs; never rejects. A camera that somebody has open is not asked for its formats. */
export async function deviceList(
  settings: Pick<Settings, 'camera' | 'microphone'>,
  own: OwnPids,
  { root = '/', deadlineMs = DEADLINE_MS } = {},
): Promise<DeviceList> {
  const users = await deviceUsers(root);
  const readFormats = (node: string) =>
    users.has(node) ? lastCameraFormats(node) : readCameraFormats(node, { deadlineMs });
  const [cameras, microphones] = await Promise.all([listCameras(root, readFormats), listMicrophones(root)]);
  return {
    cameras: await listedCameras(cameras, settings.camera, {
      usageOf: (node) => usage(users.get(node) ?? [], own),
      controlsOf: (node) => listedControls(node, settings.camera.controls, deadlineMs),
    }),
    microphones: await listedMicrophones(microphones, settings.microphone.device, own, root),
  };
}

async function listedCameras(
  cameras: Camera[],
  settings: Settings['camera'],
  ask: { usageOf(node: string): Entry['inUse']; controlsOf(node: string): Promise<ListedControl[]> },
): Promise<DeviceList['cameras']> {
  const takenBy = (setting: string) => {
    const { source } = chooseCamera(setting, cameras, settings);
    if (source.kind !== 'camera') return undefined;
    return cameras.find(({ device, node, links }) => [device, node, ...links].includes(source.device));
  };
  const [chosen, automatic] = [takenBy(settings.device), takenBy('auto')];
  return Promise.all(
    cameras.map(async (camera) => {
      const isReadable = takenBy(camera.device) === camera;
      const better = isReadable
        ? because('passedOverForAnother', 'ranked behind', { name: automatic?.name ?? '' })
        : because('passedOverUnreadable', 'no format that the box decodes');
      return {
        device: camera.device,
        name: camera.name,
        where: whereOf(camera.usbPort),
        inUse: ask.usageOf(camera.node),
        isChosen: camera === chosen,
        isAutomatic: camera === automatic,
        passedOver: camera === automatic ? null : better,
        isGrabber: camera.isGrabber,
        modes: camera.modes,
        controls: camera === chosen ? await ask.controlsOf(camera.node) : [],
      };
    }),
  );
}

/** Lists controls, also while the capture runs: they are made to be read and set beside a stream. */
async function listedControls(
  node: string,
  asked: Record<string, number>,
  deadlineMs: number,
): Promise<ListedControl[]> {
  const controls = await readCameraControls(node, { deadlineMs });
  return controls.map((control) => ({
    ...control,
    label: control.name.replaceAll('_', ' '),
    set: asked[control.name] ?? null,
  }));
}

function listedMicrophones(
  microphones: Microphone[],
  setting: string,
  own: OwnPids,
  root: string,
): Promise<DeviceList['microphones']> {
  const takenBy = (device: string) => {
    const { source } = chooseMicrophone(device, microphones);
    return microphones.find((one) => isSameSource(source, { kind: 'alsa', device: one.device, name: one.name }));
  };
  const [chosen, automatic] = [takenBy(setting), takenBy('auto')];
  return Promise.all(
    microphones.map(async (microphone) => {
      const { device, name, usbPort, onCamera } = microphone;
      const [, card = '', dev = '0'] = /CARD=(\w+),DEV=(\d+)/.exec(device) ?? [];
      const user = await microphoneUser(card, Number(dev), root);
      const code = onCamera && !automatic?.onCamera ? 'passedOverOnCamera' : 'passedOverForAnother';
      return {
        device,
        name,
        where: whereOf(usbPort),
        inUse: usage(user ? [user] : [], own),
        isChosen: microphone === chosen,
        isAutomatic: microphone === automatic,
        passedOver: microphone === automatic ? null : because(code, 'ranked behind', { name: automatic?.name ?? '' }),
        channels: await microphoneChannels(card, Number(dev), root),
      };
    }),
  );
}

/** The port, which distinguishes two like devices: `USB 1-1.2` is port 1.2 of bus 1. */
function whereOf(usbPort: string | null): string {
  return usbPort === null ? '' : `USB ${usbPort}`;
}

function usage(users: DeviceUser[], { capture, trial }: OwnPids): Entry['inUse'] {
  const [by, user] = users.some(({ pid }) => capture.includes(pid))
    ? (['capture', undefined] as const)
    : users.some(({ pid }) => trial.includes(pid))
      ? (['trial', undefined] as const)
      : (['program', users[0]] as const);
  if (by !== 'program') return { by, program: '' };
  return user ? { by, program: user.program } : null;
}
