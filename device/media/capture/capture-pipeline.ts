/** The text of the capture pipeline: camera and microphone -> H.264 + AAC -> FLV on MEDIA_FD, JPEG pictures on PREVIEW_FD. Pure. */
import { MEDIA_FD, PREVIEW_FD } from '../gst/worker-protocol.ts';
import type { AudioSource } from '../source/audio-source.ts';
import type { VideoSource } from '../source/video-source.ts';
import { type EncoderOptions, encoderText, type GstreamerVersion } from './encoder.ts';

export interface CaptureOrder {
  video: VideoSource;
  audio: AudioSource;
  picture: { width: number; height: number; framesPerSecond: number };
  encoder: EncoderOptions;
  audioKbps: number;
  gainDb: number;
  noiseSuppression: boolean;
  /** False: the encoders get nothing until their valves are opened; only levels and preview run. */
  encode: boolean;
  gstreamer: GstreamerVersion;
}

/** With 0 flvmux sends backward timestamps whenever sound and picture do not arrive in step (300 in 6 s; 1 at 60 ms). */
const MUX_LATENCY_NS = 60_000_000;

/** Preview pictures: small enough that one subscriber costs little, often enough to look alive. */
const PREVIEW = { width: 480, framesPerSecond: 8, quality: 60 };

/** Readings ten times a second are for a meter; with nobody watching, one a second tells silence from sound. */
export const LEVEL_INTERVAL_NS = { watched: 100_000_000, unwatched: 1_000_000_000 };

/** Pictures wait here while the encoder is busy; old ones go first, so that a slow encoder loses frames and not time. */
const RAW_QUEUE = 'queue max-size-buffers=4 max-size-bytes=0 max-size-time=0 leaky=downstream';
/** The encoder must not wait for the mux, which may wait for sound; sound itself waits in the mux. */
const CODED_QUEUE = 'queue max-size-buffers=0 max-size-bytes=0 max-size-time=2000000000';

export function capturePipeline(order: CaptureOrder): string {
  return [
    `flvmux name=mux streamable=true latency=${MUX_LATENCY_NS} ! fdsink fd=${MEDIA_FD} sync=false async=false`,
    audioBranch(order),
    ...(order.video.kind === 'none' ? [] : videoBranches(order)),
    ...replayDecoders(order),
  ].join('  ');
}

function audioBranch(order: CaptureOrder): string {
  const denoise = order.noiseSuppression
    ? 'webrtcdsp echo-cancel=false gain-control=false noise-suppression=true ! '
    : '';
  return [
    `${audioSourceText(order)} ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1`,
    `${denoise}volume name=gain volume=${gainFactor(order.gainDb)}`,
    `level name=level interval=${LEVEL_INTERVAL_NS.unwatched}`,
    valve('encodeAudio', !order.encode),
    `voaacenc bitrate=${order.audioKbps * 1000} ! aacparse ! mux.audio`,
  ].join(' ! ');
}

function videoBranches(order: CaptureOrder): string[] {
  const { width, height } = order.picture;
  const previewHeight = Math.round((PREVIEW.width * height) / width / 2) * 2;
  return [
    [
      `${videoSourceText(order)} ! video/x-raw,format=I420,width=${width},height=${height}`,
      // Does nothing until it is given a picture to lay over the frame.
      `gdkpixbufoverlay name=slate overlay-width=${width} overlay-height=${height} ! tee name=raw`,
    ].join(' ! '),
    [
      `raw. ! ${valve('encodeVideo', !order.encode)} ! ${RAW_QUEUE}`,
      encoderText(order.encoder, order.gstreamer),
      `h264parse name=coded config-interval=-1 ! ${CODED_QUEUE} ! mux.video`,
    ].join(' ! '),
    [
      `raw. ! ${valve('preview', true)} ! queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream`,
      `videorate drop-only=true max-rate=${PREVIEW.framesPerSecond} ! videoscale`,
      `video/x-raw,width=${PREVIEW.width},height=${previewHeight} ! jpegenc quality=${PREVIEW.quality}`,
      `multipartmux boundary=preview ! fdsink fd=${PREVIEW_FD} sync=false async=false`,
    ].join(' ! '),
  ];
}

