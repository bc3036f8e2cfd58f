/** One box that only publishes, to a server that is away: what it says of itself, and whom it tells. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startDevice } from '../tools/device.ts';

test('a box that only publishes', async (t) => {
  const device = await startDevice(t, {
    settings: {
      recording: { enabled: false },
      destinations: [{ id: 'main', name: 'Server', url: 'rtmp://127.0.0.1:9/live' }],
    },
  });
  device.press('short');

  // It was called stuck, and the watchdog ended it each minute for as long as its server was away.
  await t.test('is not stuck when its server is away', async () => {
    const { recording, destinations } = await device.waitFor(
      'the session runs',
      ({ session }) => session.phase === 'running',
    );
    assert.equal(recording.phase, 'off');
    assert.notEqual(destinations[0]?.phase, 'live');
    assert.equal((await fetch(`${device.url}/healthz`)).status, 200);
  });
});
