import { because, type Reason } from '../../reason.ts';
import { isCameraDevice, printable } from './device-names.ts';
import type { Camera } from './list-cameras.ts';
import { cameraRank } from './list-cameras.ts';
import type { CameraMode } from './parse-camera-modes.ts';
import { preferMode, type Wanted } from './prefer-mode.ts';
import { RefusedModes } from './refused-modes.ts';
import { replayFile, replayNameFault } from './replay-file.ts';
import type { Chosen, VideoSource } from './source.ts';

/**
 * Decides by the setting `camera.device` and the cameras that are there. Never throws: an impossible wish gives a slate
 * with its reason.
 * @param refused modes that were tried in vain
 */
export function chooseCamera(
  setting: string,
  cameras: Camera[],
  wanted: Wanted,
  refused = new RefusedModes(),
): Chosen<VideoSource> {
  if (setting === 'none') return { source: { kind: 'none' }, name: '', reason: null };
  if (setting === 'test') return { source: { kind: 'test' }, name: 'test', reason: null };
  const file = replayFile(setting);
  if (file !== null) return chooseReplay(file);
  return setting === 'auto'
    ? chooseAutomatically(cameras, wanted, refused)
    : chooseByName(setting, cameras, wanted, refused);
}

function chooseReplay(file: string): Chosen<VideoSource> {
  const fault = replayNameFault(file);
  return fault ? slate(fault) : { source: { kind: 'replay', file }, name: printable(file), reason: null };
}

function chooseAutomatically(cameras: Camera[], wanted: Wanted, refused: RefusedModes): Chosen<VideoSource> {
  const prefer = preferMode(wanted);
  const [best] = cameras
    .filter((camera) => isCameraDevice(camera.device))
    .map((camera) => ({ camera, mode: bestMode(camera, camera.device, wanted, refused) }))
    .filter((candidate): candidate is { camera: Camera; mode: CameraMode } => candidate.mode !== null)
    // The sort is stable, so that equals stay in the list's order, which is by port.
    .sort((one, other) => cameraRank(one.camera) - cameraRank(other.camera) || prefer(one.mode, other.mode));
  if (best) return taken(best.camera.device, best.camera, best.mode);
  const unsuitable = cameras[0];
  return slate(
    unsuitable ? whyNoMode(unsuitable, wanted) : because('noCamera', 'no capture node in /sys/class/video4linux'),
  );
}

function chooseByName(setting: string, cameras: Camera[], wanted: Wanted, refused: RefusedModes): Chosen<VideoSource> {
  const camera = isCameraDevice(setting)
    ? cameras.find(({ device, node, links }) => [device, node, ...links].includes(setting))
    : undefined;
  if (!camera) {
    const there = cameras.map(({ device }) => device).join(', ') || 'no camera';
    const device = printable(setting);
    return slate(because('cameraNotFound', printable(`camera.device is ${device}; there: ${there}`, 700), { device }));
  }
  const mode = bestMode(camera, setting, wanted, refused);
  return mode ? taken(setting, camera, mode) : slate(whyNoMode(camera, wanted));
}

/** Null where none is left that can be decoded. */
function bestMode(camera: Camera, device: string, wanted: Wanted, refused: RefusedModes): CameraMode | null {
  const [best] = readableModes(camera, wanted)
    .filter((mode) => refused.allows(device, mode))
    .sort(preferMode(wanted));
  return best ?? null;
}

function readableModes({ modes, driver }: Camera, wanted: Wanted): CameraMode[] {
  // A USB camera that could not be asked almost surely gives MJPEG at the usual sizes.
  if (modes.length === 0 && driver === 'uvcvideo') return [{ format: 'jpeg', pixelFormat: 'MJPG', ...wanted }];
  return modes.filter(({ format }) => format !== 'other');
}

function taken(device: string, { name, isGrabber }: Camera, mode: CameraMode): Chosen<VideoSource> {
  const { width, height, framesPerSecond } = mode;
  const format = mode.format === 'jpeg' ? 'jpeg' : 'raw';
  const grabber = isGrabber ? { isGrabber } : {};
  const source = { kind: 'camera', device, name, format, width, height, framesPerSecond, ...grabber } as const;
  return { source, name, reason: null };
}

function whyNoMode(camera: Camera, wanted: Wanted): Reason {
  const { name, device, modes } = camera;
  if (readableModes(camera, wanted).length > 0)
    return because('cameraWillNotStart', `${device} started in none of the modes that were tried`, { name });
  const formats = [...new Set(modes.map(({ pixelFormat }) => pixelFormat))].join(' ') || 'no format';
  return because('cameraUnsuitable', printable(`${device} offers ${formats}`, 700), { name });
}

function slate(reason: Reason): Chosen<VideoSource> {
  return { source: { kind: 'slate' }, name: '', reason };
}
