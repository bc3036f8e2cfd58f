/** Self-test of a version before it is put into use: the whole box, in a folder of its own, with a test pattern. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Appliance } from './appliance.ts';
import { mp4PacketCounts } from './media/journal/mp4-packet-counts.ts';
import { makeFolder, writeDurably } from './platform/durable-file.ts';
import { sentence } from './reason.ts';
import type { Settings } from './settings/settings-schema.ts';

/** The test runs beside a service that goes on, on the slowest board. */
const PATIENCE_MS = 90_000;
/**
 * Time to decode 20 s of 1280x720 at 30 pictures a second: an emulated board needs more than 90 s, a Zero 2 W about 10.
 */
const DECODE_MS = 240_000;
const LOOK_MS = 200;
/** A recording ends with its last whole group of tags. */
const SHORT_SECONDS = 2;

/**
 * Writes the box's own settings, without its devices, servers and people, into a new folder. Returns the path of that
 * file.
 */
export async function prepareSelfTest(settings: Settings, folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  const file = join(folder, 'settings.json');
  const { room, camera, microphone, encoder, recording } = settings;
  const own = {
    room,
    camera: { ...camera, device: 'test', controls: {} },
    microphone: { ...microphone, device: 'test' },
    encoder,
    recording: { ...recording, enabled: true },
    gpio: { enabled: false },
    web: { host: '127.0.0.1', port: 0 },
  };
  await writeDurably(file, JSON.stringify(own), 0o600);
  return file;
}

/** Records for that many seconds and reads the recording back. @throws with the reason when something does not work. */
export async function runSelfTest(appliance: Appliance, seconds: number): Promise<string> {
  await appliance.start();
  await pageAnswers(appliance);
  const refusal = appliance.session.start({ title: null, startedBy: 'page' });
  const id = appliance.session.running?.id;
  if (refusal || id === undefined) throw new Error(`no session: ${refusal?.tech}`);
  const status = () => appliance.media.journal.status;
  // A small board that is busy has sound long before its first picture.
  let pictureFrom: number | null = null;
  await until(
    seconds * 1000 + PATIENCE_MS,
    () => {
      if (appliance.media.capture.camera.framesPerSecond > 0) pictureFrom ??= status().seconds;
      return isLongEnough(status().seconds, pictureFrom, seconds);
    },
    () => {
      const { phase, reason } = status();
      const pictures = pictureFrom === null ? 'without pictures' : `with pictures from ${pictureFrom.toFixed(1)} s on`;
      const recorded = `${status().seconds.toFixed(1)} s recorded, ${pictures}`;
      return [recorded, phase, reason && sentence(reason, 'en')].filter(Boolean).join(', ');
    },
  );
  appliance.session.stop({ now: true });
  let found = await appliance.media.recordings.find(id);
  await until(
    PATIENCE_MS,
    async () => {
      found = await appliance.media.recordings.find(id);
      return found?.state === 'ready';
    },
    () => `the recording is ${found?.state} ${found?.reason?.tech ?? ''}`,
  );
  const video = await appliance.media.recordings.video(id);
  if (!video) throw new Error('the recording has no file');
  const promised = await mp4PacketCounts(video.path);
  if (promised.video === 0 || promised.seconds < seconds - SHORT_SECONDS)
    throw new Error(`the recording has ${promised.video} pictures and ${promised.seconds} s`);
  const { pictures, soundSeconds } = await decode(video.path);
  const summary = `${pictures} of ${promised.video} pictures and ${soundSeconds.toFixed(1)} s of sound decoded`;
  if (pictures !== promised.video || soundSeconds < seconds - SHORT_SECONDS) throw new Error(summary);
  return summary;
}

/**
 * The recording must hold pictures for that long, and for at least a quarter of its length. GStreamer takes a track of
 * less than a fifth for a preview, and a pipeline that waits for that track never ends (qtdemux.c, "Track shorter than
 * 20%").
 */
export function isLongEnough(recordedSeconds: number, pictureFrom: number | null, wantedSeconds: number): boolean {
  return pictureFrom !== null && recordedSeconds - pictureFrom >= Math.max(wantedSeconds, recordedSeconds / 4);
}

async function pageAnswers({ address: { port } }: Appliance): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const page = await answer.text();
  const script = /src="([^"]+\.js)"/.exec(page)?.[1];
  const code = script && (await fetch(new URL(script, `http://127.0.0.1:${port}/`))).status;
  if (answer.status !== 200 || code !== 200) throw new Error(`the page answers ${answer.status}, its script ${code}`);
}

async function until(limitMs: number, isSo: () => boolean | Promise<boolean>, otherwise: () => string): Promise<void> {
  for (const deadlineMs = performance.now() + limitMs; !(await isSo()); await sleep(LOOK_MS))
    if (performance.now() > deadlineMs) throw new Error(otherwise());
}

/** Size of one picture scaled down to 16x16 in grey. */
const PICTURE_BYTES = 16 * 16;
const SOUND_BYTES_PER_SECOND = 2 * 8000;

/** Decodes with GStreamer's own tools, as a player would. @throws where a frame cannot be decoded. */
async function decode(path: string): Promise<{ pictures: number; soundSeconds: number }> {
  const picture = 'videoconvert ! videoscale ! video/x-raw,format=GRAY8,width=16,height=16,pixel-aspect-ratio=1/1';
  const sound = 'audioconvert ! audioresample ! audio/x-raw,format=S16LE,channels=1,rate=8000';
  const branches = `decodebin name=media media. ! ${picture} ! fdsink fd=3 media. ! ${sound} ! fdsink fd=4`;
  const words = ['-q', 'filesrc', `location=${path}`, '!', ...branches.split(' ')];
  const player = spawn('gst-launch-1.0', words, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    timeout: DECODE_MS,
  });
  const [, , errors, pictures, sounds] = player.stdio as (Readable | null)[];
  let said = '';
  const bytes = { pictures: 0, sounds: 0 };
  errors?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-500);
  });
  pictures?.on('data', (chunk: Buffer) => {
    bytes.pictures += chunk.length;
  });
  sounds?.on('data', (chunk: Buffer) => {
    bytes.sounds += chunk.length;
  });
  const [code, signal] = await once(player, 'close');
  if (signal) throw new Error(`the recording was not decoded within ${DECODE_MS / 1000} s (${signal})`);
  if (code !== 0) throw new Error(`the recording does not decode: ${said.trim()}`);
  return { pictures: bytes.pictures / PICTURE_BYTES, soundSeconds: bytes.sounds / SOUND_BYTES_PER_SECOND };
}
