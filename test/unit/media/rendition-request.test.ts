import assert from 'node:assert/strict';
import test from 'node:test';
import { renditionRequest } from '../../../device/media/rendition-request.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import type { Settings } from '../../../device/settings/settings-schema.ts';

const settings = (changes: { camera?: object; encoder?: object } = {}): Settings => {
  const all = checkSettings({}).settings as Settings;
  return { ...all, camera: { ...all.camera, ...changes.camera }, encoder: { ...all.encoder, ...changes.encoder } };
};
const NOTHING = { picture: null, sound: false };

test('with good links only, nothing is coded twice', () => {
  assert.deepEqual(renditionRequest(settings(), []), NOTHING);
  assert.deepEqual(renditionRequest(settings(), [null, null]), NOTHING);
});

test('it serves the neediest destination', () => {
  const wish = renditionRequest(settings(), [{ level: 'reduced', kbps: 700 }, null, { level: 'stills', kbps: 60 }]);
  assert.deepEqual(wish, {
    picture: { width: 640, height: 360, framesPerSecond: 1, bitrateKbps: 60 },
    sound: true,
  });
  assert.equal(renditionRequest(settings(), [{ level: 'reduced', kbps: 700 }]).picture?.framesPerSecond, 15);
});

test('the picture keeps its shape, never grows, and has even sides', () => {
  const voice = { level: 'voice', kbps: 5 } as const;
  assert.deepEqual(renditionRequest(settings(), [voice]).picture, {
    width: 160,
    height: 90,
    framesPerSecond: 1,
    bitrateKbps: 5,
  });
  const small = { width: 426, height: 240, framesPerSecond: 10 };
  const { picture } = renditionRequest(settings({ camera: small }), [{ level: 'reduced', kbps: 300 }]);
  assert.deepEqual(picture, { width: 426, height: 240, framesPerSecond: 10, bitrateKbps: 300 });
});

test('a live picture of its own has the full size, until a link cannot carry it', () => {
  const always = settings({ encoder: { separateLive: 'always', liveKbps: 1500 } });
  assert.deepEqual(renditionRequest(always, [null]), {
    picture: { width: 1280, height: 720, framesPerSecond: 30, bitrateKbps: 1500 },
    sound: false,
  });
  assert.equal(renditionRequest(always, [{ level: 'reduced', kbps: 400 }]).picture?.height, 360);
});

test('without a camera only the sound is reduced', () => {
  const voiceOnly = settings({ camera: { device: 'none' } });
  assert.deepEqual(renditionRequest(voiceOnly, [{ level: 'voice', kbps: 5 }]), { picture: null, sound: true });
});
