/** gst-launch-1.0 and ffmpeg in the box's place, as people run them: in a shell loop that starts them again and records anew. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { audioSourceText, videoSourceText } from '../../device/media/capture/input/input-pipeline.ts';
import { processTree } from '../bench/process-tree.ts';
import { SMALL } from '../tools/box/device.ts';
import type { Ending } from '../tools/ending.ts';
import {
  ffmpegWords,
  gstLaunchWords,
  launchWords,
  type PeerWork,
  SOUND,
  shellLine,
} from '../tools/streams/peer-lines.ts';

/** `ffmpeg-fifo` connects again by itself, for who knows of its fifo muxer; the loop is there for the rest. */
export type PeerName = 'ffmpeg' | 'ffmpeg-fifo' | 'gst-launch';
export const PEERS: readonly PeerName[] = ['ffmpeg', 'ffmpeg-fifo', 'gst-launch'];

export interface Peer {
  /** Its recordings, each run's in a folder of its own, and `log`. */
  readonly folder: string;
  /** Ends what runs; the loop starts it again. */
  startAnew(): void;
}

const { width, height, framesPerSecond } = SMALL;
const DEVICES = {
  video: { kind: 'test' },
  audio: { kind: 'test' },
  picture: { width, height, framesPerSecond },
} as const;

/**
 * The box's own test camera and microphone, which lose what is not fetched in time, as drivers do: four pictures wait, and
 * half a second of sound. Without it a test source makes later what nobody took.
 */
const SOURCES = {
  video: `${videoSourceText(DEVICES)} ! queue leaky=downstream max-size-buffers=4 max-size-bytes=0 max-size-time=0`,
  audio: `${audioSourceText(DEVICES)} ! audioconvert ! ${SOUND} ! queue leaky=downstream max-size-buffers=0 max-size-bytes=0 max-size-time=500000000`,
};

/** For ffmpeg, which has no such devices: uncoded, so that it does all that is to be done. */
const DEVICES_ON_STDOUT = [
  'gst-launch-1.0',
  '-q',
  ...launchWords(
    `matroskamux name=mux streamable=true ! fdsink sync=false async=false  ${SOURCES.video} ! mux.  ${SOURCES.audio} ! mux.`,
  ),
];

/** What the box makes with the settings that `startDevice` gives it. */
const ENCODED = {
  encoder: { kind: 'x264', bitrateKbps: 2000, gopFrames: 2 * framesPerSecond },
  audioKbps: 96,
} as const;

/** Of programs that are piped into each other. */
function programs(name: PeerName, work: PeerWork): string[][] {
  if (name === 'gst-launch') return [gstLaunchWords(SOURCES, work)];
  return [DEVICES_ON_STDOUT, ffmpegWords({ words: '-f matroska -i pipe:0', pixelFormat: 'yuv420p' }, work)];
}

/** @param address RTMP, with the stream key */
export async function startPeer(t: Ending, name: PeerName, address: string, folder: string): Promise<Peer> {
  await mkdir(folder, { recursive: true });
  const whenLost = name === 'ffmpeg-fifo' ? 'reconnect' : 'end';
  const work: PeerWork = { ...ENCODED, address, recording: 'recording.flv', writesAtOnce: true, whenLost };
  // setpriv: each ends with its parent, so all end with this process, even if this process is killed.
  const mortal = ['setpriv', '--pdeathsig', 'KILL'];
  const line = programs(name, work)
    .map((words) => shellLine([...mortal, ...words]))
    .join(' | ');
  const loop = `while true; do n=$((n + 1)); mkdir $n; cd $n; ${line}; cd ..; sleep 1; done`;
  const output = openSync(join(folder, 'log'), 'a');
  // A group of its own: what the shell has started is ended with it.
  const child = spawn(mortal[0] as string, [...mortal.slice(1), 'sh', '-c', loop], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  await once(child, 'spawn');
  const pid = child.pid as number;
  t.after(async () => {
    const gone = once(child, 'exit');
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(-pid, 'SIGKILL');
      await gone;
    }
  });
  return {
    folder,
    startAnew() {
      for (const { pid: each } of processTree(pid).slice(1)) kill(each);
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
