/**
 * Sounds of a lecture room, composed of recorded voices (Debian's `pocketsphinx-testdata`) and of noises made here.
 * Samples at 16 kHz as fractions of full scale; all randomness is seeded, so that each run hears the same.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RATE = 16_000;
const VOICES = '/usr/share/pocketsphinx/test/data';

export type Sound = Float32Array;

/** A generator of numbers from 0 to 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of a normal distribution. */
export function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
}

const amplitude = (db: number) => 10 ** (db / 20);

/** Of the whole, in dB below full scale. */
export function rmsDb(sound: Sound): number {
  let sum = 0;
  for (const sample of sound) sum += sample * sample;
  return 10 * Math.log10(sum / sound.length + 1e-12);
}

/** As loud as that on the whole. */
export function leveled(sound: Sound, db: number): Sound {
  const factor = amplitude(db - rmsDb(sound));
  return sound.map((sample) => sample * factor);
}

/** As long as the longest. */
export function mixed(...sounds: Sound[]): Sound {
  const sum = new Float32Array(Math.max(...sounds.map(({ length }) => length)));
  for (const sound of sounds)
    for (let at = 0; at < sound.length; at++) sum[at] = (sum[at] as number) + (sound[at] as number);
  return sum;
}

export function joined(...sounds: Sound[]): Sound {
  const whole = new Float32Array(sounds.reduce((length, sound) => length + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

/** From the start again until it is so long. */
export function looped(sound: Sound, seconds: number): Sound {
  const whole = new Float32Array(Math.round(seconds * RATE));
  for (let at = 0; at < whole.length; at++) whole[at] = sound[at % sound.length] as number;
  return whole;
}

export const silence = (seconds: number): Sound => new Float32Array(Math.round(seconds * RATE));

/** What a converter does with what is beyond full scale. */
export const clipped = (sound: Sound): Sound => sound.map((sample) => Math.max(-1, Math.min(0.99997, sample)));

/** One recorded voice each, by the name of its speaker. */
export function voices(): Map<string, Sound> {
  const wav = (folder: string) =>
    readdirSync(join(VOICES, folder))
      .filter((name) => name.endsWith('.wav'))
      .sort()
      .map((name) => samples(readFileSync(join(VOICES, folder, name)).subarray(44)));
  const raw = (name: string) => samples(readFileSync(join(VOICES, name)));
  return new Map([
    ['a woman reads a novel', joined(...wav('librivox'))],
    ['a man names cards', joined(...wav('cards'))],
    ['a man gives orders', joined(raw('goforward.raw'), silence(0.5), raw('something.raw'))],
    ['numbers are read', raw('numbers.raw')],
  ]);
}

function samples(bytes: Buffer): Sound {
  const sound = new Float32Array(bytes.length >> 1);
  for (let at = 0; at < sound.length; at++) sound[at] = bytes.readInt16LE(at * 2) / 32_768;
  return sound;
}

/** `white`, or low like a fan. */
export function noise(seconds: number, kind: 'white' | 'fan', seed = 1): Sound {
  const next = random(seed);
  const sound = new Float32Array(Math.round(seconds * RATE));
  let low = 0;
  for (let at = 0; at < sound.length; at++) {
    const white = normal(next);
    low += 0.06 * (white - low);
    sound[at] = kind === 'white' ? white * 0.1 : low;
  }
  return sound;
}

/** Lines at multiples of the mains, each a third as strong as the one before. */
export function hum(seconds: number, mainsHz: number, shares = [1, 0.5, 0.35, 0.1, 0.1]): Sound {
  return tone(
    seconds,
    shares.map((share, index) => [mainsHz * (index + 1), share] as const),
  );
}

export function tone(seconds: number, partials: readonly (readonly [number, number])[]): Sound {
  const sound = new Float32Array(Math.round(seconds * RATE));
  for (let at = 0; at < sound.length; at++)
    for (const [hertz, share] of partials)
      sound[at] = (sound[at] as number) + share * Math.sin((2 * Math.PI * hertz * at) / RATE);
  return sound;
}

/** Bursts of noise with a quick decay, so many a second: one pair of hands has 4, a hall hundreds; a keyboard 6. */
export function claps(seconds: number, perSecond: number, decaySeconds = 0.01, seed = 2): Sound {
  const next = random(seed);
  const sound = new Float32Array(Math.round(seconds * RATE));
  const count = Math.round(seconds * perSecond);
  const length = Math.round(decaySeconds * 6 * RATE);
  for (let clap = 0; clap < count; clap++) {
    const start = Math.floor(next() * sound.length);
    const loud = 0.4 + 0.6 * next();
    for (let at = 0; at < length && start + at < sound.length; at++)
      sound[start + at] = (sound[start + at] as number) + loud * normal(next) * Math.exp(-at / (decaySeconds * RATE));
  }
  return sound;
}

/** Slower and deeper. */
export function slowed(sound: Sound, factor: number): Sound {
  return Float32Array.from({ length: Math.floor(sound.length / factor) }, (_, at) => {
    const from = Math.floor(at * factor);
    const share = at * factor - from;
    return (sound[from] as number) * (1 - share) + (sound[from + 1] ?? 0) * share;
  });
}

/** Its highest sample so many dB above full scale, below if negative. */
export function peaking(sound: Sound, db: number): Sound {
  const highest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return sound.map((sample) => (sample * amplitude(db)) / highest);
}

/** For a `replay:` source. */
export function writeWav(path: string, sound: Sound): void {
  const bytes = Buffer.alloc(44 + sound.length * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + sound.length * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(sound.length * 2, 40);
  for (let at = 0; at < sound.length; at++)
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round((sound[at] as number) * 32_768))), 44 + at * 2);
  writeFileSync(path, bytes);
}

/** As the pipeline makes it small: 4 kHz, nothing above 2 kHz (windowed sinc). */
export function small(sound: Sound): Float32Array {
  const half = 40;
  const taps = Float32Array.from({ length: 2 * half + 1 }, (_, index) => {
    const at = index - half;
    const sinc = at === 0 ? 0.225 : Math.sin(Math.PI * 0.225 * at) / (Math.PI * at);
    return sinc * (0.54 + 0.46 * Math.cos((Math.PI * at) / half));
  });
  const made = new Float32Array(Math.floor(sound.length / 4));
  for (let at = 0; at < made.length; at++) {
    let sum = 0;
    for (let tap = -half; tap <= half; tap++) sum += (sound[at * 4 + tap] ?? 0) * (taps[tap + half] as number);
    made[at] = Math.max(-1, Math.min(1, sum));
  }
  return made;
}
