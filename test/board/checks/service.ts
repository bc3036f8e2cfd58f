/** Installed as shipped: systemd has it up, and it finds what is plugged in. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { PICTURE, type Room, secondsSince } from '../room.ts';

export function serviceChecks(room: () => Room): void {
  test('systemd starts the service and hears that it is ready', async (t) => {
    const { board } = room();
    const startedMs = performance.now();
    await board.sh('systemctl start pupitre');
    t.diagnostic(`ready ${secondsSince(startedMs).toFixed(1)} s after systemctl start`);
    const shown = await board.sh('systemctl show pupitre -p Type,ActiveState,SubState,NRestarts,WatchdogUSec');
    assert.deepEqual(shown.split('\n').sort(), [
      'ActiveState=active',
      'NRestarts=0',
      'SubState=running',
      'Type=notify',
      'WatchdogUSec=30s',
    ]);
    const { session, health } = await room().waitFor('the page answers', () => true);
    assert.equal(session.phase, 'ready');
    assert.equal(health.level, 'ok', JSON.stringify(health));
  });

  test('the camera and the microphone are found by names that stay, and auto takes them', async (t) => {
    const { cameras, microphones } = await room().devices();
    const [camera] = cameras;
    assert.equal(cameras.length, 1, JSON.stringify(cameras.map(({ device }) => device)));
    assert.equal(camera?.device, '/dev/v4l/by-path/platform-vivid.0-video-index0');
    assert.ok(camera.isAutomatic && camera.isChosen);
    assert.ok(
      camera.modes.some(
        ({ format, width, height }) => format === 'raw' && width === PICTURE.width && height === PICTURE.height,
      ),
    );
    const [microphone] = microphones;
    assert.equal(microphone?.device, 'plughw:CARD=Mic,DEV=0');
    assert.ok(microphone.isAutomatic && microphone.isChosen);
    t.diagnostic(`${camera.name} (${camera.modes.length} modes), ${microphone.name}`);
  });
}
