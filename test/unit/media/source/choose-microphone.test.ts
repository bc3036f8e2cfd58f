import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { chooseMicrophone } from '../../../../device/media/source/choose-microphone.ts';
import type { Microphone } from '../../../../device/media/source/list-microphones.ts';

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

test('a microphone that is missing is replaced by another, and that is said', () => {
  // DEV=0 of the second only plays; numbers change from boot to boot.
  for (const setting of ['hw:CARD=Gone', 'hw:CARD=Mic', 'hw:1,0', 'default', '']) {
    const { source, name, reason } = chooseMicrophone(setting, list);
    assert.deepEqual([source.kind, name, reason?.code], ['alsa', 'Lapel', 'microphoneReplaced'], setting);
    assert.deepEqual(reason?.values, { lost: setting, used: 'Lapel' });
  }
});

test('what is missing with no other there is silence with its reason', () => {
  const cases: [setting: string, microphones: Microphone[], code: string][] = [
    ['auto', [], 'noMicrophone'],
    ['hw:CARD=Gone', [], 'microphoneNotFound'],
    // A number is no name that stays.
    ['hw:CARD=1', [{ ...tie, device: 'plughw:CARD=1,DEV=0' }], 'microphoneNotFound'],
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
        if (source.kind === 'silence') assert.ok(reason !== null);
        assert.ok((reason?.tech.length ?? 0) <= 700);
        for (const value of Object.values(reason?.values ?? {})) assert.doesNotMatch(String(value), /\p{Cc}/u);
      }
    }),
    { numRuns: 1000 },
  );
});
