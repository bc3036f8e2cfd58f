/** One who watches over RTMP: each tag as it comes, with the time of its arrival. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FlvParser } from '../../device/media/flv/flv-parser.ts';
import { type FlvTag, isPicture } from '../../device/media/flv/flv-tag.ts';
import type { Ending } from './ending.ts';

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
