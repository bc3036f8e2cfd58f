import assert from 'node:assert/strict';
import test from 'node:test';
import { LevelMeter } from '../../../../device/media/analysis/level-meter.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';

test('a microphone that is muted on purpose is not called silent, then or after', () => {
  const clock = new FakeClock();
  let isMuted = false;
  const sound = new LevelMeter({ clock, setMetered() {}, isMuted: () => isMuted });
  const hear = (rmsDb: number, seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1000);
      sound.push({ rmsDb, peakDb: rmsDb + 10 });
    }
  };
  hear(-30, 5);
  isMuted = true;
  hear(-100, 60);
  assert.equal(sound.isSilent, false);
  isMuted = false;
  assert.equal(sound.isSilent, false);
  hear(-100, 19);
  assert.equal(sound.isSilent, false);
  hear(-100, 3);
  assert.equal(sound.isSilent, true);
});
