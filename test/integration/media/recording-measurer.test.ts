/** What a worker measures in a finished recording, beside ffmpeg's `ebur128` and `silencedetect`, sha256sum and stat. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { RecordingMeasurer } from '../../../device/media/measure/recording-measurer.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { loudnessOf } from '../../tools/measures/loudness.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

const SPEECH =
  'Good morning everybody. Today we speak of cells, of what they eat, and of what eats them. First question.';
const PICTURE = 'testsrc=size=320x180:rate=15';

function makeMp4(file: string, inputs: string[], sound: string): void {
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y', ...inputs.flatMap((input) => ['-f', 'lavfi', '-i', input])],
    ...['-filter_complex', sound, '-map', `${inputs.length - 1}:v`, '-map', '[out]', '-shortest'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-ar', '48000', '-movflags', '+faststart', file],
  ]);
}

test('figures of a finished recording', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pupitre-measure-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const measurer = new RecordingMeasurer({ clock: systemClock, workers: mediaWorkers(t) });
  const measured = async (file: string) => {
    const result = await measurer.measure(file, statSync(file).size);
    assert.equal(result.how, 'measured', JSON.stringify(result));
    return result as Extract<typeof result, { how: 'measured' }>;
  };

  await t.test('a voice with a pause: loudness, peak, silence, hash and size as others find them', async () => {
    const file = join(folder, 'voice.mp4');
    const voice = `flite=text='${SPEECH}':voice=slt`;
    // Speech, 5 s of digital silence, speech again 8 dB lower, in two channels.
    const sound =
      '[0]aresample=48000,pan=stereo|c0=c0|c1=0.7*c0,asplit[a][b];[b]volume=-8dB[c];' +
      'anullsrc=r=48000:cl=stereo:d=5[s];[a][s][c]concat=n=3:v=0:a=1[out]';
    makeMp4(file, [voice, PICTURE], sound);
    const { bytes, sha256, sound: figures } = await measured(file);
    const expected = loudnessOf(file);
    assert.equal(bytes, statSync(file).size);
    assert.equal(sha256, execFileSync('sha256sum', [file], { encoding: 'utf8' }).split(' ')[0]);
    assert.ok(
      Math.abs((figures?.loudnessLufs ?? 0) - expected.lufs) <= 0.1,
      `${figures?.loudnessLufs} ${expected.lufs}`,
    );
    assert.ok(Math.abs((figures?.peakDb ?? 0) - expected.peakDb) <= 0.1, `${figures?.peakDb} ${expected.peakDb}`);
    const longest = expected.silences.sort((one, other) => other.seconds - one.seconds)[0];
    assert.ok(longest && longest.seconds > 4.8);
    // Steps of 100 ms, of which both ends may be half silent; the voice's own ends add to it.
    assert.ok(
      Math.abs((figures?.longestSilence?.atSeconds ?? 0) - longest.atSeconds) <= 0.25,
      JSON.stringify([figures, longest]),
    );
    assert.ok(
      Math.abs((figures?.longestSilence?.seconds ?? 0) - longest.seconds) <= 0.3,
      JSON.stringify([figures, longest]),
    );
  });

  await t.test('one channel of noise is 3 LU quieter than two, as ffmpeg says too', async () => {
    const file = join(folder, 'mono.mp4');
    makeMp4(file, ['anoisesrc=r=48000:color=pink:amplitude=0.2:duration=6', PICTURE], '[0]anull[out]');
    const { sound } = await measured(file);
    assert.ok(Math.abs((sound?.loudnessLufs ?? 0) - loudnessOf(file).lufs) <= 0.1);
    assert.equal(sound?.longestSilence, null);
  });

  await t.test('without sound there is a hash and nothing else', async () => {
    const file = join(folder, 'picture.mp4');
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', PICTURE, '-t', '2', '-movflags', '+faststart', file]);
    assert.equal((await measured(file)).sound, null);
  });

  await t.test('a file that is cut off is said to be so', async () => {
    const file = join(folder, 'voice.mp4');
    truncateSync(file, Math.floor(statSync(file).size / 2));
    assert.equal((await measurer.measure(file, 1)).how, 'failed');
  });
});
