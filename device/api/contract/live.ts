/**
 * Messages of `WS /api/live`. Pictures are the binary messages, one JPEG each: from the capture while the preview is
 * on, from the camera on trial while a trial is on.
 */
import { type Static, Type } from 'typebox';
import type { ErrorReply } from './error.ts';
import type { Status } from './status.ts';

/**
 * Language of all sentences on this socket. The default is the room's language, also where the box does not speak the
 * one asked for.
 */
export const LiveQuerySchema = Type.Object(
  { language: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}$', faultCode: 'faultLanguage' })) },
  { additionalProperties: false },
);

export type LiveQuery = Static<typeof LiveQuerySchema>;

/** One half of a trial. `off`: the trial runs without it (`none`). */
export interface TrialDevice {
  phase: 'off' | 'starting' | 'ok' | 'failed';
  /** The device's own name; empty while it is not known. */
  name: string;
  /** The reason why it failed, or why it is not the device that was asked for. */
  reason: Status['camera']['reason'];
}

export type ServerMessage =
  /** Sent first, after every change, and every few seconds: silence means a lost connection. */
  | { type: 'status'; status: Status }
  | { type: 'levels'; rmsDb: number; peakDb: number }
  /**
   * Progress of this socket's trial, after every change. `ok`: every device asked for is delivering. `failed`: at least
   * one device does not; the other goes on. `ended`: the trial is over, with the reason unless the page asked for it.
   */
  | {
      type: 'trial';
      phase: 'starting' | 'ok' | 'failed' | 'ended';
      reason: Status['camera']['reason'];
      camera: TrialDevice;
      microphone: TrialDevice;
    }
  /** Levels of the microphone on trial, ten a second. */
  | { type: 'trialLevels'; rmsDb: number; peakDb: number }
  /** The request was refused. The socket stays open. */
  | ({ type: 'error' } & ErrorReply);

/** Every message needs the cookie or a token at the socket's opening. */
export type ClientMessage =
  | { type: 'preview'; on: boolean }
  /**
   * Shows pictures and levels of devices that are not applied. Values as in `camera.device` and `microphone.device`;
   * the default is the one in the settings. Replaces the trial that runs, on this socket or another. Ends by itself
   * after 2 minutes.
   */
  | { type: 'trial'; on: true; camera?: string; microphone?: string }
  | { type: 'trial'; on: false };