function videoSourceText({ video, picture }: CaptureOrder): string {
  const wanted = `width=${picture.width},height=${picture.height},framerate=${picture.framesPerSecond}/1`;
  switch (video.kind) {
    case 'camera': {
      const mode = `width=${video.width},height=${video.height},framerate=${fraction(video.framesPerSecond)}`;
      const scale = video.width === picture.width && video.height === picture.height ? '' : ' ! videoscale';
      // jpegdec by name: decodebin may plug the Pi's v4l2jpegdec, which stalls for ever.
      const decode = video.format === 'jpeg' ? `image/jpeg,${mode} ! jpegdec` : `video/x-raw,${mode}`;
      return `v4l2src name=camera device=${quoted(video.device)} ! ${decode}${scale} ! videoconvert`;
    }
    case 'test':
      return (
        'videotestsrc name=camera is-live=true pattern=ball animation-mode=running-time background-color=0xff1f3a5f ' +
        `! video/x-raw,format=I420,${wanted} ` +
        '! clockoverlay time-format="%H:%M:%S" font-desc="Sans Bold 36" halignment=center valignment=bottom'
      );
    case 'replay':
      return (
        'replayVideo. ! videoconvert ! videoscale add-borders=true ! videorate ' +
        `! video/x-raw,format=I420,${wanted},pixel-aspect-ratio=1/1 ! clocksync name=camera`
      );
    case 'slate':
    case 'none':
      // As an element: two bare formats in a row are no pipeline to GStreamer.
      return `videotestsrc name=camera is-live=true pattern=black ! capsfilter caps="video/x-raw,${wanted}"`;
  }
}

function audioSourceText({ video, audio }: CaptureOrder): string {
  switch (audio.kind) {
    case 'alsa':
      // provide-clock=false: a microphone that is pulled out must not take the pipeline's clock with it.
      return `alsasrc name=microphone device=${quoted(audio.device)} provide-clock=false`;
    case 'test':
      return 'audiotestsrc name=microphone is-live=true wave=triangle freq=220 volume=0.25';
    case 'replay':
      return `${isSameFile(video, audio) ? 'replayVideo' : 'replayAudio'}. ! audioconvert ! audioresample ! audio/x-raw,rate=48000 ! clocksync name=microphone`;
    case 'silence':
      return 'audiotestsrc name=microphone is-live=true wave=silence';
  }
}

/** One file that serves both is read and decoded once. */
function replayDecoders({ video, audio }: CaptureOrder): string[] {
  const decoder = (name: string, file: string) =>
    `filesrc name=${name}File location=${quoted(file)} ! decodebin name=${name}`;
  return [
    ...(video.kind === 'replay' ? [decoder('replayVideo', video.file)] : []),
    ...(audio.kind === 'replay' && !isSameFile(video, audio) ? [decoder('replayAudio', audio.file)] : []),
  ];
}

function isSameFile(video: VideoSource, audio: AudioSource): boolean {
  return video.kind === 'replay' && audio.kind === 'replay' && video.file === audio.file;
}

/** Elements behind which a file is to be played in a loop: one per file. */
export function loopElements({ video, audio }: Pick<CaptureOrder, 'video' | 'audio'>): string[] {
  return [
    ...(video.kind === 'replay' ? ['camera'] : []),
    ...(audio.kind === 'replay' && !isSameFile(video, audio) ? ['microphone'] : []),
  ];
}

/** A frame rate as caps state it: 29.97 is 30000/1001. */
function fraction(framesPerSecond: number): string {
  if (Number.isInteger(framesPerSecond)) return `${framesPerSecond}/1`;
  const whole = Math.round(framesPerSecond * 1.001);
  const isNtsc = Math.abs(framesPerSecond * 1.001 - whole) < 0.01;
  return isNtsc ? `${whole * 1000}/1001` : `${Math.round(framesPerSecond * 1000)}/1000`;
}

/** Volume as `gain` takes it. */
export function gainFactor(gainDb: number): number {
  return 10 ** (gainDb / 20);
}

/** Shut, it still lets EOS and caps through: a branch without them would keep the pipeline from ever ending. */
function valve(name: string, shut: boolean): string {
  return `valve name=${name} drop=${shut} drop-mode=forward-sticky-events`;
}

/** A value in a launch line, whatever characters it holds. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
