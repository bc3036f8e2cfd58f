/** A publisher that is not ours: ffmpeg with a small test picture and a tone, paced as live. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

const SOUND = {
  input: '-re -f lavfi -i sine=sample_rate=48000',
  codec: '-c:a aac -b:a 64k',
};
const PICTURE = {
  input: '-re -f lavfi -i testsrc2=size=320x180:rate=15',
  codec: '-c:v libx264 -preset ultrafast -tune zerolatency -g 30 -pix_fmt yuv420p',
};
/** Longer than any test. */
const LIMIT_SECONDS = 120;

export interface Publisher {
  /** Resolves when it ends: true if it was refused or cut, with what it said. */
  ended: Promise<{ failed: boolean; said: string }>;
  stop(): Promise<void>;
}

/** Publishes until stopped; ends with the test in any case. */
export function publish(t: TestContext, address: string, { picture = true } = {}): Publisher {
  const streams = picture ? [PICTURE, SOUND] : [SOUND];
  const words = [
    '-v error',
    ...streams.map(({ input }) => input),
    `-t ${LIMIT_SECONDS}`,
    ...streams.map(({ codec }) => codec),
    '-f flv',
  ];
  const child = spawn('ffmpeg', [...words.join(' ').split(' '), address], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]) => ({
    failed: code !== 0,
    said,
  }));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  t.after(stop);
  return { ended, stop };
}
