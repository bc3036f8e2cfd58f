/** gst-launch-1.0 and ffmpeg at the box's work, as words of a command line: encode once, publish, record as FLV. */

import {
  type EncoderOptions,
  encoderText,
  LARGEST_KEYFRAME_MS,
} from '../../../device/media/capture/programme/encoder.ts';
import type { MediaKind } from '../../../device/media/flv/flv-tag.ts';

export interface PeerWork {
  encoder: EncoderOptions & { kind: 'x264' };
  audioKbps: number;
  /** RTMP, with the stream key. */
  address: string;
  recording: string;
  /** Each tag goes into the file at once, as the box's do; otherwise as the tool pleases, which is up to 256 kB later. */
  writesAtOnce: boolean;
  /** What ffmpeg does when the server is lost. gst-launch always ends. */
  whenLost: keyof typeof WHEN_LOST;
}

/** `ignore` is what 5.1 does by itself, whatever its manual says; `reconnect` tries each second and records meanwhile. */
const WHEN_LOST = {
  ignore: 'f=flv:flvflags=no_duration_filesize',
  end: 'f=flv:flvflags=no_duration_filesize:onfail=abort',
  reconnect:
    'f=fifo:fifo_format=flv:attempt_recovery=1:recover_any_error=1:recovery_wait_time=1:restart_with_keyframe=1:drop_pkts_on_overflow=1',
};

const GSTREAMER = { major: 1, minor: 22 };
const MUX = 'flvmux name=mux streamable=true latency=60000000';

/** What every contender encodes. */
export const SOUND = 'audio/x-raw,format=S16LE,rate=48000,channels=1';

/** @param sources launch lines that end in raw pictures and in `SOUND` */
export function gstLaunchWords(sources: Record<MediaKind, string>, work: PeerWork): string[] {
  const encodeVideo = encoderText(work.encoder, GSTREAMER).replace(' name=encoder', '');
  const text = [
    `${MUX} ! tee name=flv`,
    `flv. ! queue ! rtmp2sink location=${work.address} sync=false async=false`,
    `flv. ! queue ! filesink location=${work.recording} sync=false async=false${work.writesAtOnce ? ' buffer-mode=unbuffered' : ''}`,
    `${sources.video} ! queue ! ${encodeVideo} ! h264parse ! queue ! mux.video`,
    `${sources.audio} ! queue ! voaacenc bitrate=${work.audioKbps * 1000} ! aacparse ! queue ! mux.audio`,
  ].join('  ');
  return ['gst-launch-1.0', '-q', ...launchWords(text)];
}

/** A launch line as a shell would split it. */
export function launchWords(text: string): string[] {
  return (text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) => word.replaceAll('"', ''));
}

/** @param input what is read, with its first picture and its first sound */
export function ffmpegWords(input: { words: string; pixelFormat: string }, work: PeerWork): string[] {
  const { bitrateKbps, gopFrames } = work.encoder;
  const text = [
    `ffmpeg -nostdin -y -v warning ${input.words} -map 0:v -map 0:a`,
    `-c:v libx264 -preset superfast -tune zerolatency -profile:v main -pix_fmt ${input.pixelFormat} -g ${gopFrames} -bf 0 -sc_threshold 0`,
    // What x264enc makes of its bitrate: a buffer that is never overrun.
    `-b:v ${bitrateKbps}k -maxrate ${bitrateKbps}k -bufsize ${(bitrateKbps * LARGEST_KEYFRAME_MS) / 1000}k`,
    `-c:a aac -b:a ${work.audioKbps}k -ar 48000 -ac 1 -flags +global_header`,
    `-f tee [${WHEN_LOST[work.whenLost]}]${work.address}|[f=flv${work.writesAtOnce ? ':flush_packets=1' : ''}]${work.recording}`,
  ];
  return text.join(' ').split(' ');
}

/** As typed at a shell. */
export function shellLine(words: string[]): string {
  return words.map((word) => (/^[\w.,:/=+%-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
