/** Pictures of which none is like the one before: no encoder can make them small. An MP4 of 4 s, to be replayed. */
import { execFileSync } from 'node:child_process';

export function makeNoise(file: string): void {
  const text =
    'videotestsrc pattern=snow num-buffers=120 ! video/x-raw,format=I420,width=640,height=360,framerate=30/1 ! ' +
    `x264enc pass=qual quantizer=24 speed-preset=ultrafast key-int-max=30 ! h264parse ! mp4mux ! filesink location=${file}`;
  execFileSync('gst-launch-1.0', ['-q', ...text.split(' ')], { timeout: 60_000 });
}
