/** Lets the senses see and hear a medium, faster than it plays, and says what they told and when. */

import { ANALYSIS_AUDIO, ANALYSIS_AUDIO_BYTES } from '../../device/media/analysis/analysis-audio.ts';
import { MediaAnalysis } from '../../device/media/analysis/media-analysis.ts';
import { THUMBNAILS_PER_SECOND } from '../../device/media/analysis/thumbnail.ts';
import { FakeClock } from '../tools/machine/fake-clock.ts';
import { clipped, RATE, rmsDb, type Sound, small } from './sounds.ts';

export interface Medium {
  name: string;
  seconds: number;
  /** Of THUMBNAIL, at so many seconds. */
  picture(atSeconds: number): Uint8Array;
  sound: Sound;
  /** What must be told, and from when on it is so; nothing where the medium is good. */
  expected?: { code: string; fromSecond: number };
}

/** From when to when, in seconds of the medium. */
export interface Telling {
  code: string;
  fromSecond: number;
  toSecond: number;
}

const STEP_SECONDS = 1 / THUMBNAILS_PER_SECOND;

export function play({ seconds, picture, sound }: Medium): Telling[] {
  const clock = new FakeClock();
  const analysis = new MediaAnalysis({ clock, onChange() {} });
  const { pieces, readings } = prepared(sound);
  const tellings: Telling[] = [];
  for (let at = 0; at < seconds; at += STEP_SECONDS) {
    clock.advance(STEP_SECONDS * 1000);
    analysis.pushPicture(Buffer.from(picture(at)), { isScreen: false });
    analysis.pushSound(pieces[at / STEP_SECONDS] ?? NOTHING);
    if (Number.isInteger(at)) analysis.pushLevels(readings[at] ?? SILENCE);
    for (const { code } of [...analysis.camera, ...analysis.microphone]) {
      const open = tellings.find((telling) => telling.code === code && telling.toSecond === at);
      if (open) open.toSecond = at + STEP_SECONDS;
      else tellings.push({ code, fromSecond: at + STEP_SECONDS, toSecond: at + STEP_SECONDS });
    }
  }
  return tellings;
}

interface Prepared {
  pieces: Buffer[];
  readings: { rmsDb: number; peakDb: number }[];
}

const NOTHING = Buffer.alloc(ANALYSIS_AUDIO_BYTES);
const SILENCE = { rmsDb: -100, peakDb: -100 };

/** One sound goes with many pictures. */
const known = new WeakMap<Sound, Prepared>();

function prepared(sound: Sound): Prepared {
  const before = known.get(sound);
  if (before) return before;
  const heard = clipped(sound);
  const samples = small(heard);
  const { pieceSamples } = ANALYSIS_AUDIO;
  const pieces = Array.from({ length: Math.floor(samples.length / pieceSamples) }, (_, at) =>
    pieceOf(samples.subarray(at * pieceSamples, (at + 1) * pieceSamples)),
  );
  const readings = Array.from({ length: Math.floor(heard.length / RATE) }, (_, at) =>
    levels(heard.subarray(at * RATE, (at + 1) * RATE)),
  );
  known.set(sound, { pieces, readings });
  return { pieces, readings };
}

function pieceOf(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(ANALYSIS_AUDIO_BYTES);
  samples.forEach((sample, at) => {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), at * 2);
  });
  return bytes;
}

function levels(second: Sound): { rmsDb: number; peakDb: number } {
  const peak = second.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return { rmsDb: rmsDb(second), peakDb: 20 * Math.log10(peak + 1e-6) };
}
