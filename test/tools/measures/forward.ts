/** That media goes forward, as players need it. */
import assert from 'node:assert/strict';
import type { Packet } from './ffprobe.ts';

/** No frame of this kind comes at or before the time of the one before, and together they span `seconds` at least. */
export function assertForward(packets: Packet[], kind: Packet['kind'], seconds: number): void {
  const times = packets.filter((packet) => packet.kind === kind).map(({ dts }) => dts);
  const back = times.findIndex((dts, index) => index > 0 && dts <= (times[index - 1] ?? 0));
  assert.equal(back, -1, `${kind} goes back after ${times[back - 1]} s to ${times[back]} s`);
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  assert.ok(span >= seconds, `${kind} spans ${span} s`);
}

/** How much later the picture begins than the voice, in ms. */
export function pictureAfterVoiceMs(packets: Packet[]): number {
  const startOf = (kind: Packet['kind']) => packets.find((packet) => packet.kind === kind)?.pts ?? Number.NaN;
  return Math.round((startOf('video') - startOf('audio')) * 1000);
}
