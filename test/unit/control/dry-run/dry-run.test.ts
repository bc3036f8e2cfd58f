/** What the dry run says of what it found. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { type CameraFacts, cameraVerdict } from '../../../../device/control/dry-run/camera-verdict.ts';
import type { Verdict } from '../../../../device/control/dry-run/check.ts';
import { talkDestinations, triedDestinations } from '../../../../device/control/dry-run/destination-checks.ts';
import { DRY_RUN_LINES } from '../../../../device/control/dry-run/dry-run-lines.ts';
import { type MicrophoneFacts, microphoneVerdict } from '../../../../device/control/dry-run/microphone-verdict.ts';
import { uplinkVerdict } from '../../../../device/control/dry-run/uplink-verdict.ts';
import type { DestinationStatus } from '../../../../device/media/published-destination.ts';
import type { TestOutcome } from '../../../../device/media/rehearsal/test-publication.ts';
import { because, sentence } from '../../../../device/reason.ts';
import type { Destination } from '../../../../device/settings/settings-schema.ts';
import { words as en } from '../../../../web-ui/src/i18n/en.ts';
import { words as fr } from '../../../../web-ui/src/i18n/fr.ts';

const reason = ({ level, reason: { code } }: Verdict) => [level, code];
const limits = { hasPicture: true, hasReduced: true, fullKbps: 2000, floorKbps: 250 };

test('page and sheet name the lines in the order in which the lamps count them', () => {
  for (const { system } of [en, fr]) assert.deepEqual(Object.keys(system.test.lines), [...DRY_RUN_LINES]);
});

const status = { phase: 'ok', name: 'Logi', reason: null, framesPerSecond: 30, mode: null } as const;
const camera: CameraFacts = {
  ...{ status, pictures: 50, changed: 49, isBlack: false, measured: 29.9, promised: 30, isHidden: false },
};
const tooDark = because('cameraTooDark', '15 of 30');
const CAMERAS: [string, Partial<CameraFacts>, string, string][] = [
  ['all well', {}, 'ok', 'cameraWell'],
  ['a camera that waits for the lamps', { measured: 25 }, 'ok', 'cameraWell'],
  ['nothing moves but a clock', { changed: 6 }, 'ok', 'cameraWell'],
  ['no picture', { pictures: 0, changed: 0, measured: 0 }, 'failing', 'cameraFailed'],
  [
    'not there',
    { pictures: 50, status: { ...status, phase: 'missing', reason: because('noCamera', '') } },
    'failing',
    'noCamera',
  ],
  ['black', { isBlack: true }, 'failing', 'cameraBlack'],
  ['black and frozen', { isBlack: true, changed: 0 }, 'failing', 'cameraBlack'],
  ['black behind the slate', { isBlack: true, changed: 0, isHidden: true }, 'ok', 'cameraHidden'],
  ['the same picture again and again', { changed: 0 }, 'degraded', 'cameraFrozen'],
  ['half the pictures', { measured: 15 }, 'degraded', 'cameraSlow'],
  ['what is known to be wrong already', { status: { ...status, reason: tooDark } }, 'degraded', 'cameraTooDark'],
];
for (const [name, facts, level, code] of CAMERAS)
  test(`camera, ${name}: ${code}`, () =>
    assert.deepEqual(reason(cameraVerdict({ ...camera, ...facts })), [level, code]));

/** Loudness of each tenth of a second; speech peaks 15 dB above it. */
const heard = (...levels: number[]) => levels.map((rmsDb) => ({ rmsDb, peakDb: Math.min(0, rmsDb + 15) }));
const microphone: MicrophoneFacts = { status, readings: heard(-60, -40, -23, -28, -55), isMuted: false };
const MICROPHONES: [string, Partial<MicrophoneFacts>, string, string][] = [
  ['a sentence', {}, 'ok', 'microphoneWell'],
  ['a muted one', { readings: heard(-90, -80) }, 'failing', 'microphoneSilent'],
  ['no reading at all', { readings: [] }, 'failing', 'microphoneSilent'],
  ['an empty room', { readings: heard(-58, -55, -54) }, 'degraded', 'microphoneQuiet'],
  ['far away', { readings: heard(-58, -47, -50) }, 'degraded', 'microphoneQuiet'],
  ['too near', { readings: heard(-20, -12, -10, -11) }, 'degraded', 'microphoneLoud'],
  ['a knock on the table', { readings: heard(-50, -5, -30, -25) }, 'ok', 'microphoneWell'],
  ['off the record', { readings: heard(-100, -100), isMuted: true }, 'ok', 'microphoneMuted'],
  [
    'another in its place',
    { status: { ...status, reason: because('microphoneReplaced', '') } },
    'degraded',
    'microphoneReplaced',
  ],
];
for (const [name, facts, level, code] of MICROPHONES) {
  test(`microphone, ${name}: ${code}`, () =>
    assert.deepEqual(reason(microphoneVerdict({ ...microphone, ...facts })), [level, code]));
}

