/**
 * How far voice and picture are apart in a recording, by what happens to both in one moment: off the record ends, the slate
 * goes and the sound is heard again. Shown with the next picture and heard with the next piece of sound: the picture of a
 * camera of 15 a second is 33 ms late on the average, the voice 11.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from '../tools/box/device.ts';
import { onsetsOf } from '../tools/measures/onsets.ts';
import { shownPictures } from '../tools/measures/shown-pictures.ts';

const MARKS = 4;
/** Longer than the silence by which an onset is told. */
const COVERED_MS = 800;
const UNCOVERED_MS = 900;
const NEAR_SECONDS = 0.6;

export class VoiceSync {
  readonly #device: Device;
  readonly #after: string[] = [];

  constructor(device: Device) {
    this.#device = device;
  }

  /** Goes off the record some times. `after`: what has happened until now. */
  async mark(after: string): Promise<void> {
    this.#after.push(after);
    for (let mark = 0; mark < MARKS; mark++) {
      await this.#set(true);
      await sleep(COVERED_MS);
      await this.#set(false);
      await sleep(UNCOVERED_MS);
    }
  }

  /** By how much the voice is later than the picture at each mark. `mp4`: the whole recording, with a loud voice. */
  async measure(mp4: string): Promise<{ after: string; lateMs: number[] }[]> {
    const [onsets, shown] = [await onsetsOf(mp4), await shownPictures(mp4, 'privacy-en.png')];
    // The slate of a camera that is away looks much like it, and stays longer.
    const uncovered = shown.flatMap(({ isSlate, from, to }, index) => {
      const next = shown[index + 1];
      return isSlate && to - from < (2 * COVERED_MS) / 1000 && next ? [next.from] : [];
    });
    assert.equal(uncovered.length, MARKS * this.#after.length, 'each mark is seen once');
    const late = uncovered.map((at) => {
      const onset = onsets.find((heard) => Math.abs(heard - at) < NEAR_SECONDS);
      assert.ok(onset !== undefined, `the picture is back at ${at.toFixed(2)} s, the voice is not`);
      return (onset - at) * 1000;
    });
    return this.#after.map((after, index) => ({ after, lateMs: late.slice(index * MARKS, (index + 1) * MARKS) }));
  }

  async #set(on: boolean): Promise<void> {
    const { status } = await this.#device.ask('POST', '/api/session/off-the-record', { on });
    assert.equal(status, 200);
  }
}
