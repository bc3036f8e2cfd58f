import { resolve } from 'node:path';
import type { Settings } from '../../settings/settings-schema.ts';
import type { AudioSource } from './audio-source.ts';
import { chooseCamera } from './choose-camera.ts';
import { chooseMicrophone } from './choose-microphone.ts';
import type { Chosen } from './chosen.ts';
import { type Camera, listCameras } from './list-cameras.ts';
import { listMicrophones, type Microphone } from './list-microphones.ts';
import type { RefusedModes } from './refused-modes.ts';
import { replayFault, replayFile } from './replay-file.ts';
import type { VideoSource } from './video-source.ts';

export interface Sources {
  video: Chosen<VideoSource>;
  audio: Chosen<AudioSource>;
}

export interface DeviceLists {
  cameras(): Promise<Camera[]>;
  microphones(): Promise<Microphone[]>;
}

const realLists: DeviceLists = { cameras: () => listCameras(), microphones: () => listMicrophones() };

/**
 * What the next capture attempt takes, by the settings and by what is plugged in now. Devices are looked for only where
 * the settings need one. Takes up to 3 s with a camera that hangs; every wish that cannot be met is a reason.
 */
export async function resolveSources(
  { camera, microphone }: Pick<Settings, 'camera' | 'microphone'>,
  { lists = realLists, refused }: { lists?: DeviceLists; refused?: RefusedModes } = {},
): Promise<Sources> {
  const [cameras, microphones] = await Promise.all([
    needsDevice(camera.device) ? lists.cameras() : [],
    needsDevice(microphone.device) ? lists.microphones() : [],
  ]);
  const video = chooseCamera(withAbsoluteFile(camera.device), cameras, camera, refused);
  const audio = chooseMicrophone(withAbsoluteFile(microphone.device), microphones);
  const [videoFault, audioFault] = await Promise.all([faultOf(video.source), faultOf(audio.source)]);
  return {
    video: videoFault ? { source: { kind: 'slate' }, name: '', reason: videoFault } : video,
    audio: audioFault ? { source: { kind: 'silence' }, name: '', reason: audioFault } : audio,
  };
}

function needsDevice(setting: string): boolean {
  return setting !== 'none' && setting !== 'test' && replayFile(setting) === null;
}

/** The worker that opens the file may run in another folder. */
function withAbsoluteFile(setting: string): string {
  const file = replayFile(setting);
  return file ? `replay:${resolve(file)}` : setting;
}

async function faultOf(source: VideoSource | AudioSource) {
  return source.kind === 'replay' ? replayFault(source.file) : null;
}
