/** Too few pictures, in words: whose doing it is, as far as the camera itself says. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { PictureRate } from '../../../device/media/capture/input/picture-rate.ts';
import type { VideoSource } from '../../../device/media/source/source.ts';
import { sentence } from '../../../device/reason.ts';
import { eventually } from '../../tools/eventually.ts';
import { fakeV4l2Ctl } from '../../tools/machine/fake-v4l2-ctl.ts';

const CAMERA = {
  kind: 'camera',
  device: '/dev/video0',
  name: 'Desk camera',
  format: 'jpeg',
  width: 1280,
  height: 720,
  framesPerSecond: 30,
} as const;

/** 20 s at a steady rate with a camera that has this setting of its own. */
async function after20Seconds(
  t: TestContext,
  { source = CAMERA as VideoSource, given = 30, lost = 0, coded = 30, dynamic = 0 },
) {
  const fake = await fakeV4l2Ctl(t, { exposure_dynamic_framerate: { type: 'bool', default: 0, value: dynamic } });
  const path = process.env.PATH;
  process.env.PATH = `${fake.folder}:${path}`;
  t.after(() => {
    process.env.PATH = path;
  });
  const rate = new PictureRate({ source, wanted: 30, nowMs: 0, onChange() {} });
  for (let second = 1; second <= 20; second++)
    rate.count(
      { delivered: given * second, lost: lost * second, coded: Math.min(coded, given) * second },
      second * 1000,
    );
  assert.equal(rate.framesPerSecond, given);
  return rate;
}

const said = (rate: PictureRate) => rate.reason && sentence(rate.reason, 'en');

test('as many as promised: nothing is said', async (t) => {
  assert.equal(said(await after20Seconds(t, {})), null);
});

test('a camera that takes its time in the dark, and says so', async (t) => {
  const rate = await after20Seconds(t, { given: 10, dynamic: 1 });
  const text = await eventually('a sentence', async () => said(rate));
  assert.match(text, /Desk camera gives 10 pictures a second in place of 30: the room is too dark for it\. Turn on/);
});

test('a camera that does not say why', async (t) => {
  const rate = await after20Seconds(t, { given: 10 });
  assert.match(
    await eventually('a sentence', async () => said(rate)),
    /gives 10 .* in place of 30\. Give it more light/,
  );
});

test('pictures lost on their way, and an encoder that leaves some out', async (t) => {
  const lost = await after20Seconds(t, { given: 18, lost: 12 });
  assert.match(await eventually('a sentence', async () => said(lost)), /Of 30 pictures .* only 18 arrive\. Plug it/);
  const slow = await after20Seconds(t, { coded: 12 });
  assert.match(await eventually('a sentence', async () => said(slow)), /encodes 12 of 30 .* Choose a smaller picture/);
});

test('a camera that promises less than the settings ask for says so at once, and is measured by its promise', async (t) => {
  const source = { ...CAMERA, format: 'raw', framesPerSecond: 10 } as const;
  const rate = await after20Seconds(t, { source, given: 10 });
  assert.match(said(rate) ?? '', /offers 10 pictures a second at 1280 × 720, not the 30/);
  const few = await after20Seconds(t, { source, given: 5 });
  assert.match(
    await eventually('a sentence', async () => few.reason?.code === 'cameraSlow' && said(few)),
    /5 .* of 10/,
  );
});
