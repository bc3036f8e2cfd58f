import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { chooseMicrophone } from '../../../device/media/source/choose-microphone.ts';
import type { Microphone } from '../../../device/media/source/list-microphones.ts';

const tie: Microphone = { device: 'plughw:CARD=Device,DEV=0', name: 'Lapel', usbPort: '1-1.2', onCamera: false };
const webcam: Microphone = { device: 'plughw:CARD=C920,DEV=0', name: 'C920', usbPort: '1-1.3', onCamera: true };
const loop: Microphone = { device: 'plughw:CARD=Mic,DEV=1', name: 'Loopback', usbPort: null, onCamera: false };
const list = [tie, loop, webcam];

test('the words that need no microphone', () => {
  assert.deepEqual(chooseMicrophone('test', list), { source: { kind: 'test' }, name: 'test', reason: null });
  assert.deepEqual(chooseMicrophone('none', list), { source: { kind: 'silence' }, name: '', reason: null });
  assert.deepEqual(chooseMicrophone('replay:/a b.mp4', list), {
    source: { kind: 'replay', file: '/a b.mp4' },
    name: '/a b.mp4',
    reason: null,
  });
});

test('auto takes the first of the list', () => {
  assert.deepEqual(chooseMicrophone('auto', list), {
    source: { kind: 'alsa', device: tie.device, name: 'Lapel' },
    name: 'Lapel',
    reason: null,
  });
  assert.equal(chooseMicrophone('auto', [webcam]).name, 'C920');
});

test('by card name: every spelling ALSA knows, kept as written', () => {
  const spellings: [setting: string, name: string][] = [
    ['plughw:CARD=Device,DEV=0', 'Lapel'],
    ['hw:CARD=Device,DEV=0', 'Lapel'],
    ['hw:CARD=Device', 'Lapel'],
    ['plughw:CARD=C920', 'C920'],
    ['plughw:CARD=Mic,DEV=1', 'Loopback'],
    ['hw:CARD=Mic,DEV=1,SUBDEV=0', 'Loopback'],
  ];
  for (const [setting, name] of spellings) {
    const chosen = chooseMicrophone(setting, list);
    assert.deepEqual(chosen, { source: { kind: 'alsa', device: setting, name }, name, reason: null });
  }
});

test('what is missing is silence with its reason', () => {
  const cases: [setting: string, microphones: Microphone[], code: string][] = [
    ['auto', [], 'noMicrophone'],
    ['hw:CARD=Gone', list, 'microphoneNotFound'],
    // DEV=0 of that card only plays.
    ['hw:CARD=Mic', list, 'microphoneNotFound'],
    // Numbers change from boot to boot.
    ['hw:1,0', list, 'microphoneNotFound'],
    ['hw:CARD=1', [{ ...tie, device: 'plughw:CARD=1,DEV=0' }], 'microphoneNotFound'],
    ['default', list, 'microphoneNotFound'],
    ['', list, 'microphoneNotFound'],
    ['replay:', list, 'replayUnreadable'],
    ['replay:"', list, 'replayUnreadable'],
  ];
  for (const [setting, microphones, code] of cases) {
    const { source, name, reason } = chooseMicrophone(setting, microphones);
    assert.deepEqual([source, name, reason?.code], [{ kind: 'silence' }, '', code], setting);
  }
});

test('hostile names never reach a pipeline, in the settings or in the list', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string().map((tail) => `hw:CARD=${tail}`),
    fc.string().map((tail) => `plughw:CARD=Device,DEV=0${tail}`),
    fc.constantFrom('hw:CARD=a ! fakesink', 'hw:CARD="a"', "hw:CARD='a'", 'hw:CARD=a\n', 'hw:CARD=a,DEV=0,FILE=/x'),
  );
  fc.assert(
    fc.property(hostile, fc.boolean(), (device, isListed) => {
      for (const setting of [device, 'auto']) {
        const { source, reason } = chooseMicrophone(setting, isListed ? [{ ...tie, device }] : list);
        if (source.kind === 'alsa') assert.match(source.device, /^(plug)?hw:[\w=,]+$/);
        else if (source.kind === 'silence') assert.ok(reason !== null && reason.tech.length <= 700);
        for (const value of Object.values(reason?.values ?? {})) assert.doesNotMatch(String(value), /\p{Cc}/u);
      }
    }),
    { numRuns: 1000 },
  );
});
