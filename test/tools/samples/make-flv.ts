/** Real FLV of a few seconds, made by GStreamer's own tools in a fraction of that. */
import { execFileSync } from 'node:child_process';

export interface FlvOptions {
  seconds?: number;
  width?: number;
  height?: number;
  picture?: boolean;
  framesPerSecond?: number;
  /** Of `videotestsrc`, such as `red`. */
  pattern?: string;
  /** Of the tone, 0 to 1. */
  volume?: number;
}

export function makeFlv(
  path: string,
  {
    seconds = 3,
    width = 320,
    height = 180,
    picture = true,
    framesPerSecond = 30,
    pattern = 'ball',
    volume = 0.8,
  }: FlvOptions = {},
): void {
  const video = [
    `videotestsrc pattern=${pattern} num-buffers=${seconds * framesPerSecond} ! video/x-raw,format=I420,width=${width},height=${height},framerate=${framesPerSecond}/1`,
    'x264enc tune=zerolatency speed-preset=superfast bitrate=500 key-int-max=60 option-string=scenecut=0 ! video/x-h264,profile=main',
    'h264parse config-interval=-1 ! queue ! mux.video',
  ].join(' ! ');
  const audio = [
    `audiotestsrc wave=triangle volume=${volume} num-buffers=${Math.ceil((seconds * 48_000) / 1024)} ! audio/x-raw,rate=48000,channels=1`,
    'voaacenc bitrate=96000 ! aacparse ! queue ! mux.audio',
  ].join(' ! ');
  const text = `flvmux name=mux streamable=true ! filesink location=${path} ${picture ? video : ''} ${audio}`;
  execFileSync('gst-launch-1.0', ['-q', ...text.split(' ').filter(Boolean)], { timeout: 60_000 });
}
