/** Someone who encodes once, publishes and records: the box or one of its peers. */
import type { Room } from './stage.ts';

/** `movie`: the same media file for all. `test`: the box's own test picture, with a clock in it. */
export type Picture = 'movie' | 'test';

export interface Contender {
  readonly name: 'ours' | 'gst-launch' | 'ffmpeg';
  readonly room: Room;
  /** Ready to begin: for the box, at rest with its parked workers; for a peer, nothing. */
  open(picture: Picture): Promise<Ready>;
}

export interface Ready {
  /** One press, or one process start. */
  begin(): Promise<OnAir>;
  close(): Promise<void>;
}

export interface OnAir {
  /** Root of its processes. */
  pid: number;
  /** `performance.now` at the press or the process start. */
  startedMs: number;
  /** Ends publication and recording and waits for both. */
  end(): Promise<Recording>;
}

export interface Recording {
  by: Contender['name'];
  /** What was written while on air. */
  flv: string[];
  /** What is made of it afterwards, if anything. */
  mp4: string | null;
}
