/**
 * What is wrong with picture and sound is said in words, of real media through the real pipeline: two talks at the same
 * time, one in which all goes wrong, one in which all is well.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Status } from '../../device/api/contract/status.ts';
import { blurred, drawnRoom, type Picture, person, SIZE, seen, slide } from '../senses/scenes.ts';
import {
  claps,
  clipped,
  hum,
  joined,
  leveled,
  looped,
  mixed,
  noise,
  peaking,
  type Sound,
  silence,
  voices,
  writeWav,
} from '../senses/sounds.ts';
import { startDevice } from '../tools/box/device.ts';

/** Longer than the test, so that no file begins again in it. */
const SECONDS = 90;
const PICTURES_PER_SECOND = 10;
const CODES = ['nobodySpeaks', 'soundTooLoud', 'soundHums', 'lensCovered', 'cameraMoved', 'pictureDark'];

const room = drawnRoom();
const walking = (picture: Picture, at: number) => {
  person(picture, 160 + 140 * Math.sin(at / 4));
  return picture;
};
const quiet = (seconds: number) => leveled(noise(seconds, 'fan', 7), -55);
const voice = joined([...voices().values()][0] as Sound, silence(1));

/** A service on air with these as its camera and its microphone. */
async function talk(t: TestContext, folder: string, name: string, draw: (at: number) => Picture, sound: Sound) {
  const [video, wav] = [join(folder, `${name}.mkv`), join(folder, `${name}.wav`)];
  const size = `${SIZE.width}x${SIZE.height}`;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', size, '-r', `${PICTURES_PER_SECOND}`, '-i', '-'];
  const coded = ['-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p', '-y', video];
  const pictures = Array.from({ length: SECONDS * PICTURES_PER_SECOND }, (_, at) =>
    Buffer.from(Uint8Array.from(draw(at / PICTURES_PER_SECOND))),
  );
  execFileSync('ffmpeg', ['-v', 'error', ...raw, ...coded], { input: Buffer.concat(pictures) });
  writeWav(wav, sound);
  const device = await startDevice(t, {
    settings: {
      camera: { device: `replay:${video}`, ...SIZE, framesPerSecond: PICTURES_PER_SECOND },
      microphone: { device: `replay:${wav}` },
    },
  });
  device.press('short');
  await device.waitFor('on air', ({ session }) => session.phase === 'running');
  return device;
}

const told = ({ health }: Status) =>
  health.items.map(({ reason }) => reason?.code ?? '').filter((code) => CODES.includes(code));

test('what goes wrong is told, what only seems to is not; the recording goes on', { timeout: 180_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-senses-'));
  t.after(() => rm(folder, { recursive: true }));

  // A soft voice, a pause, applause at full scale, a cough; slides, a dark one too, and somebody who walks.
  const speech = leveled(looped(voice, SECONDS), -35);
  const pause = joined(speech.subarray(0, speech.length / 9), silence(12));
  const applause = joined(silence(30), peaking(claps(12, 300), 12), silence(SECONDS - 42));
  const good = await talk(
    t,
    folder,
    'good',
    (at) => {
      const picture = seen(room);
      slide(picture, { x: 10, y: 10, width: 200, height: 130 }, Math.floor(at / 12), at > 24 && at < 48);
      return walking(picture, at);
    },
    mixed(quiet(SECONDS), looped(pause, SECONDS), clipped(applause)),
  );
  // Hum, and speech far too loud; after 26 s nobody. The camera is moved at 19 s and covered at 38.
  const loud = clipped(mixed(quiet(SECONDS), leveled(hum(SECONDS, 50), -40), peaking(looped(voice, 26), 12)));
  const wrong = await talk(
    t,
    folder,
    'wrong',
    (at) => (at > 38 ? blurred(20, 4) : walking(at > 19 ? seen(room, 26, 8) : seen(room), at)),
    loud,
  );
  const falselyTold = new Set<string>();
  const watch = setInterval(async () => {
    const status = await good.state().catch(() => null);
    for (const code of status ? told(status) : []) falselyTold.add(code);
  }, 1000);
  t.after(() => clearInterval(watch));

  const becomes = (code: string) => wrong.waitFor(code, (status) => told(status).includes(code), SECONDS * 1000);
  const heard = await Promise.all([becomes('soundTooLoud'), becomes('soundHums'), becomes('cameraMoved')]);
  const late = await Promise.all([becomes('nobodySpeaks'), becomes('lensCovered')]);

  const said = new Map(
    [...heard, ...late].flatMap(({ health }) =>
      health.items.map(({ reason }) => [reason?.code, reason?.message ?? '']),
    ),
  );
  assert.match(said.get('soundTooLoud') ?? '', /too loud and distorted\. Lower the gain/);
  assert.match(said.get('soundHums') ?? '', /hums at 50 Hz\. Move the cable of the microphone/);
  assert.match(said.get('cameraMoved') ?? '', /has been moved\. Look at the picture/);
  assert.match(said.get('nobodySpeaks') ?? '', /Nobody has spoken into the microphone for 20 s\. Switch it on/);
  assert.match(said.get('lensCovered') ?? '', /its lens is covered.* Open its shutter/);

  const status = await wrong.state();
  assert.deepEqual(
    [status.recording.phase, status.lamps.rec, status.camera.phase, status.microphone.phase],
    ['recording', 'solid', 'ok', 'ok'],
  );
  assert.deepEqual([...falselyTold], []);
  assert.ok((await good.state()).session.seconds > 40, 'it went on all the while');
});
