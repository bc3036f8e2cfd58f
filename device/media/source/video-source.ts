/** Where the pictures of one capture attempt come from. */
export type VideoSource =
  /** A V4L2 camera in the one mode that was chosen for it. */
  | {
      kind: 'camera';
      /** `/dev/v4l/by-path/…`, else `/dev/videoN`. */
      device: string;
      name: string;
      format: 'jpeg' | 'raw';
      width: number;
      height: number;
      framesPerSecond: number;
      /** It shows what a cable brings. */
      isGrabber?: true;
    }
  /** Moving pattern with a running clock. */
  | { kind: 'test' }
  /** A media file without end, paced as live; in a loop where no form is named. */
  | { kind: 'replay'; file: string; form?: 'restart' | 'still' }
  /** No camera is there: a still slate, so that viewers and the recording keep a picture. */
  | { kind: 'slate' }
  /** Voice only was asked for: no video track at all. */
  | { kind: 'none' };
