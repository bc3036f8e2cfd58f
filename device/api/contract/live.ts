/**
 * Messages of `WS /api/live`. Pictures are the binary messages, one JPEG each: of the capture while the preview is on,
 * of the camera on trial while a trial is on.
 */
import { type Static, Type } from 'typebox';
import type { ErrorReply } from './error.ts';
import type { Status } from './status.ts';

/** Of all sentences on this socket; the room's language unless told, and where the box does not speak the one told. */
export const LiveQuerySchema = Type.Object(
  { language: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}$', faultCode: 'faultLanguage' })) },
  { additionalProperties: false },
);

export type LiveQuery = Static<typeof LiveQuerySchema>;

/** One half of a trial. `off`: without it (`none`). */
export interface TrialDevice {
  phase: 'off' | 'starting' | 'ok' | 'failed';
  /** The device's own name, '' while it is not known. */
  name: string;
  /** Why it failed, or why it is not what was asked for. */
  reason: Status['camera']['reason'];
}

export type ServerMessage =
  /** First of all, after each change, and every few seconds so that silence means a lost connection. */
  | { type: 'status'; status: Status }
  | { type: 'levels'; rmsDb: number; peakDb: number }
  /**
   * How the trial of this socket goes, after each change. `ok`: everything that was asked for is delivering; `failed`:
   * at least one device does not (the other goes on); `ended`: nothing more comes of it, the reason says why unless it
   * was asked for.
   */
  | {
      type: 'trial';
      phase: 'starting' | 'ok' | 'failed' | 'ended';
      reason: Status['camera']['reason'];
      camera: TrialDevice;
      microphone: TrialDevice;
    }
  /** Of the microphone on trial, ten a second. */
  | { type: 'trialLevels'; rmsDb: number; peakDb: number }
  /** What was asked for was refused; the socket stays open. */
  | ({ type: 'error' } & ErrorReply);

/** Each needs the cookie or a token at the socket's opening. */
export type ClientMessage =
  | { type: 'preview'; on: boolean }
  /**
   * Pictures and levels of devices that are not applied. Values as in `camera.device` and `microphone.device`; left
   * out: the one in the settings. Replaces the trial that runs, on this socket or another. Ends by itself after 2 minutes.
   */
  | { type: 'trial'; on: true; camera?: string; microphone?: string }
  | { type: 'trial'; on: false };
