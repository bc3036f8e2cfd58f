/**
 * Text of a pipeline's input: its camera, its microphone, or the files in their place, up to raw pictures and sound. It
 * knows nothing of the programme made of them. Pure.
 */
import type { MediaKind } from '../../flv/flv-tag.ts';
import type { AudioSource, VideoSource } from '../../source/source.ts';

/** Sources that one process opens: a device that comes and goes, or a file. */
export interface InputSpec {
  video: VideoSource;
  audio: AudioSource;
}

interface PictureSize {
  width: number;
  height: number;
  framesPerSecond: number;
}

/** Elements that count each device's output, in their `stats`. */
export const DELIVERED: Record<MediaKind, string> = { video: 'pictures', audio: 'sounds' };

/** Elements that take the content of a file: GStreamer names them where a file has none. */
export const FILE_INLET = { video: 'replayedPictures', audio: 'replayedSound' };

/** Raw pictures as the programme takes them. */
export function videoInput(spec: Pick<InputSpec, 'video'> & { picture: PictureSize }): string {
  const { width, height } = spec.picture;
  return `${videoSourceText(spec)} ! video/x-raw,format=I420,width=${width},height=${height} ! identity name=${DELIVERED.video}`;
}

/** Raw sound as the programme takes it. */
export function audioInput(spec: InputSpec): string {
  return (
    `${audioSourceText(spec)} ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1 ` +
    `! identity name=${DELIVERED.audio}`
  );
}

/**
 * Ends in raw pictures of `picture`'s size; only a camera's may have another rate and format.
 * @param mostFramesPerSecond more pictures of a camera are dropped, before they cost a decoder anything
 */
export function videoSourceText(
  { video, picture }: Pick<InputSpec, 'video'> & { picture: PictureSize },
  mostFramesPerSecond = picture.framesPerSecond,
): string {
  const wanted = `width=${picture.width},height=${picture.height},framerate=${picture.framesPerSecond}/1`;
  switch (video.kind) {
    case 'camera': {
      const mode = `width=${video.width},height=${video.height},framerate=${fraction(video.framesPerSecond)}`;
      const scale = video.width === picture.width && video.height === picture.height ? '' : ' ! videoscale';
      // jpegdec by name: decodebin may plug the Pi's v4l2jpegdec, which stalls for ever.
      const thin =
        video.framesPerSecond > mostFramesPerSecond + 1
          ? ` ! videorate drop-only=true max-rate=${mostFramesPerSecond}`
          : '';
      const decode = video.format === 'jpeg' ? `image/jpeg,${mode}${thin} ! jpegdec` : `video/x-raw,${mode}${thin}`;
      return `v4l2src name=camera device=${quoted(video.device)} ! ${decode}${scale} ! videoconvert`;
    }
    case 'test':
      return (
        'videotestsrc name=camera is-live=true pattern=ball background-color=0xff1f3a5f ' +
        `! video/x-raw,format=I420,${wanted} ` +
        '! clockoverlay time-format="%H:%M:%S" font-desc="Sans Bold 36" halignment=center valignment=bottom'
      );
    case 'replay': {
      // One format for all elements after it: none of them takes every format of files.
      const upright = `replayVideo. ! videoconvert name=${FILE_INLET.video} ! video/x-raw,format=I420 ! videoflip video-direction=auto`;
      const scaled = `videoscale add-borders=true ! video/x-raw,width=${picture.width},height=${picture.height},pixel-aspect-ratio=1/1`;
      return video.form === 'still'
        ? `${upright} ! ${scaled} ! imagefreeze name=camera is-live=true ! capsfilter caps="video/x-raw,${wanted}"`
        : // Progressive pictures pass through it untouched.
          `${upright} ! deinterlace ! ${scaled} ! videorate ! video/x-raw,format=I420,${wanted} ! clocksync name=camera`;
    }
    case 'slate':
    case 'none':
      // The format is an element: two bare formats in a row are no pipeline to GStreamer.
      return `videotestsrc name=camera is-live=true pattern=black ! capsfilter caps="video/x-raw,${wanted}"`;
  }
}

/** Ends in raw sound, of whatever format. */
export function audioSourceText({ video, audio }: InputSpec): string {
  switch (audio.kind) {
    case 'alsa':
      // provide-clock=false: a microphone that is pulled out must not take the pipeline's clock with it.
      return `alsasrc name=microphone device=${quoted(audio.device)} provide-clock=false`;
    case 'test':
      return 'audiotestsrc name=microphone is-live=true wave=triangle freq=220 volume=0.25';
    case 'replay':
      return `${isSameFile(video, audio) ? 'replayVideo' : 'replayAudio'}. ! audioconvert name=${FILE_INLET.audio} ! audioresample ! audio/x-raw,rate=48000 ! clocksync name=microphone`;
    case 'silence':
      return 'audiotestsrc name=microphone is-live=true wave=silence';
  }
}

/** Decoders of the files; one that serves both is read and decoded once. */
export function replayDecoders({ video, audio }: InputSpec): string[] {
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

/** Elements behind which a file is to be played in a loop: one per file that can be. */
export function loopElements({ video, audio }: InputSpec): string[] {
  return [
    ...(video.kind === 'replay' && !video.form ? ['camera'] : []),
    ...(audio.kind === 'replay' && !audio.form && !isSameFile(video, audio) ? ['microphone'] : []),
  ];
}

/** A frame rate as caps state it: 29.97 is 30000/1001. */
function fraction(framesPerSecond: number): string {
  if (Number.isInteger(framesPerSecond)) return `${framesPerSecond}/1`;
  const whole = Math.round(framesPerSecond * 1.001);
  const isNtsc = Math.abs(framesPerSecond * 1.001 - whole) < 0.01;
  return isNtsc ? `${whole * 1000}/1001` : `${Math.round(framesPerSecond * 1000)}/1000`;
}

/** A value in a launch line, whatever characters it holds. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
