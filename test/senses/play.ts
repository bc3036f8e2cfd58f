/** Lets the senses see and hear a medium, faster than it plays, and says what they told and when. */
import { Senses } from '../../device/media/analysis/senses.ts';
import { SMALL_PICTURE } from '../../device/media/analysis/small-picture.ts';
import { SMALL_SOUND, SMALL_SOUND_BYTES } from '../../device/media/analysis/small-sound.ts';
import { FakeClock } from '../tools/fake-clock.ts';
import { clipped, RATE, rmsDb, type Sound, small } from './sounds.ts';

export interface Medium {
  name: string;
  seconds: number;
  /** Of SMALL_PICTURE, at so many seconds. */
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

const STEP_SECONDS = 1 / SMALL_PICTURE.perSecond;

export function play({ seconds, picture, sound }: Medium): Telling[] {
  const clock = new FakeClock();
  const senses = new Senses({ clock, onChange() {} });
  const { pieces, readings } = prepared(sound);
  const tellings: Telling[] = [];
  for (let at = 0; at < seconds; at += STEP_SECONDS) {
    clock.advance(STEP_SECONDS * 1000);
    senses.see(Buffer.from(picture(at)), { isScreen: false });
    senses.hear(pieces[at / STEP_SECONDS] ?? NOTHING);
    if (Number.isInteger(at)) senses.read(readings[at] ?? SILENCE);
    for (const { code } of [...senses.camera, ...senses.microphone]) {
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

const NOTHING = Buffer.alloc(SMALL_SOUND_BYTES);
const SILENCE = { rmsDb: -100, peakDb: -100 };

/** One sound goes with many pictures. */
const known = new WeakMap<Sound, Prepared>();

function prepared(sound: Sound): Prepared {
  const before = known.get(sound);
  if (before) return before;
  const heard = clipped(sound);
  const samples = small(heard);
  const { pieceSamples } = SMALL_SOUND;
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
  const bytes = Buffer.alloc(SMALL_SOUND_BYTES);
  samples.forEach((sample, at) => {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), at * 2);
  });
  return bytes;
}

function levels(second: Sound): { rmsDb: number; peakDb: number } {
  const peak = second.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return { rmsDb: rmsDb(second), peakDb: 20 * Math.log10(peak + 1e-6) };
}
