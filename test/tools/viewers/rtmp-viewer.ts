/** One who watches over RTMP: each tag as it comes, with the time of its arrival. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import { type FlvTag, isPicture } from '../../../device/media/flv/flv-tag.ts';
import type { Ending } from '../ending.ts';

export interface SeenTag extends Pick<FlvTag, 'kind' | 'timestampMs' | 'keyframe' | 'sequenceHeader'> {
  /** On `performance.now()`. */
  atMs: number;
  size: number;
  /** Of a coded picture or sound. */
  isMedia: boolean;
  bytes: Buffer;
}

export interface RtmpViewer {
  /** In the order of arrival. */
  readonly tags: SeenTag[];
  /** What it said when something went wrong. */
  readonly said: string;
}

/** Reads without buffering or interleaving anything. */
export function startRtmpViewer(t: Ending, url: string): RtmpViewer {
  const player = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'gst-launch-1.0', '-q', 'rtmp2src', `location=${url}`, '!', 'fdsink', 'fd=1', 'sync=false'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const parser = new FlvParser();
  const tags: SeenTag[] = [];
  let said = '';
  player.stdout.on('data', (chunk: Buffer) => {
    const atMs = performance.now();
    for (const tag of parser.push(chunk)) {
      const { kind, timestampMs, keyframe, sequenceHeader, bytes } = tag;
      const isMedia = kind === 'audio' ? !sequenceHeader : isPicture(tag);
      tags.push({ kind, timestampMs, keyframe, sequenceHeader, atMs, size: bytes.length, isMedia, bytes });
    }
  });
  player.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  t.after(async () => {
    if (player.exitCode !== null || player.signalCode !== null) return;
    const closed = once(player, 'close');
    player.kill('SIGKILL');
    await closed;
  });
  return {
    tags,
    get said() {
      return said;
    },
  };
}

/** The longest step from one frame to the next of its kind. */
export interface Pause {
  /** In the time of the stream, as a player shows it. */
  stepMs: number;
  /** When the frame that ends it arrived, on `performance.now()`. */
  overMs: number;
}

/** Of what arrived between two moments. */
export function longestPause({ tags }: RtmpViewer, kind: SeenTag['kind'], fromMs: number, toMs: number): Pause {
  const own = tags.filter((tag) => tag.kind === kind && tag.isMedia && tag.atMs < toMs);
  const pause: Pause = { stepMs: 0, overMs: fromMs };
  for (const [index, { atMs, timestampMs }] of own.entries()) {
    const stepMs = timestampMs - (own[index - 1]?.timestampMs ?? timestampMs);
    if (atMs < fromMs || stepMs <= pause.stepMs) continue;
    pause.stepMs = stepMs;
    pause.overMs = atMs;
  }
  return pause;
}
