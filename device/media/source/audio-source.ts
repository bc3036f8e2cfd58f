/** Where the sound of one capture attempt comes from. */
export type AudioSource =
  /** `device` is an ALSA name such as `plughw:CARD=Device,DEV=0`. */
  | { kind: 'alsa'; device: string; name: string }
  /** A voice-like tone. */
  | { kind: 'test' }
  /** The sound of a media file without end, paced as live; in a loop where no form is named. */
  | { kind: 'replay'; file: string; form?: 'restart' }
  /** No microphone is there: silence, so that the sound track has no hole. */
  | { kind: 'silence' };
