/** Voice before picture: the real service publishes a hard picture to the shipped server through a link that becomes thin. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPicture } from '../../device/media/flv/flv-tag.ts';
import { flvFileHeader } from '../../device/media/flv/flv-writer.ts';
import type { Device } from '../tools/box/device.ts';
import { watchLevels } from '../tools/box/level-watch.ts';
import { carryOnly, onAirThroughThinLink, WHOLE_KBPS } from '../tools/links/thin-link.ts';
import { decodingErrors, pictureSizes } from '../tools/measures/ffprobe.ts';
import { flvTags } from '../tools/measures/flv-counts.ts';
import { type RtmpViewer, startRtmpViewer } from '../tools/viewers/rtmp-viewer.ts';
import { isSound, usualDelayMs, voiceDelay } from '../tools/viewers/voice-delay.ts';

/** Two busy cores are several times slower than a box that has nothing else to do. */
const VOICE_WAITS_MS = 3000;
const VOICE_LATE_MS = 5000;
/** AAC of 1024 samples at 48 kHz, in whole milliseconds. */
const SOUND_STEPS_MS = [21, 22];

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function assertNothingIsMissing(all: number[], what: string): void {
  // The first may have begun before the picture with which all begins.
  const times = all.slice(1);
  const steps = times.slice(1).map((ms, index) => ms - (times[index] ?? ms));
  const wrong = steps.findIndex((step) => !SOUND_STEPS_MS.includes(step));
  assert.equal(wrong, -1, `${what}: a step of ${steps[wrong]} ms after ${times[wrong]} ms`);
}

async function assertDecodes({ tags }: RtmpViewer, file: string): Promise<void> {
  const media = tags.filter(({ kind }) => kind !== 'script');
  await writeFile(
    file,
    Buffer.concat([flvFileHeader({ audio: true, video: true }), ...media.map(({ bytes }) => bytes)]),
  );
  assert.equal(await decodingErrors(file), '');
}

/** At 30 pictures a second, whatever the network did. */
async function assertRecordingUntouched(device: Device, id: string, thinFromMs: number): Promise<void> {
  const parts = await device.keepParts(id);
  assert.equal(parts.length, 1, 'one picture size and one encoder from the start to the end');
  const tags = await flvTags(parts[0] as string);
  const sound = tags.filter(({ kind, sequenceHeader }) => kind === 'audio' && !sequenceHeader);
  assertNothingIsMissing(
    sound.map(({ timestampMs }) => timestampMs),
    'sound of the recording',
  );
  const pictures = tags.filter(isPicture);
  const keys = pictures.filter(({ keyframe }) => keyframe).map(({ timestampMs }) => timestampMs);
  for (const [index, ms] of keys.slice(1).entries()) {
    const gopMs = ms - (keys[index] ?? ms);
    assert.ok(gopMs > 1500 && gopMs < 3000, `a keyframe ${gopMs} ms after the one before: nobody asks for any`);
  }
  const kbps = (some: typeof pictures) =>
    (some.reduce((sum, { bytes }) => sum + bytes.length, 0) * 8) /
    ((some.at(-1)?.timestampMs ?? 0) - (some[0]?.timestampMs ?? 0));
  const before = kbps(pictures.filter(({ timestampMs }) => timestampMs > 4000 && timestampMs < thinFromMs));
  const after = kbps(pictures.filter(({ timestampMs }) => timestampMs > thinFromMs));
  assert.ok(Math.abs(after / before - 1) < 0.2, `${before} kb/s before, ${after} kb/s after`);
}