test('the uplink beside what the talk needs, and what viewers will get of it', () => {
  const of = (carriedKbps: number, more = {}) =>
    uplinkVerdict({ name: 'Main', carriedKbps, offeredKbps: 3144, neededKbps: 2096, limits, ...more });
  const expected: [number, string, string][] = [
    [5000, 'ok', 'uplinkAmple'],
    [3000, 'ok', 'uplinkAmple'],
    [2400, 'ok', 'uplinkEnough'],
    [2000, 'degraded', 'uplinkReduced'],
    [800, 'degraded', 'uplinkReduced'],
    [300, 'degraded', 'uplinkStills'],
    [70, 'degraded', 'uplinkVoice'],
    [59, 'failing', 'uplinkTooThin'],
    [0, 'failing', 'uplinkTooThin'],
  ];
  for (const [kbps, level, code] of expected) assert.deepEqual(reason(of(kbps)), [level, code], `${kbps} kb/s`);
  assert.equal(reason(of(1500, { limits: { ...limits, hasReduced: false } }))[1], 'uplinkJerky');
  assert.equal(sentence(of(5000).reason, 'en'), 'The network carries at least 3.1 Mb/s to Main, the talk needs 2.1.');
  assert.match(sentence(of(2400).reason, 'fr'), /laisse passer 2,4\u00a0Mb\/s vers Main, l'exposé en demande 2,1\.$/);
});

const destination = (id: string, url = 'rtmp://stream.example.org/live'): Destination => ({
  ...{ id, name: '', url, streamKey: 'key', passphrase: '', watchUrl: '', readBackUrl: '' },
  ...{ readBack: 'auto', dryRunPublish: 'auto', enabled: true },
});
const failed = (
  why: Extract<TestOutcome, { how: 'failed' }>['why'],
  between: 'portal' | 'noLink' | 'otherProtocol' | null = null,
) => ({ how: 'failed', why, tech: 'x', between: between && { what: between, tech: 'y' } }) as const;
const accepted = { how: 'accepted', carriedKbps: 3100, offeredKbps: 3144 } as const;
const lines = (checks: ReturnType<typeof triedDestinations>) =>
  checks.map(({ line, level, reason: { code } }) => `${line} ${level} ${code}`);
const tried = (outcome: TestOutcome, mayPublish = true) =>
  lines(triedDestinations([{ destination: destination('main'), outcome }], { neededKbps: 2096, limits, mayPublish }));

test('nothing is recorded while a server is tried, so no line says that the recording goes on', () => {
  const outcomes: TestOutcome[] = [
    ...(['refused', 'stillHeld', 'unresolvable', 'unreachable', 'noAnswer', 'tls', 'closed', 'stalled'] as const).map(
      (why) => failed(why),
    ),
    ...(['portal', 'noLink'] as const).map((between) => failed('unreachable', between)),
  ];
  for (const outcome of outcomes) {
    const checks = triedDestinations([{ destination: destination('main'), outcome }], {
      ...{ neededKbps: 2096, limits, mayPublish: true },
    });
    for (const language of ['en', 'fr'] as const)
      for (const { reason } of checks) {
        const said = sentence(reason, language);
        assert.doesNotMatch(said, /the recording|l'enregistrement/, JSON.stringify(outcome));
        assert.match(said, /[^\s;,]\.$/, said);
      }
  }
});

test('each outcome of a test publication has its three lines', () => {
  const OK = '5 ok networkName';
  const UNKNOWN = '7 degraded uplinkUnknown';
  assert.deepEqual(tried(accepted), [OK, '6 ok serverAccepts', '7 ok uplinkAmple']);
  assert.deepEqual(tried({ ...accepted, carriedKbps: null })[2], '7 degraded uplinkNoTime');
  assert.deepEqual(tried({ how: 'reached' }), [OK, '6 ok serverReached', '7 ok uplinkUnknown']);
  assert.deepEqual(tried({ how: 'reached' }, false), [OK, '6 ok serverLeftAlone', '7 ok uplinkUnknown']);
  assert.deepEqual(tried(failed('refused')), [OK, '6 failing destinationRefused', UNKNOWN]);
  assert.deepEqual(tried(failed('unreachable')), [OK, '6 failing destinationUnreachable', UNKNOWN]);
  assert.deepEqual(tried(failed('noAnswer')), [OK, '6 failing destinationNoAnswer', UNKNOWN]);
  assert.deepEqual(tried(failed('noAnswer', 'otherProtocol')), [OK, '6 failing destinationNotRtmp', UNKNOWN]);
  assert.deepEqual(tried(failed('boxBusy')), [OK, '6 degraded destinationBoxBusy', UNKNOWN]);
  assert.deepEqual(tried(failed('tls')), [OK, '6 failing destinationTls', UNKNOWN]);
  assert.deepEqual(tried(failed('stillHeld')), [OK, '6 failing serverHeld', UNKNOWN]);
  for (const [outcome, code] of [
    [failed('unresolvable'), 'destinationUnresolvable'],
    [failed('unreachable', 'portal'), 'destinationPortal'],
    [failed('unresolvable', 'noLink'), 'destinationNoLink'],
  ] as const)
    assert.deepEqual(tried(outcome), [`5 failing ${code}`, `6 failing ${code}`, UNKNOWN]);
  const cut = { how: 'cut', tech: 'x', carriedKbps: 40, offeredKbps: 3144 } as const;
  assert.deepEqual(tried(cut), [OK, '6 failing serverCut', '7 failing uplinkTooThin']);
  assert.deepEqual(tried({ ...cut, carriedKbps: 0 }), [OK, '6 failing serverCut', UNKNOWN]);
  assert.deepEqual(tried({ how: 'noSlate' }), [OK, '6 degraded serverNoSlate', UNKNOWN]);
  assert.deepEqual(tried({ how: 'interrupted' }), [OK, '6 degraded serverInterrupted', UNKNOWN]);
});

test('none, many, and a server that is given by its address', () => {
  const needs = { neededKbps: 2096, limits, mayPublish: true };
  assert.deepEqual(lines(triedDestinations([], needs)), ['6 ok serverNone']);
  const two = [
    { destination: destination('a', 'rtmp://192.0.2.1/live'), outcome: accepted },
    { destination: destination('b', 'rtmp://[2001:db8::1]/live'), outcome: failed('refused') },
  ];
  const checks = triedDestinations(two, needs);
  assert.deepEqual(
    checks.map(({ id, line }) => `${line} ${id}`),
    ['5 network', '6 destination-a', '6 destination-b', '7 uplink-a', '7 uplink-b'],
  );
  assert.equal(checks[0]?.reason.code, 'networkAddress');
});

test('while a talk is on, it tells by itself how it gets out', () => {
  const state = (more: Partial<DestinationStatus>) =>
    ({ id: 'main', name: '', phase: 'live', level: 'full', kbps: 2100, reason: null, ...more }) as DestinationStatus;
  const of = (more: Partial<DestinationStatus>) => lines(talkDestinations([destination('main')], [state(more)]));
  assert.deepEqual(of({}), ['5 ok networkName', '6 ok serverTakesTalk', '7 ok uplinkTalk']);
  assert.deepEqual(of({ level: 'stills', reason: because('destinationStills', '') }), [
    '5 ok networkName',
    '6 ok serverTakesTalk',
    '7 degraded destinationStills',
  ]);
  assert.deepEqual(of({ reason: because('readBackStands', '') })[1], '6 degraded readBackStands');
  assert.deepEqual(of({ phase: 'connecting' }).slice(1), ['6 degraded serverConnecting', '7 degraded uplinkUnknown']);
  assert.deepEqual(of({ phase: 'reconnecting', reason: because('destinationUnresolvable', '') }), [
    '5 failing destinationUnresolvable',
    '6 failing destinationUnresolvable',
    '7 degraded uplinkUnknown',
  ]);
});
