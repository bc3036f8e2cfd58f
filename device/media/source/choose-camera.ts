import { because, type Reason } from '../../reason.ts';
import type { Chosen } from './chosen.ts';
import { isCameraDevice } from './is-camera-device.ts';
import type { Camera } from './list-cameras.ts';
import type { CameraMode } from './parse-camera-modes.ts';
import { preferMode, type Wanted } from './prefer-mode.ts';
import { printable } from './printable.ts';
import { replayFile, replayNameFault } from './replay-file.ts';
import type { VideoSource } from './video-source.ts';

/** Decides by the setting `camera.device` and the cameras that are there. Never throws: what cannot be had is a slate with its reason. */
export function chooseCamera(setting: string, cameras: Camera[], wanted: Wanted): Chosen<VideoSource> {
  if (setting === 'none') return { source: { kind: 'none' }, name: '', reason: null };
  if (setting === 'test') return { source: { kind: 'test' }, name: 'test', reason: null };
  const file = replayFile(setting);
  if (file !== null) return chooseReplay(file);
  return setting === 'auto' ? chooseAutomatically(cameras, wanted) : chooseByName(setting, cameras, wanted);
}

function chooseReplay(file: string): Chosen<VideoSource> {
  const fault = replayNameFault(file);
  return fault ? slate(fault) : { source: { kind: 'replay', file }, name: printable(file), reason: null };
}

function chooseAutomatically(cameras: Camera[], wanted: Wanted): Chosen<VideoSource> {
  const prefer = preferMode(wanted);
  const isUsb = (camera: Camera) => camera.driver === 'uvcvideo';
  const [best] = cameras
    .filter((camera) => isCameraDevice(camera.device))
    .map((camera) => ({ camera, mode: bestMode(camera, wanted) }))
    .filter((candidate): candidate is { camera: Camera; mode: CameraMode } => candidate.mode !== null)
    // The sort is stable, so that equals stay in the list's order, which is by port.
    .sort((one, other) => Number(isUsb(other.camera)) - Number(isUsb(one.camera)) || prefer(one.mode, other.mode));
  if (best) return taken(best.camera.device, best.camera, best.mode);
  const unsuitable = cameras[0];
  return slate(
    unsuitable ? cameraUnsuitable(unsuitable) : because('noCamera', 'no capture node in /sys/class/video4linux'),
  );
}

function chooseByName(setting: string, cameras: Camera[], wanted: Wanted): Chosen<VideoSource> {
  const camera = isCameraDevice(setting)
    ? cameras.find(({ device, node, links }) => [device, node, ...links].includes(setting))
    : undefined;
  if (!camera) {
    const there = cameras.map(({ device }) => device).join(', ') || 'no camera';
    const device = printable(setting);
    return slate(because('cameraNotFound', printable(`camera.device is ${device}; there: ${there}`, 700), { device }));
  }
  const mode = bestMode(camera, wanted);
  return mode ? taken(setting, camera, mode) : slate(cameraUnsuitable(camera));
}

/** Null where none of the camera's modes can be decoded. */
function bestMode(camera: Camera, wanted: Wanted): CameraMode | null {
  // A USB camera that could not be asked almost surely gives MJPEG at the usual sizes.
  if (camera.modes.length === 0 && camera.driver === 'uvcvideo') {
    return { format: 'jpeg', pixelFormat: 'MJPG', ...wanted };
  }
  const [best] = camera.modes.filter(({ format }) => format !== 'other').sort(preferMode(wanted));
  return best ?? null;
}

function taken(device: string, { name }: Camera, mode: CameraMode): Chosen<VideoSource> {
  const { width, height, framesPerSecond } = mode;
  const format = mode.format === 'jpeg' ? 'jpeg' : 'raw';
  return { source: { kind: 'camera', device, name, format, width, height, framesPerSecond }, name, reason: null };
}

function cameraUnsuitable({ name, device, modes }: Camera): Reason {
  const formats = [...new Set(modes.map(({ pixelFormat }) => pixelFormat))].join(' ') || 'no format';
  return because('cameraUnsuitable', printable(`${device} offers ${formats}`, 700), { name });
}

function slate(reason: Reason): Chosen<VideoSource> {
  return { source: { kind: 'slate' }, name: '', reason };
}
