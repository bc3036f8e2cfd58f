/** A microphone whose clock is not that of the board: what three hours do, in a minute. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { streamsOf } from '../../tools/measures/ffprobe.ts';
import { onsetsOf } from '../../tools/measures/onsets.ts';
import type { Room } from '../room.ts';

/** 2 % fast: in 54 s it is ahead by 1.08 s, as one that is 100 ppm fast after three hours. */
const RATE_SHIFT = 102_000;
const NOMINAL_SHIFT = 100_000;
const TALK_SECONDS = 62;
/** What is asked of the box over three hours. */
const MOST_APART_MS = 80;

/** Silence reads as -100, a tick within a second as -20. */
const HEARD_DB = -60;

/**
 * A tick each second of the board's own clock: the player follows that and not the sound card, by resampling what it plays.
 * In real time, as a room does not wait for the board.
 */
const TICKS = `systemd-run -q --collect --unit=ticks -p CPUSchedulingPolicy=rr -p CPUSchedulingPriority=50 \
  gst-launch-1.0 -q audiotestsrc is-live=true wave=ticks tick-interval=1000000000 sine-periods-per-tick=48 freq=1000 volume=0.7 \
  ! audio/x-raw,rate=48000,channels=1 ! alsasink device=plughw:CARD=Mic,DEV=1 provide-clock=false slave-method=resample`;
const shiftTo = (shift: number) => `amixer -q -c Mic cset iface=PCM,name='PCM Rate Shift 100000',device=0 ${shift}`;

export function driftChecks(room: () => Room): void {
  test('a microphone with a clock of its own stays in step', async (t) => {
    const { board } = room();
    await room().settle();
    await board.sh(`systemctl stop tone; ${shiftTo(RATE_SHIFT)}; ${TICKS}`);
    try {
      const id = await room().startTalk();
      // The first program of GStreamer after a boot looks at all its plugins, for up to 20 s on an emulated board.
      await room().waitFor('ticks are heard', ({ microphone }) => microphone.rmsDb > HEARD_DB);
      await room().recordsMore(TALK_SECONDS);
      const { mp4 } = await room().stopTalk(id);
      const ticks = (await onsetsOf(mp4)).slice(3);
      const [first = 0] = ticks;
      const heard = `${ticks.length} ticks, from ${first.toFixed(1)} to ${(ticks.at(-1) ?? 0).toFixed(1)} s`;
      assert.ok(ticks.length > TALK_SECONDS * 0.8, heard);
      // Of each tick, by how much it is off the second it belongs to; and the typical one is what a viewer gets used to.
      const offMs = ticks.map((at) => (at - first - Math.round(at - first)) * 1000);
      const typicalMs = [...offMs].sort((one, other) => one - other)[Math.floor(offMs.length / 2)] ?? 0;
      const apartMs = Math.max(...offMs.map((ms) => Math.abs(ms - typicalMs)));
      const streams = await streamsOf(mp4);
      const seconds = (kind: string) => Number(streams.find(({ codec_type }) => codec_type === kind)?.duration);
      t.diagnostic(
        `${heard}, at most ${apartMs.toFixed(0)} ms off; ` +
          `voice ${seconds('audio').toFixed(2)} s, picture ${seconds('video').toFixed(2)} s long`,
      );
      assert.ok(apartMs < MOST_APART_MS, `they run apart: ${offMs.map((ms) => ms.toFixed(0)).join(' ')}`);
    } finally {
      await board.sh(`systemctl stop ticks; ${shiftTo(NOMINAL_SHIFT)}`);
      await room().plugIn();
    }
  });
}
