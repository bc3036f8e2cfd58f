/**
 * gst-launch-1.0 and ffmpeg doing what the box does: encode once, publish and record. Each as a person would write it
 * who knows the tool: same encoder settings, same source, same muxer latency, the recording as FLV, as the box writes it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaptureSpec, capturePipeline } from '../../device/media/capture/capture-pipeline.ts';
import { ffmpegWords, gstLaunchWords, type PeerWork, SOUND, shellLine } from '../tools/streams/peer-lines.ts';
import type { Contender, OnAir, Picture } from './contender.ts';
import { FRAMES_PER_SECOND, HEIGHT, offAir, type Room, type Stage, WIDTH } from './stage.ts';

export const VIDEO_KBPS = 2000;
export const AUDIO_KBPS = 96;
export const GOP_SECONDS = 2;
/** What waits inside is sent in milliseconds. */
const END_LIMIT_MS = 5_000;
const ERROR_TEXT_LIMIT = 1_500;

const ENCODER = { kind: 'x264', bitrateKbps: VIDEO_KBPS, gopFrames: GOP_SECONDS * FRAMES_PER_SECOND } as const;
const GSTREAMER = { major: 1, minor: 22 };
const PIXELS = `video/x-raw,format=I420,width=${WIDTH},height=${HEIGHT},framerate=${FRAMES_PER_SECOND}/1`;
const TEST_PICTURE = 'videotestsrc name=camera is-live=true pattern=ball background-color=0xff1f3a5f';
const TEST_CLOCK = 'clockoverlay time-format="%H:%M:%S" font-desc="Sans Bold 36" halignment=center valignment=bottom';
const TEST_SOUND = 'audiotestsrc name=microphone is-live=true wave=triangle freq=220 volume=0.25';

const SERVER = 'rtmp://SERVER/live/ROOM';

export function gstLaunchLine(picture: Picture): string {
  return shellLine(gstLaunchWith(picture, 'MOVIE', SERVER, 'RECORDING'));
}

export function ffmpegLine(): string {
  return shellLine(ffmpegWith('MOVIE', SERVER, 'RECORDING'));
}

const work = (address: string, recording: string): PeerWork => ({
  encoder: ENCODER,
  audioKbps: AUDIO_KBPS,
  address,
  recording,
  writesAtOnce: false,
  whenLost: 'ignore',
});

function gstLaunchWith(picture: Picture, movie: string, address: string, recording: string): string[] {
  const sources =
    picture === 'test'
      ? { video: `${TEST_PICTURE} ! ${PIXELS} ! ${TEST_CLOCK}`, audio: `${TEST_SOUND} ! audioconvert ! ${SOUND}` }
      : {
          video: `filesrc location=${movie} ! decodebin name=file  file. ! videoconvert ! videoscale ! videorate ! ${PIXELS} ! clocksync`,
          audio: `file. ! audioconvert ! audioresample ! ${SOUND} ! clocksync`,
        };
  const [program = '', ...words] = gstLaunchWords(sources, work(address, recording));
  // What waits inside is sent before it ends.
  return [program, '-e', ...words];
}

function ffmpegWith(movie: string, address: string, recording: string): string[] {
  return ffmpegWords({ words: `-re -i ${movie}`, pixelFormat: 'yuvj420p' }, work(address, recording));
}

/** @throws when the box does not do the same any more: then these lines are to be changed too. */
export function requireSameWork(): void {
  const spec: CaptureSpec = {
    tracks: ['video', 'audio'],
    video: { kind: 'test' },
    audio: { kind: 'test' },
    picture: { width: WIDTH, height: HEIGHT, framesPerSecond: FRAMES_PER_SECOND },
    encoder: ENCODER,
    reduced: null,
    keyframeSeconds: 2,
    audioKbps: AUDIO_KBPS,
    gainDb: 0,
    noiseSuppression: false,
    encode: true,
    gstreamer: GSTREAMER,
  };
  const text = capturePipeline(spec);
  for (const part of [TEST_PICTURE, TEST_CLOCK, TEST_SOUND, `voaacenc bitrate=${AUDIO_KBPS * 1000}`]) {
    if (!text.includes(part)) throw new Error(`the box's capture no longer holds "${part}": see test/bench/peers.ts`);
  }
}

export function gstLaunch(stage: Stage): Contender {
  return peer(stage, 'gst-launch', 'gst', (picture, address, recording) =>
    gstLaunchWith(picture, stage.movie, address, recording),
  );
}

/** It has no test picture like the box's: both pictures are the movie. */
export function ffmpeg(stage: Stage): Contender {
  return peer(stage, 'ffmpeg', 'ffmpeg', (_, address, recording) => ffmpegWith(stage.movie, address, recording));
}

let recordings = 0;

function peer(
  stage: Stage,
  name: Contender['name'],
  room: Room,
  words: (picture: Picture, address: string, recording: string) => string[],
): Contender {
  const address = `${stage.server.rtmpUrl}/${stage.server.streamKey(room)}`;
  const begin = async (picture: Picture): Promise<OnAir> => {
    const recording = join(stage.folder, `${room}-${++recordings}.flv`);
    const log = join(stage.folder, `${room}.log`);
    const output = openSync(log, 'w');
    const startedMs = performance.now();
    // setpriv becomes the program (1 ms), which then ends with this process, even if this process is killed.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...words(picture, address, recording)], {
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    await once(child, 'spawn');
    return {
      pid: child.pid as number,
      startedMs,
      end: async () => {
        const endedBefore = child.exitCode ?? child.signalCode;
        await interrupt(child);
        if (endedBefore !== null)
          throw new Error(`${name} ended by itself: ${readFileSync(log, 'utf8').slice(-ERROR_TEXT_LIMIT)}`);
        await offAir(stage, room);
        return { by: name, flv: [recording], mp4: null };
      },
    };
  };
  return { name, room, open: async (picture) => ({ begin: () => begin(picture), close: async () => {} }) };
}

async function interrupt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}
