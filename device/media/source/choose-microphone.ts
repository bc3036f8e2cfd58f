import { because, type Reason } from '../../reason.ts';
import { plugName, printable } from './device-names.ts';
import type { Microphone } from './list-microphones.ts';
import { replayFile, replayNameFault } from './replay-file.ts';
import type { AudioSource, Chosen } from './source.ts';

/**
 * Decides by the setting `microphone.device` and the microphones that are there. Never throws: an impossible wish gives
 * another microphone, or silence, with its reason.
 */
export function chooseMicrophone(setting: string, microphones: Microphone[]): Chosen<AudioSource> {
  // Silence that was asked for is no fault.
  if (setting === 'none') return { source: { kind: 'silence' }, name: '', reason: null };
  if (setting === 'test') return { source: { kind: 'test' }, name: 'test', reason: null };
  const file = replayFile(setting);
  if (file !== null) return chooseReplay(file);
  return setting === 'auto' ? chooseAutomatically(microphones) : chooseByName(setting, microphones);
}

function chooseReplay(file: string): Chosen<AudioSource> {
  const fault = replayNameFault(file);
  return fault ? silence(fault) : { source: { kind: 'replay', file }, name: printable(file), reason: null };
}

function chooseAutomatically(microphones: Microphone[]): Chosen<AudioSource> {
  const best = microphones.find(({ device }) => plugName(device) !== null);
  return best ? taken(best.device, best) : silence(because('noMicrophone', 'nothing records in /proc/asound/pcm'));
}

function chooseByName(setting: string, microphones: Microphone[]): Chosen<AudioSource> {
  const wanted = plugName(setting);
  const microphone = wanted === null ? undefined : microphones.find(({ device }) => plugName(device) === wanted);
  if (microphone) return taken(setting, microphone);
  const there = microphones.map(({ device }) => device).join(', ') || 'no microphone';
  const device = printable(setting);
  const tech = printable(`microphone.device is ${device}; there: ${there}`, 700);
  // A voice from farther away is better than none.
  const other = chooseAutomatically(microphones);
  return other.source.kind === 'alsa'
    ? { ...other, reason: because('microphoneReplaced', tech, { lost: device, used: other.name }) }
    : silence(because('microphoneNotFound', tech, { device }));
}

function taken(device: string, { name }: Microphone): Chosen<AudioSource> {
  return { source: { kind: 'alsa', device, name }, name, reason: null };
}

function silence(reason: Reason): Chosen<AudioSource> {
  return { source: { kind: 'silence' }, name: '', reason };
}
