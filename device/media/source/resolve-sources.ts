import { resolve } from 'node:path';
import type { Reason } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { chooseCamera } from './choose-camera.ts';
import { chooseMicrophone } from './choose-microphone.ts';
import { type Camera, listCameras } from './list-cameras.ts';
import { listMicrophones, type Microphone } from './list-microphones.ts';
import type { RefusedModes } from './refused-modes.ts';
import { inspectReplay, replayFails, replayFile } from './replay-file.ts';
import type { ReplayForm } from './replay-form.ts';
import type { AudioSource, Chosen, VideoSource } from './source.ts';

export interface Sources {
  video: Chosen<VideoSource>;
  audio: Chosen<AudioSource>;
}

export interface DeviceLists {
  cameras(): Promise<Camera[]>;
  microphones(): Promise<Microphone[]>;
}

const realLists: DeviceLists = { cameras: () => listCameras(), microphones: () => listMicrophones() };

/** Resolves both, for a trial. */
export async function resolveSources(
  { camera, microphone }: Pick<Settings, 'camera' | 'microphone'>,
  lists: DeviceLists = realLists,
): Promise<Sources> {
  const [video, audio] = await Promise.all([resolveVideo(camera, { lists }), resolveAudio(microphone, { lists })]);
  return { video, audio };
}

/**
 * Finds the source of the next capture attempt's pictures, by the settings and by what is plugged in now. Lists cameras
 * only if the settings need one. Takes up to 3 s with a camera that hangs; an impossible wish gives a reason.
 */
export async function resolveVideo(
  camera: Settings['camera'],
  { lists = realLists, refused }: { lists?: DeviceLists; refused?: RefusedModes } = {},
): Promise<Chosen<VideoSource>> {
  const cameras = needsDevice(camera.device) ? await lists.cameras() : [];
  const chosen = chooseCamera(withAbsoluteFile(camera.device), cameras, camera, refused);
  if (chosen.source.kind !== 'replay') return chosen;
  const { file } = chosen.source;
  const found = await inspectReplay(file);
  const fault = 'fault' in found ? found.fault : formFault(found.form, file);
  if (fault || 'fault' in found) return { source: { kind: 'slate' }, name: '', reason: fault };
  const { form } = found;
  return form === 'restart' || form === 'still' ? { ...chosen, source: { kind: 'replay', file, form } } : chosen;
}

/** Finds the source of its sound. */
export async function resolveAudio(
  microphone: Settings['microphone'],
  { lists = realLists }: { lists?: DeviceLists } = {},
): Promise<Chosen<AudioSource>> {
  const microphones = needsDevice(microphone.device) ? await lists.microphones() : [];
  const chosen = chooseMicrophone(withAbsoluteFile(microphone.device), microphones);
  if (chosen.source.kind !== 'replay') return chosen;
  const { file } = chosen.source;
  const found = await inspectReplay(file);
  const fault = 'fault' in found ? found.fault : soundFault(found.form, file);
  if (fault || 'fault' in found) return { source: { kind: 'silence' }, name: '', reason: fault };
  return found.form === 'restart' ? { ...chosen, source: { kind: 'replay', file, form: 'restart' } } : chosen;
}

function needsDevice(setting: string): boolean {
  return setting !== 'none' && setting !== 'test' && replayFile(setting) === null;
}

/** The worker that opens the file may run in another folder. */
function withAbsoluteFile(setting: string): string {
  const file = replayFile(setting);
  return file ? `replay:${resolve(file)}` : setting;
}

function formFault(form: ReplayForm, file: string): Reason | null {
  if (form === 'empty') return replayFails('replayUnplayable', file, 'the file is empty');
  return form === 'untimed' ? replayFails('replayUntimed', file, 'pictures without times') : null;
}

function soundFault(form: ReplayForm, file: string): Reason | null {
  const isPictures = form === 'still' || form === 'untimed';
  return isPictures ? replayFails('replayWithoutSound', file, 'pictures alone') : formFault(form, file);
}
