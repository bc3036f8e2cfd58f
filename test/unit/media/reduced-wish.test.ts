import assert from 'node:assert/strict';
import test from 'node:test';
import { reducedWish } from '../../../device/media/reduced-wish.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import type { Settings } from '../../../device/settings/settings-schema.ts';

const settings = (changes: { camera?: object; encoder?: object } = {}): Settings => {
  const all = checkSettings({}).settings as Settings;
  return { ...all, camera: { ...all.camera, ...changes.camera }, encoder: { ...all.encoder, ...changes.encoder } };
};
const NOTHING = { picture: null, sound: false };

test('with good links only, nothing is coded twice', () => {
  assert.deepEqual(reducedWish(settings(), []), NOTHING);
  assert.deepEqual(reducedWish(settings(), [null, null]), NOTHING);
});

test('it serves the neediest destination', () => {
  const wish = reducedWish(settings(), [{ level: 'reduced', kbps: 700 }, null, { level: 'stills', kbps: 60 }]);
  assert.deepEqual(wish, {
    picture: { width: 640, height: 360, framesPerSecond: 1, bitrateKbps: 60 },
    sound: true,
  });
  assert.equal(reducedWish(settings(), [{ level: 'reduced', kbps: 700 }]).picture?.framesPerSecond, 15);
});

test('the picture keeps its shape, never grows, and has even sides', () => {
  const voice = { level: 'voice', kbps: 5 } as const;
  assert.deepEqual(reducedWish(settings(), [voice]).picture, {
    width: 160,
    height: 90,
    framesPerSecond: 1,
    bitrateKbps: 5,
  });
  const small = { width: 426, height: 240, framesPerSecond: 10 };
  const { picture } = reducedWish(settings({ camera: small }), [{ level: 'reduced', kbps: 300 }]);
  assert.deepEqual(picture, { width: 426, height: 240, framesPerSecond: 10, bitrateKbps: 300 });
});

test('a live picture of its own has the full size, until a link cannot carry it', () => {
  const always = settings({ encoder: { separateLive: 'always', liveKbps: 1500 } });
  assert.deepEqual(reducedWish(always, [null]), {
    picture: { width: 1280, height: 720, framesPerSecond: 30, bitrateKbps: 1500 },
    sound: false,
  });
  assert.equal(reducedWish(always, [{ level: 'reduced', kbps: 400 }]).picture?.height, 360);
});

test('without a camera only the sound is reduced', () => {
  const voiceOnly = settings({ camera: { device: 'none' } });
  assert.deepEqual(reducedWish(voiceOnly, [{ level: 'voice', kbps: 5 }]), { picture: null, sound: true });
});
