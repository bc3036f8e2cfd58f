/** Judges the sound of the microphone. Pure. */

import type { DeviceStatus } from '../../media/capture/input/device-status.ts';
import type { AudioLevels } from '../../media/gst/pipeline.ts';
import { because } from '../../reason.ts';
import type { Verdict } from './check.ts';

/** A muted microphone reads below -70 dBFS, an empty room about -55. */
const SILENT_DB = -65;
/**
 * Peaks, judged as the meter of the page judges them. Speech peaks 12 to 18 dB above its loudness. Below -30 viewers
 * must turn it up by 20 dB, and with it the room's -55 to a hiss at -35. Above -3 a raised voice, 6 dB louder, is cut
 * off.
 */
const QUIET_PEAK_DB = -30;
const LOUD_PEAK_DB = -3;
/** Tenths of a second. A knock on the table is one or two; words are more. */
const LOUD_READINGS = 3;

export interface MicrophoneFacts {
  status: DeviceStatus;
  /** Ten readings a second. */
  readings: readonly AudioLevels[];
  /** The session mutes the microphone: off the record. */
  isMuted: boolean;
}

export function microphoneVerdict({ status, readings, isMuted }: MicrophoneFacts): Verdict {
  const loudestDb = Math.max(...readings.map(({ rmsDb }) => rmsDb), -100);
  const peakDb = Math.max(...readings.map(({ peakDb }) => peakDb), -100);
  const tech = `loudest ${loudestDb.toFixed(1)} dBFS, peak ${peakDb.toFixed(1)} dBFS, ${readings.length} readings`;
  const values = { db: Math.round(loudestDb) };
  if (isMuted && readings.length > 0) return { level: 'ok', reason: because('microphoneMuted', tech) };
  if (loudestDb <= SILENT_DB || status.phase !== 'ok')
    return { level: 'failing', reason: status.reason ?? because('microphoneSilent', tech) };
  if (status.reason) return { level: 'degraded', reason: status.reason };
  if (readings.filter(({ peakDb }) => peakDb > LOUD_PEAK_DB).length >= LOUD_READINGS)
    return { level: 'degraded', reason: because('microphoneLoud', tech, values) };
  if (peakDb < QUIET_PEAK_DB) return { level: 'degraded', reason: because('microphoneQuiet', tech, values) };
  return { level: 'ok', reason: because('microphoneWell', tech, values) };
}