test('4 Mb/s, 300 kb/s, 60 kb/s, 4 Mb/s: the voice goes on, the picture comes back', {
  timeout: 240_000,
}, async (t) => {
  const { device, relay, server, folder, id } = await onAirThroughThinLink(t);
  const viewer = startRtmpViewer(t, `${server.rtmpUrl}/room`);
  const onAirMs = performance.now();
  const { seen, stop } = watchLevels(t, device);
  const whole = await carryOnly(relay, WHOLE_KBPS, 12_000);
  assert.deepEqual(
    seen.map(({ destination }) => destination.level),
    ['full'],
    'a link that carries the stream is left alone',
  );
  const poor = await carryOnly(relay, 300, 15_000);
  const tiny = await carryOnly(relay, 60, 15_000);
  const inTrouble = await device.state();
  relay.setKbps(WHOLE_KBPS);
  const backMs = performance.now();
  const after = await device.waitFor('all again', ({ destinations }) => destinations[0]?.level === 'full', 60_000);
  const fullMs = performance.now();
  // The full picture follows at its next keyframe, 2 s later at the most.
  await sleep(5000);
  await stop();

  const usualMs = usualDelayMs(viewer, whole[0] + 4000, whole[1]);
  const levels = seen.map(({ atMs, destination }) => `${seconds(atMs - onAirMs)} ${destination.level}`);
  t.diagnostic(`levels: ${levels.join(', ')}; full again ${seconds(fullMs - backMs)} after the link`);
  for (const [name, [fromMs, toMs]] of [
    ['whole', whole],
    ['300 kb/s', poor],
    ['60 kb/s', tiny],
    ['whole again', [backMs, performance.now()]],
  ] as const) {
    const { longestWaitMs, mostLateMs, frames } = voiceDelay(viewer, fromMs, toMs, usualMs);
    const pictures = viewer.tags.filter(
      ({ kind, isMedia, atMs }) => kind === 'video' && isMedia && atMs >= fromMs && atMs < toMs,
    );
    const times = `longest wait ${Math.round(longestWaitMs)} ms, at most ${Math.round(mostLateMs)} ms late`;
    t.diagnostic(`${name}: ${frames} of voice, ${times}; ${pictures.length} pictures`);
    assert.ok(longestWaitMs < VOICE_WAITS_MS && mostLateMs < VOICE_LATE_MS, `${name}: ${times}`);
  }

  await t.test('the box went down through the quality levels and up again, on the one connection', () => {
    const ranks = ['full', 'reduced', 'stills', 'voice'];
    const lowest = (fromMs: number, toMs: number) =>
      Math.max(
        ...seen
          .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
          .map(({ destination }) => ranks.indexOf(destination.level)),
      );
    assert.ok(lowest(...poor) >= 2, 'moving pictures do not fit into 300 kb/s');
    assert.equal(lowest(poor[0], tiny[1]), ranks.indexOf('voice'));
    // Now and then it tries whether there is room for stills.
    assert.match(inTrouble.destinations[0]?.level ?? '', /^(voice|stills)$/);
    assert.equal(after.destinations[0]?.reconnects, 0);
    assert.equal(relay.connections, 1);
  });

  await t.test('the page says why, and that the recording is not touched', () => {
    for (const { destination } of seen) {
      if (destination.level === 'full') assert.equal(destination.reason, null);
      else
        assert.match(
          destination.reason?.message ?? '',
          /^The connection to Server is too thin: .* The recording is not affected\./,
        );
    }
    assert.equal(inTrouble.recording.phase, 'recording');
    assert.equal(inTrouble.recording.reason, null);
  });

  await t.test('the viewer has every piece of the voice once, and pictures of three sizes that decode', async () => {
    assertNothingIsMissing(
      viewer.tags.filter(isSound).map(({ timestampMs }) => timestampMs),
      'voice at the viewer',
    );
    let needsKey = true;
    for (const { kind, sequenceHeader, isMedia, keyframe, timestampMs } of viewer.tags) {
      if (kind !== 'video') continue;
      if (sequenceHeader) needsKey = true;
      else if (isMedia) {
        assert.ok(keyframe || !needsKey, `a picture at ${timestampMs} ms before its keyframe`);
        needsKey = false;
      }
    }
    const file = join(folder, 'seen.flv');
    await assertDecodes(viewer, file);
    const sizes = await pictureSizes(file);
    // Noise needs more bits than a picture of a room: a thumbnail of it may have to be smaller still.
    const usual = [...sizes.keys()].filter((size) => Number.parseInt(size, 10) >= 160);
    assert.deepEqual(usual.sort(), ['160x90', '640x360']);
  });

  await t.test('the recording knows nothing of it', () => assertRecordingUntouched(device, id, poor[0] - onAirMs));
});
