/**
 * The analysed sound: one channel at a rate that still carries vowels and mains hum, in pieces of half a second. Pure.
 */

export const ANALYSIS_AUDIO = { rate: 4000, pieceSamples: 2000 };
export const ANALYSIS_AUDIO_BYTES = ANALYSIS_AUDIO.pieceSamples * 2;

/** Converts samples of 16 bits, little endian, to fractions of full scale. */
export function samplesOf(piece: Buffer): Float32Array {
  const samples = new Float32Array(piece.length >> 1);
  for (let at = 0; at < samples.length; at++) samples[at] = piece.readInt16LE(at * 2) / 32_768;
  return samples;
}
