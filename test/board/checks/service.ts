/** Installed as shipped: systemd has it up, and it finds what is plugged in. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { type Room, secondsSince } from '../room.ts';

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
    const [who = ''] = (await board.sh('ps -o user= -C node')).split('\n');
    assert.equal(who.trim(), 'pupitre', 'not as root');
    // 0 is shut off from everything, 10 from nothing; 3.0 is what is asked of it.
    const exposure = await board.sh('systemd-analyze security --no-pager --threshold=30 pupitre | tail -n 1');
    t.diagnostic(exposure.trim());
    // A camera that takes too long to say what it can do is asked again.
    const { session } = await room().waitFor('all is well', ({ health }) => health.level === 'ok');
    assert.equal(session.phase, 'ready');
  });

  test('the camera and the microphone are found by names that stay, and auto takes them', async (t) => {
    const { cameras, microphones } = await room().devices();
    const camera = cameras.find(({ isChosen }) => isChosen);
    const shown = JSON.stringify(cameras.map(({ device }) => device));
    assert.match(camera?.device ?? '', /^\/dev\/v4l\/by-path\/.*-video-index0$/, shown);
    const { width, height } = room().picture;
    assert.ok(camera?.modes.some((mode) => mode.format !== 'other' && mode.width === width && mode.height === height));
    const microphone = microphones.find(({ isChosen }) => isChosen);
    assert.match(microphone?.device ?? '', /^plughw:CARD=\w+,DEV=\d+$/);
    t.diagnostic(`${camera?.name} (${camera?.modes.length} modes) at ${camera?.device}, ${microphone?.name}`);
  });
}
