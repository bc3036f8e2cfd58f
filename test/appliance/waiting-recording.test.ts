/** From its last moment until it is one MP4 a recording is told as being finished, never as parts that were given up. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startDevice } from '../tools/box/device.ts';

test('whoever asks all the time sees recording, finishing, ready, and nothing between', async (t) => {
  const device = await startDevice(t, {});
  const { cookie } = await device.logIn();
  const headers = { cookie };
  for (const round of [1, 2, 3]) {
    device.press('short');
    const { session } = await device.waitFor('it records', ({ recording }) => recording.seconds > 1);
    const seen: string[] = [];
    const look = async (): Promise<string> => {
      const [list, one] = await Promise.all(
        ['', `/${session.id}`].map(async (path) =>
          (await fetch(`${device.url}/api/recordings${path}`, { headers })).json(),
        ),
      );
      const states = [list.recordings.find(({ id }: { id: string }) => id === session.id).state, one.state];
      for (const state of states) if (!seen.includes(state)) seen.push(state);
      return one.state;
    };
    const stopped = look().then(() => device.press('end'));
    for (let looks = 0; looks < 5000 && (await look()) !== 'ready'; looks++);
    await stopped;
    assert.deepEqual(seen, ['recording', 'finishing', 'ready'], `talk ${round}`);
  }
});
