/** Recorded voices, hum, noise, notes: what is told of each. The grid over levels is `npm run test:senses`. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { ANALYSIS_AUDIO } from '../../../../device/media/analysis/analysis-audio.ts';
import { Clipping } from '../../../../device/media/analysis/clipping.ts';
import { Hum } from '../../../../device/media/analysis/hum.ts';
import { Speech } from '../../../../device/media/analysis/speech.ts';
import {
  claps,
  hum,
  joined,
  leveled,
  looped,
  mixed,
  noise,
  type Sound,
  silence,
  slowed,
  small,
  tone,
  voices,
} from '../../../senses/sounds.ts';

const SECONDS = 26;
const quiet = leveled(noise(SECONDS, 'fan', 7), -55);
const recorded = [...voices()].map(
  ([name, voice]) => [name, leveled(looped(joined(voice, silence(1)), SECONDS), -25)] as const,
);

function pieces(sound: Sound): Float32Array[] {
  const { pieceSamples } = ANALYSIS_AUDIO;
  const samples = small(sound);
  return Array.from({ length: Math.floor(samples.length / pieceSamples) }, (_, at) =>
    samples.subarray(at * pieceSamples, (at + 1) * pieceSamples),
  );
}

/** The longest time without a word. */
function longestQuiet(sound: Sound): number {
  const voice = new Speech();
  let longest = 0;
  for (const piece of pieces(sound)) {
    voice.push(piece);
    longest = Math.max(longest, voice.quietSeconds);
  }
  return longest;
}

function mainsOf(sound: Sound): number | null {
  const judge = new Hum();
  for (const piece of pieces(sound)) judge.push(piece);
  return judge.mains;
}

test('each recorded voice is heard, a soft one over a loud fan too', () => {
  for (const [name, voice] of recorded) {
    assert.ok(longestQuiet(mixed(quiet, voice)) < 5, name);
    assert.ok(longestQuiet(mixed(leveled(voice, -45), leveled(noise(SECONDS, 'fan', 3), -45))) < 8, `${name}, soft`);
  }
});

test('a fan, hiss, keys, chalk, steps and hum are no voice', () => {
  const room = leveled(noise(SECONDS, 'fan', 9), -58);
  const sounds = {
    fan: leveled(noise(SECONDS, 'fan', 3), -35),
    hiss: leveled(noise(SECONDS, 'white', 3), -45),
    keys: mixed(room, leveled(claps(SECONDS, 6), -40)),
    chalk: mixed(room, leveled(claps(SECONDS, 3, 0.05), -40)),
    steps: mixed(room, leveled(claps(SECONDS, 2, 0.03), -40)),
    hum: mixed(room, leveled(hum(SECONDS, 50), -40)),
  };
  for (const [name, sound] of Object.entries(sounds)) assert.ok(longestQuiet(sound) >= 20, name);
});

test('hum is told beside a voice, and which mains it is of', () => {
  const [, voice] = recorded[1] as (typeof recorded)[number];
  for (const mains of [50, 60])
    assert.equal(mainsOf(mixed(quiet, voice, leveled(hum(SECONDS, mains + 0.1), -40))), mains);
});

test('hum that is hidden by speech without a pause goes on to be told, one that has ended does not', () => {
  const [, voice] = recorded[0] as (typeof recorded)[number];
  const humming = mixed(quiet, leveled(hum(SECONDS, 50), -40));
  assert.equal(mainsOf(joined(humming, mixed(humming, leveled(voice, -12)))), 50);
  assert.equal(mainsOf(joined(humming, mixed(quiet, voice), quiet)), null);
});

test('voices, deep ones too, and notes beside the mains are no hum', () => {
  for (const [name, voice] of recorded) {
    assert.equal(mainsOf(mixed(quiet, voice)), null, name);
    assert.equal(mainsOf(mixed(quiet, slowed(voice, 0.75))), null, `${name}, deep`);
  }
  for (const hertz of [48.9994, 51.9131, 61.7354, 97.9989]) {
    const note = tone(
      SECONDS,
      [1, 2, 3, 4, 5].map((multiple) => [hertz * multiple, 1 / multiple] as const),
    );
    assert.equal(mainsOf(mixed(quiet, leveled(note, -30))), null, `${hertz} Hz`);
  }
});

/** One reading a second: `x` speech that is cut, `a` applause that is cut, `.` neither. */
function clipping(seconds: string): string {
  const judge = new Clipping();
  return [...seconds]
    .map((second, at) => {
      judge.push(second === '.' ? -6 : 0, second !== 'a', at * 1000);
      return judge.isActive ? 'T' : '.';
    })
    .join('');
}

test('speech that is cut again and again is too loud; a cough, laughter and applause are not', () => {
  assert.ok(clipping('x.x.'.repeat(10)).endsWith('T'));
  assert.ok(!clipping(`${'.'.repeat(18)}x`.repeat(6)).includes('T'), 'a cough each 19 s');
  assert.ok(!clipping(`${'.'.repeat(30)}${'x'.repeat(9)}${'.'.repeat(30)}`).includes('T'), 'laughter');
  assert.ok(!clipping(`${'.'.repeat(30)}${'a'.repeat(45)}${'.'.repeat(30)}`).includes('T'), 'applause');
  assert.ok(clipping('a'.repeat(60)).endsWith('T'), 'at a gain at which all is cut');
  assert.ok(clipping(`${'x.x.'.repeat(10)}${'.'.repeat(25)}`).endsWith('.'), 'taken back when it is lowered');
});
