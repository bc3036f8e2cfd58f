/** GStreamer text of H.264 encoders, each set to give what the hub, nginx-rtmp and a browser take. Pure. */
import type { GstreamerVersion } from '../../gst/gstreamer-version.ts';

export type EncoderKind = 'v4l2h264' | 'x264' | 'openh264';

export interface EncoderOptions {
  kind: EncoderKind;
  bitrateKbps: number;
  /** Frames between keyframes: fixed, since nginx-rtmp cuts HLS segments at keyframes. */
  gopFrames: number;
}

/**
 * Largest keyframe, as a time of the bitrate, since on a thin link the voice waits behind it: 62 kB at 2 Mb/s, where
 * x264's own 600 ms let a hard picture have 101 kB. A page full of text keeps its sharpness (SSIM 0.947, of 0.951 with
 * 600 ms); with half of this it blurs at each keyframe (0.934, the worst picture 0.88).
 */
export const LARGEST_KEYFRAME_MS = 250;

/** Takes raw video, gives `video/x-h264`. The element is named `encoder`. */
export function encoderText({ kind, bitrateKbps, gopFrames }: EncoderOptions, gstreamer: GstreamerVersion): string {
  switch (kind) {
    case 'x264':
      // scenecut off: an extra keyframe would cut a segment off the grid of all others.
      return (
        `x264enc name=encoder tune=zerolatency speed-preset=superfast bitrate=${bitrateKbps} vbv-buf-capacity=${LARGEST_KEYFRAME_MS} ` +
        `key-int-max=${gopFrames} bframes=0 option-string="scenecut=0" ! video/x-h264,profile=main`
      );
    case 'openh264':
      return (
        `openh264enc name=encoder rate-control=bitrate bitrate=${bitrateKbps * 1000} gop-size=${gopFrames} complexity=low ` +
        'scene-change-detection=false ! video/x-h264,profile=constrained-baseline'
      );
    case 'v4l2h264': {
      // Before 1.25.1 the element has no caps without colorimetry, and jpegdec's 1:4:0:0 is not among them:
      // 1:4:7:1 costs next to nothing, bt709 would convert every pixel.
      const old = gstreamer.major === 1 && gstreamer.minor < 25;
      const convert = old ? 'videoconvert ! video/x-raw,format=I420,colorimetry=(string)1:4:7:1 ! ' : '';
      // Level pinned, else GStreamer fixates level 1 and the driver refuses; profile pinned, else Baseline is taken.
      return (
        `${convert}v4l2h264enc name=encoder extra-controls="${v4l2Controls(bitrateKbps, gopFrames)}" ` +
        '! video/x-h264,profile=(string)high,level=(string)4'
      );
    }
  }
}

/** Property of the element `encoder`, and its value, that change the bitrate while it runs. */
export function bitrateSetting({ kind, bitrateKbps, gopFrames }: EncoderOptions): {
  property: string;
  value: string | number;
} {
  switch (kind) {
    case 'x264':
      return { property: 'bitrate', value: bitrateKbps };
    case 'openh264':
      return { property: 'bitrate', value: bitrateKbps * 1000 };
    case 'v4l2h264':
      return { property: 'extra-controls', value: v4l2Controls(bitrateKbps, gopFrames) };
  }
}

/** The driver takes 25 to 25,000 kb/s in steps of 25. */
function v4l2Controls(bitrateKbps: number, gopFrames: number): string {
  const bitsPerSecond = Math.min(25_000, Math.max(25, Math.round(bitrateKbps / 25) * 25)) * 1000;
  return `controls,video_bitrate_mode=(int)1,video_bitrate=(int)${bitsPerSecond},h264_i_frame_period=(int)${gopFrames},repeat_sequence_header=(int)1`;
}
