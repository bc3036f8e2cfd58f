import { because, type Reason } from '../../reason.ts';
import type { AudioSource } from './audio-source.ts';
import type { Chosen } from './chosen.ts';
import type { Microphone } from './list-microphones.ts';
import { printable } from './printable.ts';
import { replayFile, replayNameFault } from './replay-file.ts';

/**
 * `hw:CARD=…` and `plughw:CARD=…`, with or without the device; card numbers are refused since they change from boot to
 * boot. Such a name holds no quote, space or `!`, so it can stand in a GStreamer pipeline text as it is.
 */
const ALSA_NAME = /^(?:plug)?hw:CARD=(?!\d+(?:,|$))(\w{1,15})(?:,DEV=(\d{1,2})(?:,SUBDEV=\d{1,2})?)?$/;

/** Decides by the setting `microphone.device` and the microphones that are there. Never throws: what cannot be had is silence with its reason. */
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
  const best = microphones.find(({ device }) => ALSA_NAME.test(device));
  return best ? taken(best.device, best) : silence(because('noMicrophone', 'nothing records in /proc/asound/pcm'));
}

function chooseByName(setting: string, microphones: Microphone[]): Chosen<AudioSource> {
  const wanted = plugName(setting);
  const microphone = wanted === null ? undefined : microphones.find(({ device }) => plugName(device) === wanted);
  if (microphone) return taken(setting, microphone);
  const there = microphones.map(({ device }) => device).join(', ') || 'no microphone';
  const device = printable(setting);
  const tech = printable(`microphone.device is ${device}; there: ${there}`, 700);
  return silence(because('microphoneNotFound', tech, { device }));
}

/** One spelling for all names of the same device; null where it is not one. ALSA takes DEV=0 where none is given. */
function plugName(device: string): string | null {
  const [whole, card, dev = '0'] = ALSA_NAME.exec(device) ?? [];
  return whole === undefined ? null : `plughw:CARD=${card},DEV=${Number(dev)}`;
}

function taken(device: string, { name }: Microphone): Chosen<AudioSource> {
  return { source: { kind: 'alsa', device, name }, name, reason: null };
}

function silence(reason: Reason): Chosen<AudioSource> {
  return { source: { kind: 'silence' }, name: '', reason };
}
